import { specificationVersion } from 'certlogic-js';
import { describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { MAX_DCC_RULES } from '../../../core/rules/dcc-rules.ts';
import { MAX_LIST } from '../../../core/rules/logic.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { dccFile, dccRule, rulesOf, valueSets } from './dcc-sample.ts';
import { sampleFile } from './sample-set.ts';

const read = (json: unknown) => {
  const { dccRules } = parseRuleSet(json, 'day.json');
  if (dccRules === null) throw new Error('expected EU rules');
  return dccRules;
};
const faultOf = (json: unknown): string => {
  try {
    parseRuleSet(json, 'day.json');
  } catch (fault) {
    if (fault instanceof PortasFault && fault.code === 'rules-invalid') return fault.message;
    throw fault;
  }
  throw new Error('expected a fault');
};
const spoilt = (members: Readonly<Record<string, unknown>>) => dccFile([dccRule(members)]);
const codes = (count: number) => Array.from({ length: count }, (_, index) => `c${index.toString()}`);
const valued = (list: readonly string[]) => ({ valueSetId: 'x', valueSetDate: '2021-04-27', valueSetValues: Object.fromEntries(list.map((code) => [code, { display: code, active: true }])) });

describe('EU rules in a rule set', () => {
  it.each<[string, unknown, string]>([
    ['no rules', dccFile([]), 'dccRules.rules'],
    ['too many rules', dccFile(Array.from({ length: MAX_DCC_RULES + 1 }, (_, index) => dccRule({ Version: `1.0.${index.toString()}` }))), 'dccRules.rules'],
    ['no country of arrival', dccFile([dccRule()], { countryOfArrival: undefined }), 'dccRules.countryOfArrival'],
    ['a country in small letters', dccFile([dccRule()], { countryOfArrival: 'pt' }), 'dccRules.countryOfArrival'],
    ['an empty region', dccFile([dccRule()], { regionOfArrival: '' }), 'dccRules.regionOfArrival'],
    ['an unknown member', dccFile([dccRule()], { country: 'PT' }), 'dccRules'],
    ['a value set of numbers', dccFile([dccRule()], { valueSets: { a: [1] } }), 'dccRules.valueSets.a'],
    ['a value set without values', dccFile([dccRule()], { valueSets: { a: { valueSetId: 'a' } } }), 'dccRules.valueSets.a'],
    ['a value set whose name rules cannot read', dccFile([dccRule()], { valueSets: { '1a': [] } }), 'dccRules.valueSets.1a'],
    ['too many value sets', dccFile([dccRule()], { valueSets: Object.fromEntries(codes(33).map((id) => [id, []])) }), 'dccRules.valueSets'],
    ['a value set that is too long', dccFile([dccRule()], { valueSets: { a: codes(MAX_LIST + 1) } }), 'dccRules.valueSets.a'],
    ['a value set with too many values', dccFile([dccRule()], { valueSets: { a: valued(codes(MAX_LIST + 1)) } }), 'dccRules.valueSets.a'],
    ['one version of one rule twice', dccFile([dccRule(), dccRule({ Country: 'ES' })]), 'dccRules.rules.1.Version'],
    ['an identifier of another form', spoilt({ Identifier: 'XR-PT-0001' }), 'dccRules.rules.0.Identifier'],
    ['an unknown type', spoilt({ Type: 'Booster' }), 'dccRules.rules.0.Type'],
    ['a country of three letters', spoilt({ Country: 'PRT' }), 'dccRules.rules.0.Country'],
    ['a region that is too long', spoilt({ Region: 'x'.repeat(33) }), 'dccRules.rules.0.Region'],
    ['a region that is a number', spoilt({ Region: 1 }), 'dccRules.rules.0.Region'],
    ['a version of two numbers', spoilt({ Version: '1.0' }), 'dccRules.rules.0.Version'],
    ['a schema version that is a number', spoilt({ SchemaVersion: 1 }), 'dccRules.rules.0.SchemaVersion'],
    ['another engine', spoilt({ Engine: 'JSONLOGIC' }), 'dccRules.rules.0.Engine'],
    ['a later engine', spoilt({ EngineVersion: '1.3.3' }), 'dccRules.rules.0.EngineVersion'],
    ['a much later engine', spoilt({ EngineVersion: '2.0.0' }), 'dccRules.rules.0.EngineVersion'],
    ['an unknown kind of certificate', spoilt({ CertificateType: 'Booster' }), 'dccRules.rules.0.CertificateType'],
    ['no description', spoilt({ Description: [] }), 'dccRules.rules.0.Description.0'],
    ['too many descriptions', spoilt({ Description: Array.from({ length: 33 }, () => ({ lang: 'en', desc: 'x' })) }), 'dccRules.rules.0.Description'],
    ['a description without a language', spoilt({ Description: [{ desc: 'x' }] }), 'dccRules.rules.0.Description.0.lang'],
    ['an empty description', spoilt({ Description: [{ lang: 'en', desc: '' }] }), 'dccRules.rules.0.Description.0.desc'],
    ['a beginning without a time zone', spoilt({ ValidFrom: '2021-06-01T00:00:00' }), 'dccRules.rules.0.ValidFrom'],
    ['an end before the beginning', spoilt({ ValidTo: '2021-05-31T23:59:59Z' }), 'dccRules.rules.0.ValidTo'],
    ['affected fields that are no list', spoilt({ AffectedFields: 'v' }), 'dccRules.rules.0.AffectedFields'],
    ['a member that rules do not have', spoilt({ Colour: 'red' }), 'dccRules.rules.0'],
    ['no logic', spoilt({ Logic: undefined }), 'dccRules.rules.0.Logic'],
    ['an unknown operation', spoilt({ Logic: { or: [true, false] } }), 'dccRules.rules.0.Logic'],
    ['logic over what certificates do not have', spoilt({ Logic: { '!': [{ var: 'payload.vv.0' }] } }), 'dccRules.rules.0.Logic'],
    ['logic over the facts of other rules', spoilt({ Logic: { '!': [{ var: 'payload.colour' }] } }), 'dccRules.rules.0.Logic'],
    ['logic over what objects inherit', spoilt({ Logic: { '!': [{ var: 'payload.v.0.__proto__' }] } }), 'dccRules.rules.0.Logic'],
    ['a value set that is not there', spoilt({ Logic: { in: [{ var: 'payload.v.0.mp' }, { var: 'external.valueSets.vaccines' }] } }), 'dccRules.rules.0.Logic'],
  ])('is refused with %s, and file and field are named', (_, json, field) => {
    expect(faultOf(json)).toMatch(`day.json: ${field}: `);
  });

  it('are none when the file has none', () => {
    expect(parseRuleSet(sampleFile({}), 'day.json').dccRules).toBeNull();
  });

  it('are taken unchanged from every state in the published data', () => {
    for (const country of ['AT', 'CH', 'CY', 'EU', 'FI', 'FR', 'NL']) {
      const rules = rulesOf(country);
      expect(read(dccFile(rules, { valueSets })).rules.map(({ identifier }) => identifier)).toEqual(rules.map(({ Identifier }) => Identifier));
    }
  });

  it('are read into instants, versions and an English description', () => {
    const [rule] = read(spoilt({ Version: '1.10.2', ValidFrom: '2021-06-01T00:00:00+02:00', EngineVersion: specificationVersion, Region: 'AZ' })).rules;
    expect(rule).toMatchObject({ version: [1, 10, 2], validFrom: Date.UTC(2021, 4, 31, 22), validTo: Date.UTC(2030, 5, 1), description: 'A rule.', region: 'AZ', schemaVersion: [1, 0, 0] });
    expect(read(spoilt({ Description: [{ lang: 'pt', desc: 'Uma regra.' }] })).rules[0]?.description).toBe('Uma regra.');
    for (const Region of [undefined, null, '']) expect(read(spoilt({ Region })).rules[0]?.region).toBeNull();
    expect(read(dccFile([dccRule()])).regionOfArrival).toBeNull();
    expect(read(dccFile([dccRule()], { regionOfArrival: 'AZ' })).regionOfArrival).toBe('AZ');
  });

  it('look things up in lists of codes, in whichever of two shapes the value sets came', () => {
    const logic = { in: [{ var: 'payload.v.0.mp' }, { var: 'external.valueSets.vaccines-covid-19-names' }] };
    const plain = read(dccFile([dccRule({ Logic: logic })], { valueSets: { 'vaccines-covid-19-names': ['A', 'B'] } }));
    const whole = read(dccFile([dccRule({ Logic: logic })], { valueSets: { 'vaccines-covid-19-names': valued(['A', 'B']) } }));
    expect(plain.valueSets).toEqual({ 'vaccines-covid-19-names': ['A', 'B'] });
    expect(whole.valueSets).toEqual(plain.valueSets);
  });
});
