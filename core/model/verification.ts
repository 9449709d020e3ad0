import type { ReasonCode } from './reasons.ts';

/** Kinds of statement that a signer's certificate can be limited to. */
export const STATEMENT_KINDS = ['test', 'vaccination', 'recovery'] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** Reasons for which a code is proved not to be good. */
export type InvalidReason = Extract<
  ReasonCode,
  'signature-mismatch' | 'algorithm-mismatch' | 'key-not-yet-valid' | 'key-expired' | 'key-purpose-mismatch' | 'code-revoked'
>;
/** Reasons for which the terminal cannot tell. */
export type IndeterminateReason = Extract<ReasonCode, 'issuer-unknown' | 'key-unknown'>;

/** The result of checking an envelope against the key set. "We could not tell" is not "forged". */
export type Verification =
  | { readonly status: 'valid'; readonly issuer: string; readonly keyId: string; /** What the key may state; null for anything. */ readonly usages: readonly StatementKind[] | null }
  | { readonly status: 'invalid'; readonly reason: InvalidReason }
  | { readonly status: 'indeterminate'; readonly reason: IndeterminateReason };
