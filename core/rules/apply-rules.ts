/**
 * What the rules in force say of one traveller. A requirement that is met says nothing; one that is not gives its reason, unless an exemption takes it back.
 * Whatever is not known decides nothing for the traveller: it refers. Pure. Layer: rules.
 */
import type { Facts } from '../model/facts.ts';
import type { Stated } from '../model/traveller-kind.ts';
import type { Reason } from '../model/verdict.ts';
import type { Evaluator } from './evaluator.ts';
import type { RuleData } from './payload.ts';
import type { HelperData } from './limit.ts';
import type { Rule } from './rule-set.ts';
import { allOf, anyOf, isFromArea, isOfCategory, type Known } from './traits.ts';
import { roadReason } from './verdict.ts';

export interface Asked {
  readonly facts: Facts;
  readonly stated: Stated;
  /** What a rule sees. */
  readonly dataFor: (rule: HelperData) => RuleData;
  readonly evaluator: Evaluator;
}

/**
 * @param rules - those in force for code and lane, in the order of the set.
 * @returns reasons in that order; none when nothing speaks against the traveller.
 */
export function applyRules(rules: readonly Rule[], asked: Asked): readonly Reason[] {
  const spoken = rules.flatMap((rule) => applyRequirement(rule, asked));
  // Exemptions matter only to whom something is held against.
  if (spoken.length === 0) return [];
  const exemptions = rules.filter(({ exempts }) => exempts?.some((id) => spoken.some(({ ruleId }) => ruleId === id)) ?? false).map((rule) => ({ rule, exempt: isExempt(rule, asked) }));
  return spoken.flatMap((reason) => {
    // Nothing is known of a rule that failed, so nothing can take it back.
    if (reason.code === 'rule-not-evaluated') return [reason];
    const relevant = exemptions.filter(({ rule }) => rule.exempts?.includes(reason.ruleId ?? '') ?? false);
    if (relevant.some(({ exempt }) => exempt === true)) return [];
    // A fact can still be asked for at the desk; an exemption that failed exempts nobody, and says that it failed.
    const open = relevant.find(({ exempt }) => exempt === null);
    const failed = relevant.filter(({ exempt }) => exempt === 'failed').map(({ rule }) => ({ ...roadReason('rule-not-evaluated'), ruleId: rule.id }));
    return [open === undefined ? reason : { ...roadReason('fact-unknown'), ruleId: open.rule.id }, ...failed];
  });
}

function applyRequirement(rule: Rule, asked: Asked): readonly Reason[] {
  const { otherwise } = rule;
  if (otherwise === null) return [];
  const concerned = isConcerned(rule, asked);
  if (concerned === false) return [];
  const came = evaluate(rule, asked);
  if (came === true) return [];
  if (came === 'failed') return [{ ...roadReason('rule-not-evaluated'), ruleId: rule.id }];
  // It would speak, but perhaps not of this traveller.
  return [concerned === null ? { ...roadReason('fact-unknown'), ruleId: rule.id } : { code: otherwise.reason, outcome: otherwise.outcome, ruleId: rule.id }];
}

function isExempt(rule: Rule, asked: Asked): Known | 'failed' {
  const concerned = isConcerned(rule, asked);
  if (concerned === false) return false;
  const came = evaluate(rule, asked);
  return came === true ? concerned : came;
}

/** Whether a rule is about this traveller. */
function isConcerned({ categories, origins }: Rule, { facts, stated }: Asked): Known {
  return allOf([
    categories === null ? true : anyOf(categories.map((each) => isOfCategory(facts, stated, each))),
    origins === null ? true : anyOf(origins.map((each) => isFromArea(facts, stated, each))),
  ]);
}

/** A rule that comes to neither true nor false has said nothing. */
function evaluate(rule: Rule, { dataFor, evaluator }: Asked): boolean | 'failed' {
  const came = evaluator.evaluate(rule.logic, dataFor(rule));
  return came.ok && typeof came.value === 'boolean' ? came.value : 'failed';
}
