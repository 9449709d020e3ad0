import { describe, expect, it } from 'vitest';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { runScenarios } from '../../../core/rules/run-scenarios.ts';
import { sampleFile, sampleScenario } from './sample-set.ts';

const broken = (change: object, rules: object[] = [{}]) => runScenarios(parseRuleSet({ ...sampleFile(...rules), scenarios: [{ ...sampleScenario, ...change }] }, 'day.json'));

describe('scenarios', () => {
  it.each<[string, object]>([
    ['an outcome that is another', { expect: { outcome: 'refer' } }],
    ['a reason too few', { facts: { colour: 'red' }, expect: { outcome: 'refuse', reasons: [] } }],
    ['a reason too many', { facts: { colour: 'red' }, expect: { outcome: 'refuse', reasons: ['colour-red', 'test-missing'] } }],
    ['another reason', { facts: { colour: 'red' }, expect: { outcome: 'refuse', reasons: ['colour-yellow'] } }],
    ['a code that has expired since', { facts: { issuedAt: '2021-08-01T00:00:00+08:00' } }],
  ])('notice %s', (_, change) => {
    expect(broken(change)).toHaveLength(1);
  });

  it('say what was promised and what came', () => {
    expect(broken({ facts: { colour: 'red' } })).toEqual([
      { name: 'green passes', expected: { outcome: 'pass', reasons: null }, found: { outcome: 'refuse', reasons: ['colour-red'] } },
    ]);
  });

  it('are kept where the set says the same, reasons in any order', () => {
    expect(broken({})).toEqual([]);
    const two = [{ logic: false }, { logic: false, otherwise: { outcome: 'refer', reason: 'test-missing' } }];
    expect(broken({ expect: { outcome: 'refuse', reasons: ['test-missing', 'colour-red'] } }, two)).toEqual([]);
  });

  it('hand rules what they state: category, crossings, port, documents, tests', () => {
    const logic = { and: [{ '===': [{ var: 'external.crossings' }, 2] }, { '===': [{ var: 'external.port' }, 'hzmb'] }, { '===': [{ var: 'payload.documents.0.type' }, 'bir'] }, { '===': [{ var: 'payload.latestNucleicAcidTest.age' }, 3] }] };
    const rule = { logic, frequency: { crossings: 1, per: 'day' }, limit: { amount: 1, unit: 'hours' } };
    const facts = { documents: ['bir'], tests: [{ sampledAt: '2021-09-01T09:30:00+08:00' }] };
    expect(broken({ crossings: 2, port: 'hzmb', facts }, [rule])).toEqual([]);
    expect(broken({ crossings: 1, port: 'hzmb', facts }, [rule])).toHaveLength(1);
    expect(broken({ category: 'driver' }, [{ logic: false, appliesTo: { categories: ['driver'] } }])[0]?.found).toEqual({ outcome: 'refuse', reasons: ['colour-red'] });
  });
});
