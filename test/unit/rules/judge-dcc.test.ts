import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/model/facts.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { judge } from '../../../core/rules/judge.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { NOON, traveller } from '../convert/traveller.ts';
import { dccFile, dccRule } from './dcc-sample.ts';
import { sampleFile, sampleSet } from './sample-set.ts';

const content = { ver: '1.3.0', dob: '1980-02-29', v: [{ dn: 2, sd: 2, dt: '2021-06-01', mp: 'EU/1/20/1528' }] };
const withContent = (members: Readonly<Record<string, unknown>>): Facts => ({
  ...traveller,
  format: 'HC1',
  issuer: 'FR',
  tests: [],
  certificate: { content: { ...content, ...members }, kid: 'AQIDBAUGBwg=', expiry: utcMillis(traveller.expiresAt - 1) },
});
const certified = withContent({});
const judgeBy = (rules: readonly Record<string, unknown>[], facts: Facts = certified, members = {}) =>
  judge(facts, { at: NOON, direction: 'to-macau', port: 'barrier-gate', ruleSet: parseRuleSet(dccFile(rules, members), 'day.json') });
const seen = (logic: unknown, facts: Facts = certified) => judgeBy([dccRule({ Logic: logic })], facts);
const now = { plusTime: [{ var: 'external.validationClock' }, 0, 'day'] };

describe('an EU certificate before EU rules', () => {
  it('passes when every rule is satisfied', () => {
    expect(judgeBy([dccRule(), dccRule({ Identifier: 'VR-PT-0001', CertificateType: 'Vaccination' })])).toEqual({ outcome: 'pass', reasons: [], ruleSet: 'sample@1' });
  });

  it('is refused when one is not, and the rule is named with its version', () => {
    const { outcome, reasons } = judgeBy([dccRule(), dccRule({ Identifier: 'VR-PT-0002', Version: '1.0.4', CertificateType: 'Vaccination', Logic: false })]);
    expect(outcome).toBe('refuse');
    expect(reasons).toEqual([{ code: 'entry-rule-not-met', outcome: 'refuse', ruleId: 'VR-PT-0002@1.0.4' }]);
  });

  it.each<[string, unknown]>([
    ['compares what is no number', { '<': [{ var: 'payload.dob' }, 3] }],
    ['looks into what is no list', { in: ['a', { var: 'payload.dob' }] }],
    ['comes to a word', { var: 'payload.dob' }],
    ['comes to null', { var: 'payload.r' }],
    ['comes to a list', [true]],
    ['counts from a date that is not there', { after: [now, { plusTime: [{ var: 'payload.r.0.fr' }, 1, 'day'] }] }],
  ])('is referred when a rule %s', (_, logic) => {
    expect(seen(logic)).toMatchObject({ outcome: 'refer', reasons: [{ code: 'rule-not-evaluated', ruleId: 'GR-PT-0001@1.0.0' }] });
  });

  it.each(['1980-00-00', '2021-13-01', '2021-02-30', '2021-06-01T25:00:00Z'])('is not let through by a date that is none: %s', (dob) => {
    const logic = { '!': [{ after: [{ plusTime: [{ var: 'payload.dob' }, 18, 'year'] }, now] }] };
    expect(seen(logic, withContent({ dob }))).toMatchObject({ outcome: 'refer', reasons: [{ code: 'rule-not-evaluated' }] });
    expect(seen(logic).outcome).toBe('pass');
  });

  it.each([
    ['1.2.1', '1.3.0', 'rule-not-evaluated'],
    ['1.3.0', '1.3.0', null],
    ['2.0.0', '1.0.0', 'rule-not-evaluated'],
    ['another', '1.0.0', 'rule-not-evaluated'],
  ])('of schema %s is asked by a rule for %s only when the rule knows it', (ver, SchemaVersion, code) => {
    expect(judgeBy([dccRule({ SchemaVersion })], withContent({ ver })).reasons[0]?.code ?? null).toBe(code);
  });

  it('is referred when no rule says what is accepted', () => {
    expect(judgeBy([dccRule({ Country: 'ES' })])).toMatchObject({ outcome: 'refer', reasons: [{ code: 'no-rules-in-force' }] });
    const voiding = dccRule({ Identifier: 'IR-FR-0001', Type: 'Invalidation', Country: 'FR', Logic: false });
    expect(judgeBy([voiding]).reasons.map(({ code }) => code)).toEqual(['entry-rule-not-met', 'no-rules-in-force']);
  });

  it.each<[string, Partial<Facts>, string]>([
    ['a test', { tests: traveller.tests, vaccinations: [] }, 'TR-PT-0001@1.0.0'],
    ['a recovery', { vaccinations: [], recoveries: [{ firstPositiveOn: '2021-05-01', validFrom: null, validUntil: null }] }, 'RR-PT-0001@1.0.0'],
    ['a vaccination', {}, 'VR-PT-0001@1.0.0'],
  ])('of %s is asked by rules of its kind', (_, change, ruleId) => {
    const rules = ['Vaccination', 'Test', 'Recovery'].map((CertificateType) => dccRule({ Identifier: `${CertificateType.charAt(0)}R-PT-0001`, CertificateType, Logic: false }));
    expect(judgeBy(rules, { ...certified, ...change }).reasons).toMatchObject([{ ruleId }]);
  });

  it('shows rules the circumstances under the names the EU has for them', () => {
    const is = (field: string, value: unknown) => ({ '===': [{ var: `external.${field}` }, value] });
    const expected = {
      validationClock: '2021-09-01T04:00:00.000Z',
      countryCode: 'PT',
      region: 'AZ',
      issuerCountryCode: 'FR',
      kid: 'AQIDBAUGBwg=',
      exp: new Date(NOON + 23 * HOUR_MS - 1).toISOString(),
      iat: '2021-09-01T03:00:00.000Z',
    };
    const logic = { and: Object.entries(expected).map(([field, value]) => is(field, value)) };
    expect(judgeBy([dccRule({ Logic: logic, Region: 'AZ' })], certified, { regionOfArrival: 'AZ' }).outcome).toBe('pass');
  });

  it('lets the terminal\'s own rules and the code\'s times speak too', () => {
    const expired = { ...certified, expiresAt: NOON };
    expect(judgeBy([dccRule({ Logic: false })], expired).reasons.map(({ code }) => code)).toEqual(['code-expired', 'entry-rule-not-met']);
    const ruleSet = parseRuleSet({ ...dccFile([dccRule()]), ...sampleFile({ logic: false, appliesTo: { formats: ['MO1'] } }) }, 'day.json');
    expect(judge(certified, { at: NOON, direction: 'to-macau', port: 'x', ruleSet }).outcome).toBe('pass');
  });

  it('leaves codes of other formats to the other rules', () => {
    expect(judgeBy([dccRule({ Logic: false })], traveller).outcome).toBe('pass');
  });

  it('is referred where a set has rules for other formats only', () => {
    const ruleSet = sampleSet({ logic: true, appliesTo: { formats: ['MO1'] } });
    expect(judge(certified, { at: NOON, direction: 'to-macau', port: 'x', ruleSet }).reasons).toMatchObject([{ code: 'no-rules-in-force' }]);
  });
});
