/** Proves a badge by the key set, and asks again later whether one still counts. Pure. Layer: staff. */
import { parseBadge, toBadge } from '../codes/badge.ts';
import type { Badge } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import { MINUTE_MS } from '../model/units.ts';
import type { KeySet } from '../trust/key-set.ts';
import { verifyEnvelope } from '../trust/verify-envelope.ts';

/** Purpose a key must have to sign badges. */
export const BADGE_PURPOSE = 'staff-badge';

/** Why a badge does not count. `badge-not-proved`: the key set does not know its issuer or key. */
export const BADGE_REFUSALS = ['badge-malformed', 'badge-not-proved', 'badge-forged', 'badge-not-yet-valid', 'badge-expired', 'badge-revoked'] as const;
export type BadgeRefusal = (typeof BADGE_REFUSALS)[number];

export type BadgeResult = { readonly ok: true; readonly badge: Badge } | { readonly ok: false; readonly refusal: BadgeRefusal };

/** @param at - the instant to judge at. Never throws on input. */
export function verifyBadge(text: string, keys: KeySet, at: UtcMillis): BadgeResult {
  const envelope = parseBadge(text);
  if (!envelope.ok) return refuse('badge-malformed');
  const verification = verifyEnvelope(envelope.value, keys, BADGE_PURPOSE, at);
  if (verification.status === 'indeterminate') return refuse('badge-not-proved');
  if (verification.status === 'invalid') return refuse(KEY_REFUSALS[verification.reason]);
  const badge = toBadge(envelope.value);
  if (!badge.ok) return refuse('badge-malformed');
  const refusal = findBadgeFault(badge.value, keys, at);
  return refusal === null ? { ok: true, badge: badge.value } : refuse(refusal);
}

const KEY_REFUSALS = {
  'signature-mismatch': 'badge-forged',
  'algorithm-mismatch': 'badge-forged',
  // A key for travellers' codes must never make staff.
  'key-purpose-mismatch': 'badge-forged',
  'key-not-yet-valid': 'badge-not-yet-valid',
  'key-expired': 'badge-expired',
  'code-revoked': 'badge-revoked',
} as const;

/** Whether a badge that was once proved still counts: its time, its withdrawal, and its signer's key. */
export function findBadgeFault(badge: Badge, keys: KeySet, at: UtcMillis): BadgeRefusal | null {
  const key = keys.findKey(badge.issuer, badge.keyId);
  if (key?.purposes.includes(BADGE_PURPOSE) !== true) return 'badge-not-proved';
  if (keys.isRevoked({ ...badge, handles: [{ scheme: 'code-id', value: badge.badgeId }] })) return 'badge-revoked';
  if (!(at < badge.expiresAt) || at >= key.validUntil) return 'badge-expired';
  // Issuer and terminal keep their clocks within a minute.
  return at >= badge.issuedAt - MINUTE_MS ? null : 'badge-not-yet-valid';
}

function refuse(refusal: BadgeRefusal): BadgeResult {
  return { ok: false, refusal };
}
