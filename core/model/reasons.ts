/**
 * The closed list of reasons a verdict can give. Each code has a sentence in every locale that tells the officer
 * what to do next; a code without one breaks the build of the window and a test.
 */
export const REASON_CODES = [
  // The symbol could not be understood.
  'format-unknown',
  'recognised-not-accepted',
  'code-malformed',
  'code-too-large',
  'version-unsupported',
  // It is understood, but not proved genuine.
  'signature-mismatch',
  'algorithm-mismatch',
  'issuer-unknown',
  'key-unknown',
  'key-not-yet-valid',
  'key-expired',
  'key-purpose-mismatch',
  'code-revoked',
  // It is genuine, but not for now.
  'code-not-yet-valid',
  'code-expired',
  'code-stale',
  'code-repeated',
  // It is genuine and current; the day's rules speak.
  'colour-red',
  'colour-yellow',
  'colour-unrecognised',
  'test-missing',
  'test-too-old',
  'test-positive',
  'test-not-conclusive',
  'symptoms-declared',
  'contact-declared',
  'risk-area-declared',
  'declaration-missing',
  'document-missing',
  // What the document in the traveller's hand says beside the code.
  'document-differs',
  'document-expired',
  'entry-rule-not-met',
  'crossing-limit',
  // The terminal itself cannot tell.
  'rule-not-evaluated',
  'no-rules-in-force',
  // A rule depends on what neither the code nor anybody has said: category, origin.
  'fact-unknown',
  'clock-behind',
  'trust-stale',
  'trust-dead',
  'terminal-out-of-service',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** Three outcomes, never a boolean: `refer` means we cannot tell, or the rules ask for a second look. */
export const OUTCOMES = ['pass', 'refer', 'refuse'] as const;
export type Outcome = (typeof OUTCOMES)[number];
