/** Which verdicts people may set aside. Pure. Layer: rules. */
import type { ReasonCode } from '../model/reasons.ts';
import type { Verdict } from '../model/verdict.ts';

/** What no person can know better than the terminal: whether the code is genuine, proved by its issuer's key, and in its time. */
const NEVER_SET_ASIDE: readonly ReasonCode[] = [
  'format-unknown',
  'recognised-not-accepted',
  'code-malformed',
  'code-too-large',
  'version-unsupported',
  'signature-mismatch',
  'algorithm-mismatch',
  'issuer-unknown',
  'key-unknown',
  'key-not-yet-valid',
  'key-expired',
  'key-purpose-mismatch',
  'code-revoked',
  'code-not-yet-valid',
  'code-expired',
  // Whose code it is, and whether the document says so.
  'document-differs',
  'document-expired',
  // The terminal cannot say whether the code is genuine, or in its time, or must let nobody through at all. Stale trust has a consent of its own.
  'clock-behind',
  'trust-stale',
  'trust-dead',
  'terminal-out-of-service',
];

/** Whether a refusal rests on rules alone: then people may let the traveller through. Whatever else the reasons say, one about the code itself forbids it. */
export function isOverridable({ outcome, reasons }: Pick<Verdict, 'outcome' | 'reasons'>): boolean {
  if (outcome !== 'refuse' || reasons.some(({ code }) => NEVER_SET_ASIDE.includes(code))) return false;
  return reasons.every((reason) => reason.outcome !== 'refuse' || reason.ruleId !== null);
}
