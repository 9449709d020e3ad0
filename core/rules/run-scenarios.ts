/** Tries a rule set on its own dated scenarios. Pure. Layer: rules. */
import type { Outcome, ReasonCode } from '../model/reasons.ts';
import { judge } from './judge.ts';
import type { RuleSet } from './rule-set.ts';
import type { Scenario } from './scenario.ts';

/** A scenario that came out otherwise than the set promises. */
export interface BrokenScenario {
  readonly name: string;
  readonly expected: { readonly outcome: Outcome; readonly reasons: readonly ReasonCode[] | null };
  readonly found: { readonly outcome: Outcome; readonly reasons: readonly ReasonCode[] };
}

/** @returns the scenarios that the set does not keep; none when it may count. */
export const runScenarios = (ruleSet: RuleSet): readonly BrokenScenario[] => ruleSet.scenarios.flatMap((scenario) => judgeScenario(ruleSet, scenario));

/** @returns none when the set says what the scenario promises. */
export function judgeScenario(ruleSet: RuleSet, { name, at, direction, port, stated, crossings, facts, expect }: Scenario): readonly BrokenScenario[] {
  const { outcome, reasons } = judge(facts, { at, direction, port, stated, crossings: () => crossings, ruleSet });
  const found = { outcome, reasons: reasons.map(({ code }) => code) };
  return isAsExpected(expect, found) ? [] : [{ name, expected: expect, found }];
}

function isAsExpected({ outcome, reasons }: Scenario['expect'], found: BrokenScenario['found']): boolean {
  if (outcome !== found.outcome) return false;
  return reasons === null || (reasons.length === found.reasons.length && reasons.every((code) => found.reasons.includes(code)));
}
