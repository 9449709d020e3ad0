/**
 * Benchmark `rules`: one traveller against a whole rule set, from facts to verdict, beside the floor: certlogic-js alone evaluating the same expressions
 * on data that is already there. Sets: the default one, the historical one, and the largest that is taken.
 */
import { join } from 'node:path';
import { evaluate } from 'certlogic-js';
import { RESOURCES_DIR } from '../../core/config.ts';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import type { Facts } from '../../core/model/facts.ts';
import { judge } from '../../core/rules/judge.ts';
import { forRules, toRuleData } from '../../core/rules/payload.ts';
import { loadRuleSet, MAX_RULES, parseRuleSet, type RuleSet } from '../../core/rules/rule-set.ts';
import { goodClaims } from '../support/codes.ts';
import { distributionOf, timed } from './measure.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';

const WARM_UP = 500;
const BUDGET_MS = 0.5;
const LANE = { direction: 'to-guangdong', port: 'barrier-gate' } as const;

export function rules(judgements: number): Promise<BenchResult> {
  const fromFile = (name: string): RuleSet => loadRuleSet(join(RESOURCES_DIR, 'rules', name));
  const standard = fromFile('default-rules.json');
  const history = fromFile('history-2020-2023.json');
  const subjects: readonly (readonly [string, RuleSet, UtcMillis])[] = [
    ['default', standard, utcMillis(Date.UTC(2021, 8, 1, 4))],
    ['history', history, utcMillis(Date.UTC(2022, 7, 20, 4))],
    ['largest', largest(standard), utcMillis(Date.UTC(2021, 8, 1, 4))],
  ];
  const samples: Record<string, number[]> = {};
  for (const [name, ruleSet, at] of subjects) Object.assign(samples, measure(name, ruleSet, at, judgements));
  const timings = Object.fromEntries(Object.entries(samples).map(([name, each]) => [name, distributionOf(each.slice(WARM_UP))]));
  const p50 = (name: string): number => timings[name]?.p50 ?? Number.NaN;
  const result = timingsResult({
    name: 'rules',
    machine: `${MACHINE}; ${subjects.map(([name, ruleSet]) => `${name}: ${ruleSet.rules.length} rules`).join(', ')}`,
    timings,
    ratios: Object.fromEntries(subjects.map(([name]) => [`${name}: verdict / certlogic-js alone`, p50(`${name}: verdict`) / p50(`${name}: floor, certlogic-js alone`)])),
    targets: ['default', 'history', 'largest'].map((name) => ({ what: `${name} set, p50`, value: p50(`${name}: verdict`), limit: BUDGET_MS, unit: 'ms' })),
  });
  return Promise.resolve(result);
}

function measure(name: string, ruleSet: RuleSet, at: UtcMillis, judgements: number): Record<string, number[]> {
  const whole: number[] = [];
  const floor: number[] = [];
  const facts: Facts = { ...goodClaims({}, at), format: 'MO1', recoveries: [], certificate: null };
  const data = toRuleData(facts, { at, ...LANE, valueSets: ruleSet.valueSets });
  const inForce = ruleSet.rules.filter(({ effectiveFrom, effectiveTo, withdrawn, directions }) => {
    const isInTime = (effectiveFrom ?? 0) <= at && at < (effectiveTo ?? Number.POSITIVE_INFINITY);
    return isInTime && withdrawn === null && (directions?.includes(LANE.direction) ?? true);
  });
  const dataFor = forRules(data, facts, at, () => 0);
  const pairs = inForce.map((rule) => ({ logic: rule.logic, data: dataFor(rule) }));
  for (let index = 0; index < judgements + WARM_UP; index++) {
    // Each traveller another one: nothing can be remembered from the last.
    const traveller = { ...facts, codeId: String(index), tests: facts.tests.map((test) => ({ ...test, sampledAt: utcMillis(at - (index % 4) * 5 * HOUR_MS - HOUR_MS) })) };
    const verdict = timed(whole, () => judge(traveller, { at: utcMillis(at + (index % 60) * 1_000), ruleSet, ...LANE }));
    if (verdict.outcome !== 'pass') throw new Error(`${name}: expected a pass, found ${JSON.stringify(verdict.reasons)}`);
    timed(floor, () => pairs.forEach((pair) => void evaluate(pair.logic, pair.data)));
  }
  return { [`${name}: verdict`]: whole, [`${name}: floor, certlogic-js alone`]: floor };
}

/** As many rules as are taken, each with a limit of its own. */
function largest(standard: RuleSet): RuleSet {
  const [first] = (JSON.parse(standard.content) as { rules: object[] }).rules;
  const many = Array.from({ length: MAX_RULES }, (_, index) => ({
    ...first,
    id: `limit-${index}`,
    limit: { amount: DAY_MS / HOUR_MS + index, unit: 'hours' },
    logic: { '<=': [{ var: 'payload.latestNucleicAcidTest.age' }, { var: 'external.limit.amount' }] },
    otherwise: { outcome: 'refer', reason: 'test-too-old' },
  }));
  return parseRuleSet({ id: 'largest', version: '1', source: 'made for the benchmark', valueSets: {}, rules: many }, 'benchmark');
}
