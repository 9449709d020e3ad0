/** Writes staff badges (docs/formats/badge.md). */
import { deflateSync } from 'node:zlib';
import { BADGE_CLAIM, BADGE_PREFIX, ROLE_NUMBERS, STAFF } from '../../core/codes/badge.ts';
import type { Badge } from '../../core/model/staff.ts';
import { encodeBase45 } from './base45.ts';
import { encodeCanonical, type Mo1Signer, signCose } from './encode-mo1.ts';

/** What a badge says; its key is the signer's. */
export type BadgeClaims = Omit<Badge, 'keyId'>;

/**
 * Encodes and signs one badge. The claims are written as they are: this is a workshop's tool and can make badges a terminal refuses.
 * @returns the text of the symbol, `MOB1:` included.
 */
export function encodeBadge(claims: BadgeClaims, signer: Mo1Signer): string {
  const map = new Map<number, unknown>([
    [BADGE_CLAIM.issuer, claims.issuer],
    [BADGE_CLAIM.expiresAt, Math.floor(claims.expiresAt / 1_000)],
    [BADGE_CLAIM.issuedAt, Math.floor(claims.issuedAt / 1_000)],
    [BADGE_CLAIM.badgeId, Buffer.from(claims.badgeId, 'hex')],
    [
      BADGE_CLAIM.staff,
      new Map<number, unknown>([
        [STAFF.number, claims.staffNumber],
        [STAFF.roles, claims.roles.map((role) => ROLE_NUMBERS[role])],
      ]),
    ],
  ]);
  return BADGE_PREFIX + encodeBase45(deflateSync(signCose(encodeCanonical(map), signer), { level: 9 }));
}
