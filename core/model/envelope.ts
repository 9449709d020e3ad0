import type { Facts } from './facts.ts';
import type { FormatId } from './format.ts';
import type { ReasonCode } from './reasons.ts';
import type { RevocationHandle } from './revocation.ts';

/**
 * A parsed code whose signature has not been checked yet: only `issuer` and `keyId` may be used before
 * verification, to find the key; everything in `claims` is hearsay until then.
 */
export interface Envelope {
  readonly format: FormatId;
  /** The bytes the signature covers, exactly as received. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array;
  /** What the code says of its algorithm; it can only agree with the key entry. Null where the format leaves it to the key. */
  readonly claimedAlgorithm: string | null;
  /** Null where the format names the key alone; its issuer is then the key entry's. */
  readonly issuer: string | null;
  /** Key identifier as the key set has it: lower-case hex, or the text that the format's own key sets use. */
  readonly keyId: string;
  readonly claims: unknown;
  /** Where the code brings its signer's certificate: verification then asks the key set for authorities, not for a key. */
  readonly carried?: CarriedCertificate;
}

/** A signer's certificate as the code carries it, hearsay until it chains to an authority, and what the format asks of it. */
export interface CarriedCertificate {
  /** X.509, DER. */
  readonly der: Uint8Array;
  /** Object identifier that its extended key usage must name. */
  readonly usage: string;
  /** Entry that its list of document types must have (ICAO 9303 part 12 clause 7.1.1.6). */
  readonly documentType: string;
}

/** What is verified: an envelope, or a badge's, which is of no travel code's format. */
export type SignedStatement = Omit<Envelope, 'format'> & { readonly format: FormatId | null };

/** The reasons for which a symbol yields no envelope. */
export type ReadingReason = Extract<
  ReasonCode,
  'format-unknown' | 'recognised-not-accepted' | 'code-malformed' | 'code-too-large' | 'version-unsupported'
>;

/** A step's result: a value, or the reason why there is none. Bad input is a value, never an exception. */
export type Parsed<T, R extends ReasonCode = ReadingReason> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly reason: R; /** For the technician: what was expected and what came; never the content. */ readonly detail: string };

/** One code format: everything the engine knows of it. Implementations live one to a file in core/codes. */
export interface CodeFormat {
  readonly id: FormatId;
  /** Decides "mine or not" from the prefix alone. */
  recognises(text: string): boolean;
  /** Parses within hard limits. Never throws on input. */
  parse(text: string): Parsed<Envelope>;
  /** Gives the claims their meaning. Call only with an envelope whose signature holds. Never throws on input. */
  toFacts(envelope: Envelope): Parsed<Facts>;
  /** The names under which the code can be withdrawn. Call only with the facts of the same envelope. */
  toRevocationHandles(envelope: Envelope, facts: Facts): readonly RevocationHandle[];
}
