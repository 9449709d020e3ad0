/** Builds rule set files for tests. */
import { parseRuleSet, type RuleSet } from '../../../core/rules/rule-set.ts';

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
