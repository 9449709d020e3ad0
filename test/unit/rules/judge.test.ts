import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/model/facts.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { CLOCK_TOLERANCE_MS, judge } from '../../../core/rules/judge.ts';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { NOON, traveller } from '../convert/traveller.ts';
import { sampleSet } from './sample-set.ts';

const judgeBy = (ruleSet: RuleSet, facts: Facts = traveller, at: UtcMillis = NOON, direction: 'to-guangdong' | 'to-macau' = 'to-macau') =>
  judge(facts, { at, direction, port: 'barrier-gate', ruleSet });
const codesOf = (verdict: ReturnType<typeof judge>) => verdict.reasons.map(({ code }) => code);
const always = sampleSet({ logic: true });

describe('a rule that says nothing', () => {
  it.each<[string, unknown]>([
    ['compares what is no number', { '<': [{ var: 'payload.colour' }, 3] }],
    ['adds hours to what is no date', { after: [{ plusTime: [{ var: 'payload.subCode' }, 1, 'hour'] }, { plusTime: [{ var: 'payload.issuedAt' }, 1, 'hour'] }] }],
    ['looks into what is no list', { in: ['a', { var: 'payload.colour' }] }],
    ['comes to a word', { var: 'payload.colour' }],
    ['comes to null', { var: 'payload.subCode' }],
    ['comes to a number', 1],
    ['comes to a list', [true]],
  ])('refers when it %s, and names the rule', (_, logic) => {
    const verdict = judgeBy(sampleSet({ logic }));
    expect(verdict.outcome).toBe('refer');
    expect(verdict.reasons).toEqual([{ code: 'rule-not-evaluated', outcome: 'refer', ruleId: 'rule-0' }]);
  });

  it('does not hide what the other rules say', () => {
    const verdict = judgeBy(sampleSet({ logic: 1 }, { logic: false }));
    expect(codesOf(verdict)).toEqual(['colour-red', 'rule-not-evaluated']);
    expect(verdict.outcome).toBe('refuse');
  });
});

describe('rules in force', () => {
  it('refers when there is none', () => {
    const verdict = judgeBy(sampleSet({ logic: true, appliesTo: { directions: ['to-guangdong'] } }));
    expect(verdict).toEqual({ outcome: 'refer', reasons: [{ code: 'no-rules-in-force', outcome: 'refer', ruleId: null }], ruleSet: 'sample@1' });
  });

  it.each<[string, string]>([
    ['2021-06-08T09:59:59.999+08:00', 'no-rules-in-force'],
    ['2021-06-08T10:00:00.000+08:00', 'colour-red'],
    ['2021-07-09T23:59:59.999+08:00', 'colour-red'],
    ['2021-07-10T00:00:00.000+08:00', 'no-rules-in-force'],
  ])('at %s are told by their dates', (instant, code) => {
    const at = utcMillis(Date.parse(instant));
    const facts = { ...traveller, issuedAt: utcMillis(at - HOUR_MS), expiresAt: utcMillis(at + HOUR_MS) };
    const set = sampleSet({ logic: false, effective: { from: '2021-06-08T10:00:00+08:00', to: '2021-07-10T00:00:00+08:00' } });
    expect(codesOf(judgeBy(set, facts, at))).toEqual([code]);
  });

  it('are those of the direction and the format', () => {
    const set = sampleSet({ logic: false, appliesTo: { directions: ['to-macau'], formats: ['MO1'] } }, { logic: true });
    expect(judgeBy(set, traveller, NOON, 'to-macau').outcome).toBe('refuse');
    expect(judgeBy(set, traveller, NOON, 'to-guangdong').outcome).toBe('pass');
  });

  it('are named with id and version in every verdict', () => {
    expect(judgeBy(always).ruleSet).toBe('sample@1');
  });

  it('see direction, port and value sets', () => {
    const logic = { and: [{ '===': [{ var: 'external.direction' }, 'to-macau'] }, { '===': [{ var: 'external.port' }, 'barrier-gate'] }, { in: ['b', { var: 'external.valueSets.a' }] }] };
    const set = { ...sampleSet({ logic }), valueSets: { a: ['b'] } };
    expect(judgeBy(set).outcome).toBe('pass');
    expect(judgeBy({ ...set, valueSets: { a: [] } }).outcome).toBe('refuse');
  });
});

describe('the validity of the code', () => {
  it.each<[number, string[]]>([
    [-1, []],
    [0, ['code-expired']],
    [1, ['code-expired']],
  ])('ends on the instant of expiry (%d ms after it: %j)', (after, codes) => {
    const facts = { ...traveller, expiresAt: utcMillis(NOON - after) };
    expect(codesOf(judgeBy(always, facts))).toEqual(codes);
  });

  it.each<[number, string[]]>([
    [CLOCK_TOLERANCE_MS, []],
    [CLOCK_TOLERANCE_MS + 1, ['code-not-yet-valid']],
  ])('begins within the clock tolerance (%d ms ahead: %j)', (ahead, codes) => {
    const facts = { ...traveller, issuedAt: utcMillis(NOON + ahead) };
    expect(codesOf(judgeBy(always, facts))).toEqual(codes);
  });

  it('refuses an expired code and still tells what the rules say', () => {
    const verdict = judgeBy(sampleSet({ logic: false, otherwise: { outcome: 'refer', reason: 'colour-yellow' } }), { ...traveller, expiresAt: utcMillis(NOON - 1) });
    expect(verdict.outcome).toBe('refuse');
    expect(verdict.reasons).toEqual([
      { code: 'code-expired', outcome: 'refuse', ruleId: null },
      { code: 'colour-yellow', outcome: 'refer', ruleId: 'rule-0' },
    ]);
  });

  it('is not proved by a time that is no number', () => {
    const facts = { ...traveller, issuedAt: utcMillis(Number.NaN), expiresAt: utcMillis(Number.NaN) };
    expect(codesOf(judgeBy(always, facts))).toEqual(['code-expired', 'code-not-yet-valid']);
  });
});

