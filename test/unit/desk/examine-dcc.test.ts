/** EU certificates at the desk, from their signed text to the verdict, by rules that EU states publish. */
import { describe, expect, it } from 'vitest';
import { examine } from '../../../core/desk/examine.ts';
import { toTravellerView } from '../../../core/desk/views.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import * as make from '../codes/hc1-maker.ts';
import { dccFile, dccRule, rulesOf, valueSets } from '../rules/dcc-sample.ts';

const AT = utcMillis((make.ISSUED + 3_600) * 1_000);
const keys = make.keySet(make.key);
const austria = parseRuleSet(dccFile(rulesOf('AT'), { countryOfArrival: 'AT', valueSets }), 'austria.json');
const look = (content: unknown, { at = AT, rules = austria } = {}) => examine(make.code(content), keys, rules, { direction: 'to-macau', port: 'barrier-gate' }, at);
const reasonsOf = (content: unknown, options = {}) => look(content, options).verdict.reasons.map(({ code, ruleId }) => `${code} ${ruleId ?? ''}`.trim());

describe('an EU certificate under the rules of a state', () => {
  it.each([
    ['a full vaccination', make.withVaccination({})],
    ['a recovery', make.withRecovery({})],
    ['a negative test of yesterday', make.withTest({})],
  ])('passes with %s', (_, content) => {
    expect(look(content).verdict).toEqual({ outcome: 'pass', reasons: [], ruleSet: 'sample@1' });
  });

  it.each([
    ['a vaccine outside the value set', make.withVaccination({ mp: 'Placebo' }), 'VR-AT-0001'],
    ['a course finished too long ago', make.withVaccination({ dt: '2021-01-15' }), 'VR-AT-0005'],
    ['a first dose of the day', make.withVaccination({ dn: 1, dt: '2022-01-30' }), 'VR-AT-0004'],
    ['a recovery of last year', make.withRecovery({ fr: '2021-05-01' }), 'RR-AT-0002'],
    ['a recovery of last week', make.withRecovery({ fr: '2022-01-26' }), 'RR-AT-0001'],
    ['a positive test', make.withTest({ tr: '260373001' }), 'TR-AT-0004'],
    ['a test of last week', make.withTest({ sc: '2022-01-24T10:00:00Z' }), 'TR-AT-0006'],
  ])('is refused with %s, by the rule that says so', (_, content, identifier) => {
    const { outcome, reasons } = look(content).verdict;
    expect(outcome).toBe('refuse');
    expect(reasons).toEqual([{ code: 'entry-rule-not-met', outcome: 'refuse', ruleId: `${identifier}@1.0.0` }]);
  });

  it('is referred where a rule cannot be evaluated', () => {
    const odd = dccRule({ Logic: { '<': [{ var: 'payload.v.0.mp' }, 3] } });
    expect(reasonsOf(make.withVaccination({}), { rules: parseRuleSet(dccFile([odd]), 'day.json') })).toEqual(['rule-not-evaluated GR-PT-0001@1.0.0']);
  });

  it('is refused by what its own state declares void', () => {
    const voided = dccRule({ Identifier: 'IR-PT-0001', Type: 'Invalidation', Logic: { '!': [{ in: [{ extractFromUVCI: [{ var: 'payload.v.0.ci' }, 1] }, ['PT']] }] } });
    const rules = parseRuleSet(dccFile([dccRule(), voided]), 'day.json');
    expect(reasonsOf(make.withVaccination({}), { rules })).toEqual(['entry-rule-not-met IR-PT-0001@1.0.0']);
  });

  it('is referred before its rules are in force', () => {
    expect(reasonsOf(make.withTest({}), { rules: parseRuleSet(dccFile([dccRule({ ValidFrom: '2022-02-01T00:00:00Z' })]), 'day.json') })).toEqual(['no-rules-in-force']);
  });

  it('shows rules members that no schema has, and gives them nothing that is only inherited', () => {
    const logic = { and: [{ '===': [{ var: 'payload.v.0.lot' }, 'L1'] }, { '!': [{ var: 'payload.v.0.polluted' }] }] };
    const rules = parseRuleSet(dccFile([dccRule({ Logic: logic })]), 'day.json');
    expect(look(make.withVaccination({ lot: 'L1', ['__proto__']: { polluted: 1 } }), { rules }).verdict.outcome).toBe('pass');
  });

  it('refers when a member would keep the evaluator from its work', () => {
    const rules = parseRuleSet(dccFile([dccRule({ Logic: { '!': [{ '!': [{ var: 'payload.v.0' }] }] } })]), 'day.json');
    expect(reasonsOf(make.withVaccination({}), { rules })).toEqual([]);
    expect(reasonsOf(make.certificate({ t: undefined, v: [{ ...make.VACCINATION, toString: 1 }] }), { rules })).toEqual(['rule-not-evaluated GR-PT-0001@1.0.0']);
  });

  it('stays in the engine: the window gets nothing of it but the facts', () => {
    const { facts } = look(make.withVaccination({}));
    expect(facts?.certificate?.content).toMatchObject({ v: [{ ci: 'URN:UVCI:01:PT:ABC#1' }] });
    const shown = facts === null ? '' : JSON.stringify(toTravellerView(facts));
    expect(shown).toContain('1980-02-29');
    for (const word of ['URN:UVCI', 'ORG-100030215', '840539006', 'certificate']) expect(shown).not.toContain(word);
  });
});
