/** Several key sets as one: each kind of code has its own list of keys, a scan sees them all. Layer: trust. */
import { utcMillis } from '../model/units.ts';
import type { KeySet } from './key-set.ts';

/**
 * @param sets - at least one; where two have the same issuer and key identifier, the first one's key counts.
 * @param origin - what the whole is called.
 * @returns a snapshot: as old as its oldest part, revoked where any part says so.
 */
export function combineKeySets(sets: readonly KeySet[], origin: string): KeySet {
  const keys = sets.flatMap((set) => set.keys);
  const byId = Map.groupBy(keys, ({ keyId }) => keyId);
  return Object.freeze<KeySet>({
    sequence: Math.max(...sets.map(({ sequence }) => sequence)),
    issuedAt: utcMillis(Math.min(...sets.map(({ issuedAt }) => issuedAt))),
    origin,
    keys: Object.freeze(keys),
    authorities: Object.freeze(sets.flatMap(({ authorities }) => authorities)),
    revokedCodes: sets.reduce((sum, { revokedCodes }) => sum + revokedCodes, 0),
    findKey: (issuer, keyId) => byId.get(keyId)?.find((key) => key.issuer === issuer) ?? null,
    findKeysById: (keyId) => byId.get(keyId) ?? [],
    hasIssuer: (issuer) => sets.some((set) => set.hasIssuer(issuer)),
    findAuthorities: (issuer) => sets.flatMap((set) => set.findAuthorities(issuer)),
    isRevoked: (code) => sets.some((set) => set.isRevoked(code)),
    issuerNames: (issuer) => sets.map((set) => set.issuerNames(issuer)).find((names) => names !== null) ?? null,
  });
}
