import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/model/facts.ts';
import type { KeptTraveller } from '../../../core/model/rule-book.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { fromKept, toKeptTraveller } from '../../../core/rules/kept-facts.ts';
import { rehearse } from '../../../core/rules/rehearse.ts';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { negativeTest, traveller } from '../convert/traveller.ts';
import { NOON, setFrom, setOf } from './book.ts';
import { sampleScenario } from './sample-set.ts';

const facts = (change: Partial<Facts> = {}, at: UtcMillis = NOON): Facts => ({
  ...traveller,
  issuedAt: utcMillis(at - HOUR_MS),
  expiresAt: utcMillis(at + HOUR_MS),
  tests: [{ ...negativeTest, sampledAt: utcMillis(at - 30 * HOUR_MS) }],
  ...change,
});
const kept = (change: Partial<Facts> = {}, at: UtcMillis = NOON): KeptTraveller => {
  const row = toKeptTraveller(facts(change, at), at);
  if (row === null) throw new Error('not kept');
  return row;
};
const limit = (amount: number, unit: 'hours' | 'calendar-days', id = 'fresh') => ({
  id,
  limit: { amount, unit },
  logic: { '<=': [{ var: 'payload.latestNucleicAcidTest.age' }, { var: 'external.limit.amount' }] },
  otherwise: { outcome: 'refer', reason: 'test-too-old' },
});
const run = (ruleSet: RuleSet, travellers: readonly KeptTraveller[], today = setOf('base')) =>
  rehearse(ruleSet, { at: NOON, today: () => today, lane: { direction: 'to-guangdong', port: 'barrier-gate' }, travellers });

