import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANSWERS, type Declaration, DOCUMENT_TYPES, type Facts, SEXES, SYMPTOMS, TEST_RESULTS, type TestRecord } from '../../../core/model/facts.ts';
import { FOREIGN_FORMAT_IDS, FORMAT_IDS } from '../../../core/model/format.ts';
import type { Outcome, ReasonCode } from '../../../core/model/reasons.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { judge } from '../../../core/rules/judge.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { runScenarios } from '../../../core/rules/run-scenarios.ts';
import { negativeTest, NOON, traveller } from '../convert/traveller.ts';

const ruleSet = loadRuleSet('resources/rules/default-rules.json');
type Direction = 'to-guangdong' | 'to-macau';
const judgeAt = (facts: Facts, at: UtcMillis = NOON, direction: Direction = 'to-guangdong') => judge(facts, { at, direction, port: 'barrier-gate', ruleSet });
const declared = (change: Partial<Declaration>): Partial<Facts> => ({ declaration: { symptoms: [], contact: 'no', riskAreaStay: 'no', travel: [], ...change } });
const tested = (...changes: Partial<TestRecord>[]): Partial<Facts> => ({ tests: changes.map((change) => ({ ...negativeTest, ...change })) });
const ago = (milliseconds: number): UtcMillis => utcMillis(NOON - milliseconds);

