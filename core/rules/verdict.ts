/** Builds verdicts and keeps the order of their reasons. Pure. Layer: rules. */
import type { Outcome, ReasonCode } from '../model/reasons.ts';
import type { Reason, Verdict } from '../model/verdict.ts';

/**
 * What a reason means when the road itself gives it. "Refuse" where the code is proved not to be good, or a grave fact is certain;
 * "refer" wherever the terminal cannot tell, for a person can look at a document and at another code.
 */
const ROAD_OUTCOMES: Readonly<Record<ReasonCode, Reason['outcome']>> = {
  // Not understood: says nothing about the traveller; a genuine code of another country, a worn print or a newer version looks like this.
  'format-unknown': 'refer',
  'recognised-not-accepted': 'refer',
  'code-malformed': 'refer',
  'code-too-large': 'refer',
  'version-unsupported': 'refer',
  // Proved bad: the named issuer's own key contradicts the code, or the issuer withdrew the key or the code.
  'signature-mismatch': 'refuse',
  'algorithm-mismatch': 'refuse',
  'key-not-yet-valid': 'refuse',
  'key-expired': 'refuse',
  'key-purpose-mismatch': 'refuse',
  'code-revoked': 'refuse',
  // Not proved either way: the key set may simply be older than the code.
  'issuer-unknown': 'refer',
  'key-unknown': 'refer',
  // Genuine but over: certain, and the traveller can renew it. A code from the future shows that a clock is wrong, not whose.
  'code-expired': 'refuse',
  'code-not-yet-valid': 'refer',
  'code-stale': 'refer',
  // The same code twice: a screenshot passed on, or one traveller scanned again; only the document in hand tells.
  'code-repeated': 'refer',
  // The document in hand is another person's, or one of the two is wrong or over: a person has to look.
  'document-differs': 'refer',
  'document-expired': 'refer',
  // Given by rules as a rule, with the rule's own outcome.
  'colour-red': 'refuse',
  'colour-yellow': 'refer',
  'colour-unrecognised': 'refer',
  'test-missing': 'refer',
  'test-too-old': 'refer',
  'test-positive': 'refuse',
  'test-not-conclusive': 'refer',
  'symptoms-declared': 'refer',
  'contact-declared': 'refer',
  'risk-area-declared': 'refer',
  'declaration-missing': 'refer',
  'document-missing': 'refer',
  'crossing-limit': 'refer',
  // Given by the rules of EU states, which say only yes or no: no is "not accepted".
  'entry-rule-not-met': 'refuse',
  // The terminal's own trouble is never the traveller's fault, and never a pass.
  'rule-not-evaluated': 'refer',
  'no-rules-in-force': 'refer',
  'fact-unknown': 'refer',
  'clock-behind': 'refer',
  'trust-stale': 'refer',
  'trust-dead': 'refer',
  'terminal-out-of-service': 'refer',
};

/** A reason that the road gives before or beside the rules. */
export const roadReason = (code: ReasonCode): Reason => ({ code, outcome: ROAD_OUTCOMES[code], ruleId: null });

/** The verdict on a scan that ended before there were facts to judge. */
export const verdictWithoutFacts = (reason: ReasonCode): Verdict => createVerdict([roadReason(reason)], null);

/** Adds a reason found outside the rules (a repeat, a revocation, the clock) and derives the outcome anew. */
export const withReason = (verdict: Verdict, reason: Reason): Verdict => createVerdict([...verdict.reasons, reason], verdict.ruleSet);

/**
 * The one place where a verdict is built. Reasons: refuse before refer, the road's before the rules', then as given;
 * of a code given twice the more decisive stays.
 * @param ruleSet - `id@version` of the set in force; null when the road ended before the rules.
 */
export function createVerdict(reasons: readonly Reason[], ruleSet: string | null): Verdict {
  const seen = new Set<ReasonCode>();
  const ordered = reasons.toSorted((a, b) => rank(a) - rank(b)).filter(({ code }) => !seen.has(code) && seen.add(code));
  const outcome: Outcome = ordered[0]?.outcome ?? 'pass';
  return { outcome, reasons: ordered, ruleSet };
}

const rank = ({ outcome, ruleId }: Reason): number => (outcome === 'refuse' ? 0 : 2) + (ruleId === null ? 0 : 1);
