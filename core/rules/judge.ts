/**
 * Facts and the day's rules in, verdict out. Pure: the clock reading is passed in. Layer: rules.
 * @see CertLogic specification 1.3.2; RFC 8392 section 3.1.4 (expiry)
 */
import type { Facts } from '../model/facts.ts';
import type { Reason, Verdict } from '../model/verdict.ts';
import { MINUTE_MS, type UtcMillis } from '../model/units.ts';
import { isDccFacts } from './dcc-data.ts';
import { judgeDcc } from './judge-dcc.ts';
import { evaluateLogic } from './logic.ts';
import { type RuleData, type RuleDirection, toRuleData } from './payload.ts';
import type { Rule, RuleSet } from './rule-set.ts';
import { createVerdict, roadReason } from './verdict.ts';

export { roadReason, verdictWithoutFacts, withReason } from './verdict.ts';

/** How far a code's issue time may lie ahead of the terminal: issuer and terminal each keep their clock within 30 seconds. */
export const CLOCK_TOLERANCE_MS = MINUTE_MS;

export interface JudgeContext {
  /** The scan's one clock reading. */
  readonly at: UtcMillis;
  readonly direction: RuleDirection;
  readonly port: string;
  readonly ruleSet: RuleSet;
}

/**
 * Judges verified facts: the code's own validity first, then every rule in force, the EU's own on its own certificates last, so that the verdict names
 * all that is wrong.
 * Never throws and never passes in doubt: a rule that cannot be evaluated, or no rule in force, refers.
 */
export function judge(facts: Facts, context: JudgeContext): Verdict {
  const { at, ruleSet } = context;
  const rules = ruleSet.rules.filter((rule) => isInForce(rule, facts, context));
  const data = toRuleData(facts, { ...context, valueSets: ruleSet.valueSets });
  const { dccRules } = ruleSet;
  const dccReasons = dccRules !== null && isDccFacts(facts) ? judgeDcc(facts, dccRules, at) : null;
  const reasons = [
    ...judgeValidity(facts, at),
    ...(rules.length === 0 && dccReasons === null ? [roadReason('no-rules-in-force')] : []),
    ...rules.flatMap((rule) => applyRule(rule, data)),
    ...(dccReasons ?? []),
  ];
  return createVerdict(reasons, `${ruleSet.id}@${ruleSet.version}`);
}

function isInForce(rule: Rule, facts: Facts, { at, direction }: JudgeContext): boolean {
  return (
    (rule.formats?.includes(facts.format) ?? true) &&
    (rule.directions?.includes(direction) ?? true) &&
    (rule.effectiveFrom === null || at >= rule.effectiveFrom) &&
    (rule.effectiveTo === null || at < rule.effectiveTo)
  );
}

/**
 * The reasons a code's own times give at an instant; none for a code in its time.
 * Written so that a time that is no number proves nothing. RFC 8392: on or after `exp` a token is not accepted.
 */
export function judgeValidity({ issuedAt, expiresAt }: Pick<Facts, 'issuedAt' | 'expiresAt'>, at: UtcMillis): readonly Reason[] {
  const begun = at >= issuedAt - CLOCK_TOLERANCE_MS;
  const running = at < expiresAt;
  return [...(running ? [] : [roadReason('code-expired')]), ...(begun ? [] : [roadReason('code-not-yet-valid')])];
}

function applyRule(rule: Rule, data: RuleData): readonly Reason[] {
  const came = evaluateLogic(rule.logic, data);
  if (came.ok && came.value === true) return [];
  if (came.ok && came.value === false) return [{ code: rule.otherwise.reason, outcome: rule.otherwise.outcome, ruleId: rule.id }];
  return [{ ...roadReason('rule-not-evaluated'), ruleId: rule.id }];
}