describe('rules that count', () => {
  const hoursOld = (hours: number) => ({
    logic: {
      'not-after': [{ plusTime: [{ var: 'external.validationClock' }, 0, 'hour'] }, { plusTime: [{ var: 'payload.latestNucleicAcidTest.sampledAt' }, hours, 'hour'] }],
    },
    otherwise: { outcome: 'refer', reason: 'test-too-old' },
  });
  const daysOld = (days: number) => ({
    logic: { 'not-after': [{ plusTime: [{ var: 'external.today' }, 0, 'day'] }, { plusTime: [{ var: 'payload.latestNucleicAcidTest.sampledOn' }, days, 'day'] }] },
    otherwise: { outcome: 'refer', reason: 'test-too-old' },
  });
  const sampled = (instant: string) => ({ kind: 'nucleic-acid', sampledAt: utcMillis(Date.parse(instant)), reportedAt: null, result: 'negative', laboratory: null }) as const;
  const at = (instant: string, test: ReturnType<typeof sampled>): [Facts, UtcMillis] => {
    const now = utcMillis(Date.parse(instant));
    return [{ ...traveller, tests: [test], issuedAt: utcMillis(now - MINUTE_MS), expiresAt: utcMillis(now + HOUR_MS) }, now];
  };

  // The kinds of window published for the Macau-Zhuhai border in 2021 and 2022, at their edges.
  it.each<[string, object, string, string, boolean]>([
    ['12 h (4 Aug 2021), 11:59', hoursOld(12), '2021-08-04T06:00:00+08:00', '2021-08-04T17:59:00+08:00', true],
    ['12 h (4 Aug 2021), 12:00', hoursOld(12), '2021-08-04T06:00:00+08:00', '2021-08-04T18:00:00+08:00', true],
    ['12 h (4 Aug 2021), 12:01', hoursOld(12), '2021-08-04T06:00:00+08:00', '2021-08-04T18:01:00+08:00', false],
    ['24 h (18 Mar 2022), over midnight UTC, 24:01', hoursOld(24), '2022-03-18T07:59:00+08:00', '2022-03-19T08:00:00+08:00', false],
    ['48 h (10 Aug 2021), 47:59', hoursOld(48), '2021-08-10T06:00:00+08:00', '2021-08-12T05:59:00+08:00', true],
    ['48 h (10 Aug 2021), 48:00', hoursOld(48), '2021-08-10T06:00:00+08:00', '2021-08-12T06:00:00+08:00', true],
    ['48 h (10 Aug 2021), 48:01', hoursOld(48), '2021-08-10T06:00:00+08:00', '2021-08-12T06:01:00+08:00', false],
    ['72 h (25 Apr 2022), over a month, 72:01', hoursOld(72), '2022-04-28T12:00:00+08:00', '2022-05-01T12:01:00+08:00', false],
    ['48 h by date (8 Jun 2021): sampled on the 7th at 00:00, the 9th at 23:59', daysOld(2), '2021-06-07T00:00:00+08:00', '2021-06-09T23:59:00+08:00', true],
    ['48 h by date: the 10th at 00:00', daysOld(2), '2021-06-07T00:00:00+08:00', '2021-06-10T00:00:00+08:00', false],
    ['48 h by date: sampled on the 7th at 23:59, the 10th at 00:00', daysOld(2), '2021-06-07T23:59:00+08:00', '2021-06-10T00:00:00+08:00', false],
    ['48 h by date: sampled at 07:59, which UTC has on the day before', daysOld(2), '2021-06-07T07:59:00+08:00', '2021-06-09T23:59:59+08:00', true],
    ['48 h by date over the leap day', daysOld(2), '2024-02-28T12:00:00+08:00', '2024-03-01T23:59:00+08:00', true],
  ])('%s', (_, rule, sampledAt, now, passes) => {
    expect(judgeBy(sampleSet(rule), ...at(now, sampled(sampledAt))).outcome).toBe(passes ? 'pass' : 'refer');
  });

  it('counts to the second, too', () => {
    const test = sampled('2021-08-10T06:00:00+08:00');
    const [facts, now] = at('2021-08-12T06:00:00+08:00', test);
    expect(judgeBy(sampleSet(hoursOld(48)), facts, utcMillis(now + SECOND_MS)).outcome).toBe('refer');
  });
});

describe('judge', () => {
  it('says the same of the same', () => {
    const set = sampleSet({ logic: false }, { logic: 1 });
    expect(judgeBy(set)).toEqual(judgeBy(set));
  });

  it('does not change the facts', () => {
    const before = structuredClone(traveller);
    judgeBy(sampleSet({}));
    expect(traveller).toEqual(before);
  });

  it('never throws, whatever the numbers in the facts', () => {
    const set = sampleSet(
      { logic: { after: [{ plusTime: [{ var: 'payload.expiresAt' }, 0, 'hour'] }, { plusTime: [{ var: 'external.validationClock' }, 1, 'hour'] }] } },
    );
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double(), (issuedAt, expiresAt, at) => {
        const facts = { ...traveller, issuedAt: utcMillis(issuedAt), expiresAt: utcMillis(expiresAt) };
        expect(['pass', 'refer', 'refuse']).toContain(judgeBy(set, facts, utcMillis(at)).outcome);
      }),
    );
  });
});
