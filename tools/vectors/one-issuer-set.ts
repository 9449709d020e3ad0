/** Key entries that a loader made, as the key set that verifying asks for. */
import { utcMillis } from '../../core/model/units.ts';
import type { KeyEntry, KeySet } from '../../core/trust/key-set.ts';

/** A set of these keys alone, with no code withdrawn. */
export function keySetOf(keys: readonly KeyEntry[]): KeySet {
  return {
    sequence: 1,
    issuedAt: utcMillis(0),
    origin: 'vector',
    keys,
    revokedCodes: 0,
    findKey: (issuer, keyId) => keys.find((key) => key.issuer === issuer && key.keyId === keyId) ?? null,
    findKeysById: (keyId) => keys.filter((key) => key.keyId === keyId),
    hasIssuer: (issuer) => keys.some((key) => key.issuer === issuer),
    isRevoked: () => false,
    issuerNames: () => null,
  };
}