describe('the default rules', () => {
  it('keep every one of their scenarios', () => {
    expect(runScenarios(ruleSet)).toEqual([]);
  });

  it.each(ruleSet.rules.map(({ id }) => id))('have scenarios that %s is met by and missed by', (id) => {
    const broken = (logic: boolean): number => runScenarios({ ...ruleSet, rules: ruleSet.rules.map((rule) => (rule.id === id ? { ...rule, logic } : rule)) }).length;
    expect([broken(true) > 0, broken(false) > 0]).toEqual([true, true]);
  });

  it.each<[string, Partial<Facts>, Outcome, ReasonCode | null, string | null]>([
    ['a red code', { colour: 'red' }, 'refuse', 'colour-red', 'colour-not-red'],
    ['a yellow code', { colour: 'yellow' }, 'refer', 'colour-yellow', 'colour-not-yellow'],
    ['a blue code', { colour: 'blue' }, 'refer', 'colour-unrecognised', 'colour-known'],
    ['a code under review', { colour: 'init' }, 'refer', 'colour-unrecognised', 'colour-known'],
    ['a code without a colour', { colour: null }, 'refer', 'colour-unrecognised', 'colour-known'],
    ['green in capitals', { colour: 'GREEN' }, 'refer', 'colour-unrecognised', 'colour-known'],
    ['green with an unknown sub-code', { subCode: 'g99' }, 'refer', 'colour-unrecognised', 'colour-known'],
    ['a code of 6 h and a minute', { issuedAt: ago(6 * HOUR_MS + MINUTE_MS) }, 'refer', 'code-stale', 'code-fresh'],
    ['no test', { tests: [] }, 'refer', 'test-missing', 'nucleic-acid-test-present'],
    ['an antigen test alone', tested({ kind: 'antigen' }), 'refer', 'test-missing', 'nucleic-acid-test-present'],
    ['a positive test', tested({ result: 'positive' }), 'refuse', 'test-positive', 'nucleic-acid-test-not-positive'],
    ['a positive test after a negative one', tested({}, { result: 'positive', sampledAt: ago(HOUR_MS) }), 'refuse', 'test-positive', 'nucleic-acid-test-not-positive'],
    ['an inconclusive test', tested({ result: 'inconclusive' }), 'refer', 'test-not-conclusive', 'nucleic-acid-test-conclusive'],
    ['a test sampled in the future', tested({ sampledAt: utcMillis(NOON + MINUTE_MS) }), 'refer', 'test-not-conclusive', 'nucleic-acid-test-conclusive'],
    ['a test of eight days', tested({ sampledAt: ago(8 * DAY_MS) }), 'refer', 'test-too-old', 'nucleic-acid-test-within-7-days'],
    ['no declaration', { declaration: null }, 'refer', 'declaration-missing', 'declaration-present'],
    ['a symptom', declared({ symptoms: ['cough'] }), 'refer', 'symptoms-declared', 'no-symptoms'],
    ['contact', declared({ contact: 'yes' }), 'refer', 'contact-declared', 'no-contact'],
    ['contact not sure of', declared({ contact: 'unsure' }), 'refer', 'contact-declared', 'no-contact'],
    ['a stay in a risk area', declared({ riskAreaStay: 'yes' }), 'refer', 'risk-area-declared', 'no-risk-area-stay'],
    ['a stay not sure of', declared({ riskAreaStay: 'unsure' }), 'refer', 'risk-area-declared', 'no-risk-area-stay'],
    ['no document', { documents: [] }, 'refer', 'document-missing', 'travel-document-present'],
    ['a document of no known kind', { documents: [{ type: 'other', number: '1' }] }, 'refer', 'document-missing', 'travel-document-present'],
    ['a good traveller', {}, 'pass', null, null],
    ['green with sub-code g28', { subCode: 'g28' }, 'pass', null, null],
    ['a code of exactly 6 h', { issuedAt: ago(6 * HOUR_MS) }, 'pass', null, null],
    ['a code of 5:59', { issuedAt: ago(6 * HOUR_MS - MINUTE_MS) }, 'pass', null, null],
    ['a code made this instant', { issuedAt: NOON }, 'pass', null, null],
    ['a negative test after a positive one', tested({ result: 'positive', sampledAt: ago(3 * DAY_MS) }, {}), 'pass', null, null],
    ['a passport alone', { documents: [{ type: 'passport', number: 'X1' }] }, 'pass', null, null],
    ['a known document behind another', { documents: [{ type: 'other', number: '1' }, { type: 'bir', number: '51234567' }] }, 'pass', null, null],
    ['no vaccination', { vaccinations: [] }, 'pass', null, null],
  ])('judge %s, in both directions', (_, change, outcome, reason, ruleId) => {
    for (const direction of ['to-guangdong', 'to-macau'] as const) {
      const verdict = judgeAt({ ...traveller, ...change }, NOON, direction);
      expect(verdict.outcome).toBe(outcome);
      expect(verdict.reasons.map(({ code, ruleId: rule }) => [code, rule])).toEqual(reason === null ? [] : [[reason, ruleId]]);
    }
  });

  // Sampled on 1 September: valid on the 1st and the seven days after it, by the calendar of Macau.
  it.each<[string, string, boolean]>([
    ['2021-09-01T00:00:00+08:00', '2021-09-08T23:59:00+08:00', true],
    ['2021-09-01T00:00:00+08:00', '2021-09-09T00:00:00+08:00', false],
    ['2021-09-01T23:59:00+08:00', '2021-09-08T23:59:59+08:00', true],
    ['2021-09-01T23:59:00+08:00', '2021-09-09T00:00:00+08:00', false],
    // 07:30 in Macau is still the day before in UTC.
    ['2021-09-01T07:30:00+08:00', '2021-09-08T23:59:00+08:00', true],
    ['2021-09-01T12:00:00+08:00', '2021-09-09T07:30:00+08:00', false],
  ])('count a test sampled at %s at %s by the calendar: valid %j', (sampled, now, valid) => {
    const at = utcMillis(Date.parse(now));
    const facts = { ...traveller, ...tested({ sampledAt: utcMillis(Date.parse(sampled)) }), issuedAt: utcMillis(at - HOUR_MS), expiresAt: utcMillis(at + HOUR_MS) };
    expect(judgeAt(facts, at).reasons.map(({ code }) => code)).toEqual(valid ? [] : ['test-too-old']);
  });

  it.each<[string, boolean]>([
    ['2021-08-24T23:59:00+08:00', false],
    ['2021-08-25T00:00:00+08:00', true],
  ])('at %s have the seven days in force: %j', (now, inForce) => {
    const at = utcMillis(Date.parse(now));
    const facts = { ...traveller, ...tested({ sampledAt: utcMillis(at - 20 * DAY_MS) }), issuedAt: utcMillis(at - HOUR_MS), expiresAt: utcMillis(at + HOUR_MS) };
    expect(judgeAt(facts, at).reasons.map(({ code }) => code)).toEqual(inForce ? ['test-too-old'] : []);
  });

  it('ask of a foreign code no declaration and no renewal, which no traveller could give, and refer it all the same', () => {
    const foreign: Partial<Facts> = { colour: null, declaration: null, documents: [], issuedAt: ago(90 * DAY_MS) };
    for (const format of FOREIGN_FORMAT_IDS) {
      expect(judgeAt({ ...traveller, ...foreign, format }).reasons.map(({ code }) => code)).toEqual(['colour-unrecognised', 'document-missing']);
    }
  });

  it('tell everything that is wrong, the gravest first', () => {
    const facts: Facts = {
      ...traveller,
      ...declared({ symptoms: ['fever'], contact: 'yes', riskAreaStay: 'yes' }),
      colour: 'red',
      issuedAt: ago(30 * HOUR_MS),
      expiresAt: ago(6 * HOUR_MS),
      tests: [{ ...negativeTest, sampledAt: ago(9 * DAY_MS) }],
      documents: [],
    };
    expect(judgeAt(facts).reasons.map(({ code }) => code)).toEqual([
      ...['code-expired', 'colour-red', 'code-stale', 'test-too-old', 'symptoms-declared', 'contact-declared', 'risk-area-declared', 'document-missing'],
    ]);
  });

  it('evaluate for every traveller of proper form, and pass none who is not green', () => {
    fc.assert(
      fc.property(anyFacts, fc.constantFrom<Direction>('to-guangdong', 'to-macau'), (facts, direction) => {
        const { outcome, reasons } = judgeAt(facts, NOON, direction);
        expect(reasons.map(({ code }) => code)).not.toContain('rule-not-evaluated');
        if (facts.colour !== 'green') expect(outcome).not.toBe('pass');
        if (facts.colour === 'red') expect(outcome).toBe('refuse');
      }),
      { numRuns: 300 },
    );
  });

  it('are described in four languages and name a source each', () => {
    expect(ruleSet.rules.length).toBeGreaterThan(10);
    for (const { description, source } of ruleSet.rules) {
      expect(new Set(Object.values(description)).size).toBeGreaterThanOrEqual(3);
      expect(source).not.toBe('');
    }
  });
});

