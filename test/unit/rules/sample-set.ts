/** Builds rule set files for tests. */
import { parseRuleSet, type RuleSet } from '../../../core/rules/rule-set.ts';
import { runScenarios } from '../../../core/rules/run-scenarios.ts';

export const sampleRule = {
  id: 'not-red',
  version: '1',
  description: { 'zh-Hant': '甲', pt: 'a', en: 'a', 'zh-Hans': '甲' },
  source: 'a notice',
  appliesTo: {},
  logic: { '!': [{ '===': [{ var: 'payload.colour' }, 'red'] }] } as unknown,
  otherwise: { outcome: 'refuse', reason: 'colour-red' },
};

/** A rule set file with one rule per override, each named `rule-0`, `rule-1` and so on. */
export const sampleFile = (...overrides: object[]): Record<string, unknown> => ({
  id: 'sample',
  version: '1',
  source: 'a test',
  valueSets: {},
  rules: overrides.map((override, index) => ({ ...sampleRule, id: `rule-${index.toString()}`, ...override })),
});

export const sampleSet = (...overrides: object[]): RuleSet => parseRuleSet(sampleFile(...overrides), 'sample.json');

/** A scenario that a set of `sampleRule` keeps: a green code passes. */
export const sampleScenario = { name: 'green passes', at: '2021-09-01T12:00:00+08:00', direction: 'to-macau', expect: { outcome: 'pass' } };

/** The file with a scenario that it keeps, whatever its rules, where it has none. */
export function withScenario(file: Record<string, unknown>): Record<string, unknown> {
  const expecting = (outcome: string): Record<string, unknown> => ({ scenarios: [{ ...sampleScenario, expect: { outcome } }], ...file });
  return expecting(runScenarios(parseRuleSet(expecting('pass'), 'tried'))[0]?.found.outcome ?? 'pass');
}
