/**
 * Staff badges: `MOB1:` and the container of MO1 codes, signed by a key whose purpose is badges. docs/formats/badge.md is the specification.
 * A badge is not a travel code: `readCode` does not know it, and the desk never judges one. Layer: codes.
 */
import type { Parsed } from '../model/envelope.ts';
import { ROLES, type Badge, type Role } from '../model/staff.ts';
import { utcMillis } from '../model/units.ts';
import { ClaimReader } from './claim-reader.ts';
import { MO1_CODE_ID_BYTES } from './limits.ts';
import { type MoEnvelope, parseMoContainer } from './mo-container.ts';
import { CLAIM as MO1_CLAIM, ISSUER_PATTERN } from './mo1-layout.ts';

/** What every badge begins with; the digit is the profile's version. */
export const BADGE_PREFIX = 'MOB1:';
/** CWT claims, and the one private claim that says who it is. */
export const BADGE_CLAIM = { issuer: MO1_CLAIM.issuer, expiresAt: MO1_CLAIM.expiresAt, issuedAt: MO1_CLAIM.issuedAt, badgeId: MO1_CLAIM.codeId, staff: -65_538 } as const;
export const STAFF = { number: 1, roles: 2 } as const;
export const ROLE_NUMBERS: Readonly<Record<Role, number>> = { officer: 1, supervisor: 2, technician: 3 };
/** Staff numbers stand on screens and in the audit. */
export const STAFF_NUMBER_PATTERN = /^[A-Z0-9]{3,12}$/;
/** Badges are renewed at least every three years. */
const MAX_LIFETIME_SECONDS = 3 * 366 * 86_400;

/** Decides from the prefix alone. */
export const isBadge = (text: string): boolean => text.startsWith(BADGE_PREFIX);

/** Reads a badge as far as its signature needs. Never throws on input. */
export const parseBadge = (text: string): Parsed<MoEnvelope> => parseMoContainer(text, BADGE_PREFIX);

/**
 * Gives the claims of a badge their meaning. Call only with an envelope whose signature holds.
 * @returns the badge, or `code-malformed` with the place of the first fault. Never throws on input.
 */
export function toBadge({ claims, keyId }: MoEnvelope): Parsed<Badge> {
  const reader = new ClaimReader();
  const top = reader.map(claims, 'claims', Object.values(BADGE_CLAIM));
  const staff = reader.map(top.get(BADGE_CLAIM.staff), 'staff', Object.values(STAFF));
  const issuedAt = reader.seconds(top.get(BADGE_CLAIM.issuedAt), 'issued at');
  const expiresAt = reader.seconds(top.get(BADGE_CLAIM.expiresAt), 'expires at');
  reader.check(issuedAt <= expiresAt && expiresAt - issuedAt <= MAX_LIFETIME_SECONDS, 'expires at', 'at most three years after issued at');
  const roles = reader.list(staff.get(STAFF.roles), 'roles', ROLES.length).map((role) => reader.choice(role, 'role', ROLE_NUMBERS));
  reader.check(roles.length > 0 && new Set(roles).size === roles.length, 'roles', 'one to three roles, each once');
  const badge: Badge = {
    staffNumber: reader.pattern(staff.get(STAFF.number), 'staff number', STAFF_NUMBER_PATTERN),
    roles,
    badgeId: reader.hex(top.get(BADGE_CLAIM.badgeId), 'badge id', MO1_CODE_ID_BYTES),
    issuer: reader.pattern(top.get(BADGE_CLAIM.issuer), 'issuer', ISSUER_PATTERN),
    keyId,
    issuedAt: utcMillis(issuedAt * 1_000),
    expiresAt: utcMillis(expiresAt * 1_000),
  };
  return reader.fault === null ? { ok: true, value: badge } : { ok: false, reason: 'code-malformed', detail: `MOB1: ${reader.fault}` };
}
