import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEvaluator, MAX_VERDICT_STEPS, stepsOf } from '../../../core/rules/evaluator.ts';
import { judge } from '../../../core/rules/judge.ts';
import { MAX_LIST, parseLogic } from '../../../core/rules/logic.ts';
import { MAX_RULES, parseRuleSet } from '../../../core/rules/rule-set.ts';
import { SCAN_ROOTS } from '../../../core/rules/payload.ts';
import { NOON, traveller } from '../convert/traveller.ts';
import { sampleFile, sampleSet } from './sample-set.ts';

const items = (count: number) => ({ payload: { tests: Array.from({ length: count }, () => ({})) } });
const reduced = (lambda: unknown): unknown => ({ reduce: [{ var: 'payload.tests' }, lambda, true] });

describe('the steps of an expression', () => {
  it.each<[string, unknown, unknown, number]>([
    ['a literal', true, {}, 1],
    ['an operation on two values', { '===': [1, 2] }, {}, 4],
    ['a path', { '!': [{ var: 'payload.colour' }] }, {}, 4],
    // The reduce, the path and its operation, and the start are 4; the lambda is 3 for each item.
    ['a lambda over nothing', reduced({ '!': [true] }), items(0), 4],
    ['a lambda over ten', reduced({ '!': [true] }), items(10), 34],
    ['a lambda over what is not there', reduced({ '!': [true] }), {}, 4],
    ['a lambda over a list of its own', { reduce: [[1, 2, 3], { '!': [true] }, true] }, {}, 15],
    ['a lambda over what is computed', { reduce: [{ if: [true, [], []] }, true, true] }, {}, 7 + MAX_LIST],
    ['a lambda in a lambda', reduced({ reduce: [{ var: 'current' }, true, true] }), items(2), 4 + 2 * (4 + MAX_LIST)],
  ])('%s', (_, logic, data, steps) => {
    expect(stepsOf(logic, data)).toBe(steps);
    expect(stepsOf(logic, data)).toBe(steps);
  });
});

describe('a budget', () => {
  it('is spent from the first rule to the last', () => {
    const evaluator = createEvaluator(5);
    expect(evaluator.evaluate({ '===': [1, 1] }, {})).toEqual({ ok: true, value: true });
    expect(evaluator.evaluate({ '===': [1, 1] }, {})).toEqual({ ok: false, fault: 'takes 4 steps, of which 1 are left' });
    expect(evaluator.evaluate(true, {})).toEqual({ ok: true, value: true });
    expect(evaluator.evaluate(true, {})).toMatchObject({ ok: false });
  });

  it('has room for every set of rules as the published ones are, at the largest size of a set', () => {
    const set = sampleSet(...Array.from({ length: MAX_RULES }, () => ({ logic: { and: Array.from({ length: 50 }, () => true) } })));
    expect(judge(traveller, { at: NOON, direction: 'to-macau', port: 'barrier-gate', ruleSet: set }).outcome).toBe('pass');
  });

  it('refers by name every rule that it has no room for, and passes by none of them', () => {
    const greedy = { logic: { '!': [{ in: ['x', Array.from({ length: 900 }, () => 'y')] }] } };
    const set = sampleSet(...Array.from({ length: MAX_RULES }, () => greedy));
    const { outcome, reasons } = judge(traveller, { at: NOON, direction: 'to-macau', port: 'barrier-gate', ruleSet: set });
    expect(outcome).toBe('refer');
    expect(reasons).toEqual([{ code: 'rule-not-evaluated', outcome: 'refer', ruleId: `rule-${Math.floor(MAX_VERDICT_STEPS / 906).toString()}` }]);
  });

  it('exempts nobody by what it has no room for', () => {
    const long = { in: ['y', Array.from({ length: 900 }, () => 'y')] };
    const set = parseRuleSet(sampleFile({ logic: false }, ...Array.from({ length: 36 }, () => ({ logic: long })), { logic: long, otherwise: undefined, exempts: ['rule-0'] }), 'x.json');
    const { outcome, reasons } = judge(traveller, { at: NOON, direction: 'to-macau', port: 'barrier-gate', ruleSet: set });
    expect([outcome, reasons]).toEqual(['refuse', [{ code: 'colour-red', outcome: 'refuse', ruleId: 'rule-0' }, { code: 'rule-not-evaluated', outcome: 'refer', ruleId: 'rule-37' }]]);
  });

  it('never has less room for an accepted rule than what was counted when it was loaded', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 5 }), fc.nat(20), (values, count) => {
        const logic = { and: [true, true, ...values] };
        if (parseLogic(logic, SCAN_ROOTS).ok) expect(stepsOf(logic, items(count))).toBeLessThanOrEqual(MAX_VERDICT_STEPS);
      }),
    );
  });
});
