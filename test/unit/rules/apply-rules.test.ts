import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/model/facts.ts';
import type { Stated } from '../../../core/model/traveller-kind.ts';
import { HOUR_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { judge, type JudgeContext } from '../../../core/rules/judge.ts';
import type { RuleSet } from '../../../core/rules/rule-set.ts';
import { negativeTest, NOON, traveller } from '../convert/traveller.ts';
import { sampleSet } from './sample-set.ts';

/** Documents from which no category follows. */
const someone: Facts = { ...traveller, documents: [{ type: 'mainland-permit', number: 'M1' }] };
const resident: Facts = traveller;
const stated = (change: Partial<Stated>): Partial<JudgeContext> => ({ stated: { category: null, origin: null, ...change } });

function judged(ruleSet: RuleSet, facts: Facts = someone, context: Partial<JudgeContext> = {}) {
  const { outcome, reasons } = judge(facts, { at: NOON, direction: 'to-macau', port: 'barrier-gate', ruleSet, ...context });
  return [outcome, ...reasons.map(({ code, ruleId }) => `${code} ${ruleId ?? '-'}`)];
}
const never = { logic: false, otherwise: { outcome: 'refuse', reason: 'test-too-old' } };

describe('a rule for some categories', () => {
  const forWorkers = sampleSet({ ...never, appliesTo: { categories: ['non-resident-worker', 'driver'] } });
  it.each<[string, Facts, Partial<JudgeContext>, string[]]>([
    ['speaks of whom it is about', someone, stated({ category: 'driver' }), ['refuse', 'test-too-old rule-0']],
    ['is silent of others', someone, stated({ category: 'visitor' }), ['pass']],
    ['refers whose category nobody knows', someone, {}, ['refer', 'fact-unknown rule-0']],
    ['knows that a resident may be a driver', resident, {}, ['refer', 'fact-unknown rule-0']],
    ['takes a driver who is a resident for both', resident, stated({ category: 'driver' }), ['refuse', 'test-too-old rule-0']],
  ])('%s', (_, facts, context, expected) => {
    expect(judged(forWorkers, facts, context)).toEqual(expected);
  });

  it('needs no fact from whom it is satisfied by', () => {
    expect(judged(sampleSet({ logic: true, appliesTo: { categories: ['driver'], origins: ['overseas'] } }))).toEqual(['pass']);
  });

  it('is silent of a resident where only visitors are meant', () => {
    expect(judged(sampleSet({ ...never, appliesTo: { categories: ['visitor', 'non-resident-worker'] } }), resident)).toEqual(['pass']);
    expect(judged(sampleSet({ ...never, appliesTo: { categories: ['resident'] } }), resident)).toEqual(['refuse', 'test-too-old rule-0']);
  });
});

describe('a rule for some areas', () => {
  const declares = (riskAreaStay: 'yes' | 'no' | 'unsure'): Facts => ({ ...someone, declaration: { symptoms: [], contact: 'no', riskAreaStay, travel: [] } });
  const forRisk = sampleSet({ ...never, appliesTo: { origins: ['risk-area'] } });
  it.each<[string, Facts, Partial<JudgeContext>, string]>([
    ['a declared stay', declares('yes'), {}, 'refuse'],
    ['a declared stay, whatever is stated', declares('yes'), stated({ origin: 'mainland' }), 'refuse'],
    ['no stay', declares('no'), {}, 'pass'],
    ['no stay, but stated otherwise', declares('no'), stated({ origin: 'risk-area' }), 'refuse'],
    ['"unsure"', declares('unsure'), {}, 'refer'],
    ['no declaration', { ...someone, declaration: null }, {}, 'refer'],
    ['no declaration, but another area stated', { ...someone, declaration: null }, stated({ origin: 'hong-kong' }), 'pass'],
  ])('with %s', (_, facts, context, outcome) => {
    expect(judged(forRisk, facts, context)[0]).toBe(outcome);
  });

  it('refers where the code says nothing of the area', () => {
    expect(judged(sampleSet({ ...never, appliesTo: { origins: ['overseas'] } }))).toEqual(['refer', 'fact-unknown rule-0']);
  });
});

describe('an exemption', () => {
  const exemption = (change: object) => sampleSet(never, { otherwise: undefined, exempts: ['rule-0'], logic: true, ...change });
  it.each<[string, object, Partial<JudgeContext>, string[]]>([
    ['takes back what a rule holds against the traveller', {}, {}, ['pass']],
    ['does not where it is false', { logic: false }, {}, ['refuse', 'test-too-old rule-0']],
    ['does not where it is about others', { appliesTo: { categories: ['driver'] } }, stated({ category: 'visitor' }), ['refuse', 'test-too-old rule-0']],
    ['does for whom it is about', { appliesTo: { categories: ['driver'] } }, stated({ category: 'driver' }), ['pass']],
    ['refers where nobody knows', { appliesTo: { categories: ['driver'] } }, {}, ['refer', 'fact-unknown rule-1']],
    ['softens no refusal where it cannot be evaluated', { logic: { '+': ['a', 1] } }, {}, ['refuse', 'test-too-old rule-0', 'rule-not-evaluated rule-1']],
    ['softens no refusal where it comes to no truth', { logic: 7 }, {}, ['refuse', 'test-too-old rule-0', 'rule-not-evaluated rule-1']],
    ['does not before its minute', { effective: { from: '2021-09-01T12:01:00+08:00' } }, {}, ['refuse', 'test-too-old rule-0']],
  ])('%s', (_, change, context, expected) => {
    expect(judged(exemption(change), someone, context)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['true', true],
    ['false', false],
    ['failing too', 7],
  ])('takes nothing back from a rule that could not be evaluated: %s', (_, logic) => {
    const set = sampleSet({ ...never, logic: 7 }, { otherwise: undefined, exempts: ['rule-0'], logic });
    expect(judged(set)).toEqual(['refer', 'rule-not-evaluated rule-0']);
  });

  it('takes nothing back from a rule that could not be evaluated, of whom nobody knows whether it is about them', () => {
    const set = sampleSet({ ...never, logic: 7 }, { otherwise: undefined, exempts: ['rule-0'], logic: true, appliesTo: { categories: ['driver'] } });
    expect(judged(set)).toEqual(['refer', 'rule-not-evaluated rule-0']);
  });

  it('that failed stands beside one that nobody knows of', () => {
    const exempts = { otherwise: undefined, exempts: ['rule-0'] };
    expect(judged(sampleSet(never, { ...exempts, logic: 7 }, { ...exempts, logic: true, appliesTo: { categories: ['driver'] } }))).toEqual(['refer', 'fact-unknown rule-2', 'rule-not-evaluated rule-1']);
  });

  it('leaves other rules as they are', () => {
    expect(judged(sampleSet(never, { ...never, otherwise: { outcome: 'refer', reason: 'test-missing' } }, { otherwise: undefined, exempts: ['rule-0'], logic: true }))).toEqual(['refer', 'test-missing rule-1']);
  });

  it('alone is no rule to pass by', () => {
    const set = sampleSet({ ...never, appliesTo: { directions: ['to-guangdong'] } }, { otherwise: undefined, exempts: ['rule-0'], logic: true });
    expect(judged(set)).toEqual(['refer', 'no-rules-in-force -']);
  });
});

describe('where a rule applies', () => {
  it.each<[string, object, string]>([
    ['its port', { ports: ['barrier-gate', 'hzmb'] }, 'refuse'],
    ['another port', { ports: ['inner-harbour'] }, 'pass'],
    ['its sub-code', { subCodes: ['g28'] }, 'refuse'],
    ['another sub-code', { subCodes: ['g29'] }, 'pass'],
  ])('is %s', (_, appliesTo, outcome) => {
    expect(judged(sampleSet({ logic: true }, { ...never, appliesTo }), { ...someone, subCode: 'g28' })[0]).toBe(outcome);
  });

  it('is no code without a sub-code, where it names some', () => {
    expect(judged(sampleSet({ logic: true }, { ...never, appliesTo: { subCodes: ['g28'] } }))).toEqual(['pass']);
  });

  it('is nowhere once it is withdrawn', () => {
    expect(judged(sampleSet({ logic: true }, { ...never, withdrawn: 'another notice' }))).toEqual(['pass']);
  });
});

describe('a limit', () => {
  const within = (unit: string, amount: number) =>
    sampleSet({ limit: { amount, unit }, logic: { '<=': [{ var: 'payload.latestNucleicAcidTest.age' }, { var: 'external.limit.amount' }] }, otherwise: { outcome: 'refer', reason: 'test-too-old' } });
  const sampled = (ago: number): Facts => ({ ...someone, tests: [{ ...negativeTest, sampledAt: utcMillis(NOON - ago) }] });
  it.each<[string, RuleSet, number, string]>([
    ['48 hours', within('hours', 48), 48 * HOUR_MS, 'pass'],
    ['48 hours and a second', within('hours', 48), 48 * HOUR_MS + 1_000, 'refer'],
    ['two calendar days at noon: 60 hours', within('calendar-days', 2), 60 * HOUR_MS, 'pass'],
    ['two calendar days at noon: a second more', within('calendar-days', 2), 60 * HOUR_MS + 1_000, 'refer'],
  ])('counts %s', (_, set, ago, outcome) => {
    expect(judged(set, sampled(ago))[0]).toBe(outcome);
  });

  it('refers where there is no test to count from', () => {
    expect(judged(within('hours', 48), { ...someone, tests: [] })).toEqual(['refer', 'rule-not-evaluated rule-0']);
  });
});

describe('a frequency', () => {
  const once = sampleSet({ frequency: { crossings: 1, per: 'day' }, logic: { '<': [{ var: 'external.crossings' }, { var: 'external.frequency.crossings' }] }, otherwise: { outcome: 'refuse', reason: 'crossing-limit' } });
  it.each([
    [0, ['pass']],
    [1, ['refuse', 'crossing-limit rule-0']],
  ])('of one a day, after %d: %j', (crossings, expected) => {
    expect(judged(once, someone, { crossings: () => crossings })).toEqual(expected);
  });

  it('is counted from midnight in Macau, once a verdict, and only where a rule asks', () => {
    const asked: UtcMillis[] = [];
    const crossings = (since: UtcMillis): number => asked.push(since) - 1;
    judged(sampleSet({ logic: true }), someone, { crossings });
    expect(asked).toEqual([]);
    judged({ ...once, rules: [...once.rules, ...once.rules] }, someone, { crossings });
    expect(asked).toEqual([Date.parse('2021-09-01T00:00:00+08:00')]);
  });
});
