/** Lists of withdrawn codes that come beside a key set: each answers for its own scheme, the key set asks them all. Layer: trust. */
import type { RevocableCode } from '../model/revocation.ts';
import type { KeySet } from './key-set.ts';

/** A snapshot, made once of one file or folder and never changed. */
export interface RevocationList {
  /** File or folder it came from. */
  readonly origin: string;
  /** How many entries it has. */
  readonly size: number;
  withdraws(code: RevocableCode): boolean;
}

/**
 * A key set that also revokes what the lists withdraw, of codes that its own issuers have signed.
 * @returns a snapshot; number of revoked codes and origin speak of the lists too.
 */
export function withRevocations(keys: KeySet, lists: readonly RevocationList[]): KeySet {
  return Object.freeze<KeySet>({
    ...keys,
    origin: [keys, ...lists].map(({ origin }) => origin).join(', '),
    revokedCodes: lists.reduce((sum, { size }) => sum + size, keys.revokedCodes),
    isRevoked: (code) => keys.isRevoked(code) || (keys.hasIssuer(code.issuer) && lists.some((list) => list.withdraws(code))),
  });
}