describe('a rehearsal', () => {
  it('counts whose verdict would be another, by rule, the most frequent first', async () => {
    const next = setFrom('next', 60, {}, limit(24, 'hours'));
    const report = await run(next, [kept(), kept({ tests: [] }), kept({ colour: 'red' }), kept(), kept({ tests: [{ ...negativeTest, sampledAt: utcMillis(NOON - HOUR_MS) }] })]);
    expect(report).toMatchObject({
      at: NOON,
      travellers: { tried: 5, oldestAt: NOON },
      today: { pass: 4, refer: 0, refuse: 1 },
      then: { pass: 1, refer: 4, refuse: 0 },
      changes: [
        { from: 'pass', to: 'refer', ruleId: 'fresh', reason: 'test-too-old', count: 2 },
        { from: 'pass', to: 'refer', ruleId: 'fresh', reason: 'rule-not-evaluated', count: 1 },
        // Laxer: the rule that spoke is one of today's.
        { from: 'refuse', to: 'refer', ruleId: 'rule-0', reason: 'colour-red', count: 1 },
      ],
    });
  });

  it('judges by whole days later, so that hours and midnights stay as they were', async () => {
    const at = utcMillis(NOON + 5 * HOUR_MS);
    const yesterday = [{ ...negativeTest, sampledAt: utcMillis(at - 18 * HOUR_MS) }];
    for (const [amount, unit, outcome] of [[18, 'hours', 'pass'], [17, 'hours', 'refer'], [1, 'calendar-days', 'pass'], [0, 'calendar-days', 'refer']] as const) {
      const report = await run(setFrom('next', 40 * 24 * 60, {}, limit(amount, unit)), [kept({ tests: yesterday }, at)]);
      expect([amount, unit, report.then[outcome]]).toEqual([amount, unit, 1]);
    }
  });

  it('tries the scenarios of the set itself and says which come out otherwise', async () => {
    const scenarios = [sampleScenario, { ...sampleScenario, name: 'red passes', facts: { colour: 'red' } }];
    expect((await run(setOf('next', { scenarios }), [])).scenarios).toEqual({
      tried: 2,
      broken: 1,
      first: [{ name: 'red passes', expected: { outcome: 'pass', reasons: null }, found: { outcome: 'refuse', reasons: ['colour-red'] } }],
    });
  });

  it('names twenty broken scenarios and counts all', async () => {
    const scenarios = Array.from({ length: 30 }, (_, index) => ({ ...sampleScenario, name: `n${index}`, expect: { outcome: 'refuse' } }));
    const { scenarios: report } = await run(setOf('next', { scenarios }), []);
    expect([report.broken, report.first.length]).toEqual([30, 20]);
  });

  it.each<[string, object]>([
    ['a name', { logic: { if: [{ var: 'payload.holder.nameLatin' }, true, false] } }],
    ['a document number', { logic: { if: [{ var: 'payload.documents.0.number' }, true, false] } }],
    ['a vaccination', { logic: { if: [{ var: 'payload.vaccinations.0' }, true, false] } }],
    ['crossings', { frequency: { crossings: 1, per: 'day' }, logic: { '<': [{ var: 'external.crossings' }, 1] } }],
  ])('says which rules it cannot try: one that asks for %s', async (_, rule) => {
    expect((await run(setOf('next', {}, { id: 'asks', ...rule }), [])).untried).toEqual(['asks']);
    expect((await run(setOf('next'), [])).untried).toEqual([]);
  });

  it('leaves out what another version has kept', async () => {
    const report = await run(setOf('next'), [kept(), { at: NOON, facts: '{"format":"MO1"}' }]);
    expect(report.travellers.tried).toBe(1);
  });

  it('lets the desk have its turn meanwhile', async () => {
    let turns = 0;
    const ticking = setInterval(() => void (turns += 1), 0);
    await run(setOf('next'), Array.from({ length: 1_000 }, () => kept()));
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('what is kept of a traveller', () => {
  const full = facts({
    codeId: 'CODE-ID-77',
    holder: { nameHan: '樣本', nameLatin: 'SAMPLE PERSON', birthDate: '1980-02-29', sex: 'female', nationality: 'CHN' },
    documents: [{ type: 'bir', number: 'B7654321' }],
    declaration: { symptoms: ['fever'], contact: 'no', riskAreaStay: 'unsure', travel: [{ place: 'SOMEWHERE', leftOn: '2021-08-20' }] },
    tests: [{ ...negativeTest, sampledAt: utcMillis(NOON - HOUR_MS - 12_345), laboratory: 'LAB-9', reportedAt: NOON }],
    issuedAt: utcMillis(NOON - 61_234),
  });

  it('says nothing of who it was', () => {
    const row = kept(full);
    for (const secret of ['CODE-ID-77', '樣本', 'SAMPLE', '1980', 'female', 'CHN', 'B7654321', 'SOMEWHERE', '2021-08-20', 'LAB-9']) expect(row.facts).not.toContain(secret);
    expect(Object.keys(JSON.parse(row.facts) as object)).toEqual(['format', 'issuer', 'issuedAt', 'expiresAt', 'colour', 'subCode', 'documents', 'declaration', 'tests']);
  });

  it('has its times to the minute', () => {
    const row = toKeptTraveller(full, utcMillis(NOON + 59_999));
    expect(row?.at).toBe(NOON);
    const back = fromKept(row?.facts ?? '');
    expect([back?.issuedAt, back?.tests[0]?.sampledAt]).toEqual([NOON - 2 * MINUTE_MS, NOON - HOUR_MS - MINUTE_MS]);
  });

  it('comes back as facts that rules decide by, moved in time where asked', () => {
    const back = fromKept(kept(full).facts, DAY_MS);
    expect(back).toMatchObject({ colour: full.colour, documents: [{ type: 'bir' }], declaration: { symptoms: ['fever'], riskAreaStay: 'unsure' }, expiresAt: full.expiresAt + DAY_MS });
  });

  it('is nothing of a code made to fill the disk', () => {
    expect(toKeptTraveller({ ...full, subCode: 'x'.repeat(5_000) }, NOON)).toBeNull();
  });
});
