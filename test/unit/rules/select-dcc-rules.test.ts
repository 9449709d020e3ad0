import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { dccRuleName } from '../../../core/rules/dcc-rule.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { selectDccRules } from '../../../core/rules/select-dcc-rules.ts';
import { dccFile, dccRule } from './dcc-sample.ts';

const AT = '2022-01-31T12:00:00Z';
function select(rules: readonly Record<string, unknown>[], { at = AT, issuer = 'FR', certificateType = 'Vaccination' as const, region = undefined as string | undefined } = {}) {
  const { dccRules } = parseRuleSet(dccFile(rules, region === undefined ? {} : { regionOfArrival: region }), 'day.json');
  return dccRules === null ? [] : selectDccRules(dccRules, { certificateType, issuer }, utcMillis(Date.parse(at))).map(dccRuleName);
}

describe('the EU rules that count', () => {
  it('are those for every certificate and for this kind', () => {
    const rules = ['General', 'Vaccination', 'Test', 'Recovery'].map((CertificateType, index) => dccRule({ Identifier: `GR-PT-000${index.toString()}`, CertificateType }));
    expect(select(rules)).toEqual(['GR-PT-0000@1.0.0', 'GR-PT-0001@1.0.0']);
  });

  it('accept by the country of arrival and void by the country of issue, never the other way round', () => {
    const rules = [
      dccRule({ Identifier: 'IR-FR-0001', Type: 'Invalidation', Country: 'FR' }),
      dccRule({ Identifier: 'IR-PT-0001', Type: 'Invalidation', Country: 'PT' }),
      dccRule({ Identifier: 'GR-FR-0001', Country: 'FR' }),
      dccRule({ Identifier: 'GR-PT-0001' }),
    ];
    expect(select(rules)).toEqual(['GR-PT-0001@1.0.0', 'IR-FR-0001@1.0.0']);
    expect(select(rules, { issuer: 'PT' })).toEqual(['GR-PT-0001@1.0.0', 'IR-PT-0001@1.0.0']);
    expect(select(rules, { issuer: 'ES' })).toEqual(['GR-PT-0001@1.0.0']);
  });

  it.each([
    ['2022-01-31T11:59:59.999Z', []],
    ['2022-01-31T12:00:00.000Z', ['GR-PT-0001@1.0.0']],
    ['2022-02-28T12:00:00.000Z', ['GR-PT-0001@1.0.0']],
    ['2022-02-28T12:00:00.001Z', []],
  ])('at %s are those in force, both ends among it', (at, names) => {
    expect(select([dccRule({ ValidFrom: AT, ValidTo: '2022-02-28T13:00:00+01:00' })], { at })).toEqual(names);
  });

  it('are the highest versions in force, by number and not by letter', () => {
    const versions = ['1.9.0', '1.10.0', '1.2.11'].map((Version) => dccRule({ Version }));
    expect(select([...versions, dccRule({ Version: '2.0.0', ValidFrom: '2022-02-01T00:00:00Z' })])).toEqual(['GR-PT-0001@1.10.0']);
    expect(select([...versions, dccRule({ Version: '2.0.0', ValidFrom: '2022-02-01T00:00:00Z' })], { at: '2022-02-01T00:00:00Z' })).toEqual(['GR-PT-0001@2.0.0']);
  });

  it('are those of the region of arrival, or of no region where none is named', () => {
    const rules = [dccRule(), dccRule({ Identifier: 'GR-PT-0002', Region: 'AZ' })];
    expect(select(rules)).toEqual(['GR-PT-0001@1.0.0']);
    expect(select(rules, { region: 'AZ' })).toEqual(['GR-PT-0002@1.0.0']);
  });
});
