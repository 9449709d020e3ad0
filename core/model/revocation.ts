import type { UtcMillis } from './units.ts';

/**
 * How a list of withdrawn codes names one: by the code's own identifier, by a hash of it, or by a hash of its signature. A format says which names a
 * code of its kind has; a list knows the names of its own scheme.
 */
export type RevocationScheme = 'code-id' | 'dcc-uci' | 'dcc-country-uci' | 'dcc-signature' | 'shc-rid';

/** One name under which a code can be withdrawn. */
export interface RevocationHandle {
  readonly scheme: RevocationScheme;
  /** A hash in lower-case hex, or the identifier as the code has it. */
  readonly value: string;
}

/** What is asked of a list of withdrawn codes: only for a code whose signature holds. */
export interface RevocableCode {
  /** Issuer and identifier of the key that proved the code. */
  readonly issuer: string;
  readonly keyId: string;
  readonly issuedAt: UtcMillis;
  readonly handles: readonly RevocationHandle[];
}
