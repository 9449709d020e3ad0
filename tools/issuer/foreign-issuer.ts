/** What the drill and the command line know of a demo issuer of another country's codes, whatever the format. */
import type { ForeignFormatId } from '../../core/model/format.ts';
import type { ReasonCode } from '../../core/model/reasons.ts';
import type { RevocationHandle } from '../../core/model/revocation.ts';
import type { KeySet } from '../../core/trust/key-set.ts';
import { withRevocations } from '../../core/trust/revocation-list.ts';
import type { ForeignClaims } from './foreign-claims.ts';

/** Who signs: the issuer itself, somebody who names the issuer's key and does not have it, or an issuer whom no list knows. */
export type Hand = 'issuer' | 'impostor' | 'stranger';

export interface ForeignFault {
  readonly name: string;
  /** The reason a terminal must give. */
  readonly reason: ReasonCode;
  /** @param claims - those of a good code. */
  readonly make: (claims: ForeignClaims) => string;
}

export interface ForeignIssuer {
  readonly format: ForeignFormatId;
  /** Its keys and names, and the one code that it has withdrawn. */
  readonly keySet: KeySet;
  /** `ForeignClaims.id` of that code; null where none is withdrawn. */
  readonly revokedId: string | null;
  encode(claims: ForeignClaims, hand: Hand): string;
  /** What a terminal says of a stranger: formats that name the key alone leave the issuer unknown as well. */
  readonly strangerReason: 'issuer-unknown' | 'key-unknown';
  /** How exactly a code can say when it ends. */
  readonly expiry: 'second' | 'day' | 'never';
  /** Faults that only this format can have. */
  readonly ownFaults: readonly ForeignFault[];
  /** The file from which a terminal takes the keys, and the setting that names it; null where the terminal takes certificates alone. */
  readonly keysFile: { readonly setting: string; readonly content: string } | null;
}

/** A key set that withdraws one code by its own identifier. */
export function withRevoked(set: KeySet, issuer: string, codeId: string): KeySet {
  const isIt = (handle: RevocationHandle): boolean => handle.scheme === 'code-id' && handle.value === codeId;
  return withRevocations(set, [{ origin: set.origin, size: 1, withdraws: (code) => code.issuer === issuer && code.handles.some(isIt) }]);
}

/** A file's text. */
export function toFile(json: unknown): string {
  return `${JSON.stringify(json, null, 2)}\n`;
}