const anyTime = fc.integer({ min: NOON - 30 * DAY_MS, max: NOON + 30 * DAY_MS }).map(utcMillis);
const anyText = fc.option(fc.string(), { nil: null });
const anyFacts: fc.Arbitrary<Facts> = fc.record({
  format: fc.constantFrom(...FORMAT_IDS),
  issuer: fc.string(),
  codeId: fc.string(),
  issuedAt: anyTime,
  expiresAt: anyTime,
  colour: fc.oneof(fc.constantFrom('green', 'yellow', 'red', 'blue', null), fc.string()),
  subCode: fc.oneof(fc.constantFrom('g28', null), fc.string()),
  holder: fc.record({ nameHan: anyText, nameLatin: anyText, birthDate: anyText, sex: fc.constantFrom(...SEXES), nationality: anyText }),
  documents: fc.array(fc.record({ type: fc.constantFrom(...DOCUMENT_TYPES), number: fc.string() }), { maxLength: 4 }),
  declaration: fc.option(
    fc.record({
      symptoms: fc.subarray([...SYMPTOMS]),
      contact: fc.constantFrom(...ANSWERS),
      riskAreaStay: fc.constantFrom(...ANSWERS),
      travel: fc.array(fc.record({ place: fc.string(), leftOn: fc.string() }), { maxLength: 2 }),
    }),
    { nil: null },
  ),
  tests: fc.array(
    fc.record({
      kind: fc.constantFrom('nucleic-acid' as const, 'antigen' as const),
      sampledAt: anyTime,
      reportedAt: fc.option(anyTime, { nil: null }),
      result: fc.constantFrom(...TEST_RESULTS),
      laboratory: anyText,
    }),
    { maxLength: 4 },
  ),
  vaccinations: fc.constant([]),
  recoveries: fc.constant([]),
  certificate: fc.constant(null),
});
