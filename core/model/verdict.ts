import type { Outcome, ReasonCode } from './reasons.ts';

/** One reason, and the rule that gave it; `ruleId` is null where the road itself spoke before any rule. */
export interface Reason {
  readonly code: ReasonCode;
  readonly outcome: Exclude<Outcome, 'pass'>;
  readonly ruleId: string | null;
}

/** What the desk says of one traveller. Built once, by one function. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Most decisive first; empty for a pass. */
  readonly reasons: readonly Reason[];
  /** Rule set that was in force, `id@version`; null when the road ended before the rules. */
  readonly ruleSet: string | null;
}
