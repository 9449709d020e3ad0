/**
 * Facts and the day's rules in, verdict out. Pure: the clock reading is passed in. Layer: rules.
 * @see CertLogic specification 1.3.2; RFC 8392 section 3.1.4 (expiry)
 */
import type { Facts } from '../model/facts.ts';
import type { Reason, Verdict } from '../model/verdict.ts';
import { NOTHING_STATED, type Stated } from '../model/traveller-kind.ts';
import { MINUTE_MS, type UtcMillis } from '../model/units.ts';
import { isDccFacts } from './dcc-data.ts';
import { judgeDcc } from './judge-dcc.ts';
import { applyRules } from './apply-rules.ts';
import { createEvaluator } from './evaluator.ts';
import { startOfMacauDay } from './limit.ts';
import { forRules, type RuleDirection, toRuleData } from './payload.ts';
import { isInSpan } from './rule-fields.ts';
import { type Rule, type RuleSet, ruleSetName } from './rule-set.ts';
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
  /** What a person has stated of the traveller. */
  readonly stated?: Stated;
  /** How often this terminal has let the traveller pass since an instant; null where it cannot tell whom it has before it. Asked only where a rule in force limits it. */
  readonly crossings?: (since: UtcMillis) => number | null;
}

/**
 * Judges verified facts: the code's own validity first, then every rule in force, the EU's own on its own certificates last, so that the verdict names
 * all that is wrong.
 * Never throws and never passes in doubt: a rule that cannot be evaluated, or no rule in force, refers.
 */
export function judge(facts: Facts, context: JudgeContext): Verdict {
  const { at, ruleSet, stated = NOTHING_STATED } = context;
  // A set outside its time has no rules.
  const isSetInForce = isInSpan(ruleSet, at);
  const rules = isSetInForce ? ruleSet.rules.filter((rule) => isInForce(rule, facts, context)) : [];
  const evaluator = createEvaluator();
  const dccRules = isSetInForce ? ruleSet.dccRules : null;
  const data = toRuleData(facts, { ...context, valueSets: ruleSet.valueSets });
  const own = applyRules(rules, { facts, stated, evaluator, dataFor: forRules(data, facts, at, crossingsOfDay(context)) });
  const dccReasons = dccRules !== null && isDccFacts(facts) ? judgeDcc(facts, dccRules, at, evaluator) : null;
  const asksNothing = rules.every(({ otherwise }) => otherwise === null);
  const reasons = [
    ...judgeValidity(facts, at),
    ...(asksNothing && dccReasons === null ? [roadReason('no-rules-in-force')] : []),
    ...own,
    ...(dccReasons ?? []),
  ];
  return createVerdict(reasons, ruleSetName(ruleSet));
}

/** What is certain of a code and a lane. Whether the traveller is of the rule's category or area can be unknown: that is asked when the rule speaks. */
function isInForce(rule: Rule, facts: Facts, { at, direction, port }: JudgeContext): boolean {
  return (
    rule.withdrawn === null &&
    (rule.formats?.includes(facts.format) ?? true) &&
    (rule.directions?.includes(direction) ?? true) &&
    (rule.ports?.some((each) => each === port) ?? true) &&
    (rule.subCodes === null || (facts.subCode !== null && rule.subCodes.includes(facts.subCode))) &&
    isInSpan(rule, at)
  );
}

/** Read once a verdict. A caller that cannot count has seen nobody. */
function crossingsOfDay({ at, crossings = () => 0 }: JudgeContext): () => number | null {
  let counted: { readonly passes: number | null } | null = null;
  return () => (counted ??= { passes: crossings(startOfMacauDay(at)) }).passes;
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
