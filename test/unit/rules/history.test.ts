import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../core/model/facts.ts';
import type { Category } from '../../../core/model/traveller-kind.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { judge } from '../../../core/rules/judge.ts';
import { loadRuleSet, parseRuleSet } from '../../../core/rules/rule-set.ts';
import { runScenarios } from '../../../core/rules/run-scenarios.ts';
import { negativeTest, traveller } from '../convert/traveller.ts';

const FILE = 'resources/rules/history-2020-2023.json';
const history = loadRuleSet(FILE);
const at = (text: string): UtcMillis => utcMillis(Date.parse(`${text}:00+08:00`));

type Way = 'to-guangdong' | 'to-macau';
/**
 * The notices, stated a second time and in another way than the set: from when on, how long a test counts in each direction; `h` hours, `d` calendar days,
 * `-` no test is asked for. Seven days are by date throughout.
 */
const NOTICES: readonly (readonly [string, Readonly<Record<Way, string>>])[] = [
  ['2020-07-01T00:00', { 'to-guangdong': '-', 'to-macau': '-' }],
  ['2020-07-15T00:00', { 'to-guangdong': '7d', 'to-macau': '7d' }],
  ['2021-06-08T10:00', { 'to-guangdong': '2d', 'to-macau': '2d' }],
  ['2021-07-10T00:00', { 'to-guangdong': '7d', 'to-macau': '7d' }],
  ['2021-08-04T06:00', { 'to-guangdong': '12h', 'to-macau': '12h' }],
  ['2021-08-10T06:00', { 'to-guangdong': '48h', 'to-macau': '48h' }],
  ['2021-08-25T00:00', { 'to-guangdong': '7d', 'to-macau': '7d' }],
  ['2022-03-18T00:00', { 'to-guangdong': '7d', 'to-macau': '24h' }],
  ['2022-04-25T00:00', { 'to-guangdong': '7d', 'to-macau': '72h' }],
  ['2022-06-01T00:00', { 'to-guangdong': '7d', 'to-macau': '7d' }],
  ['2022-06-19T00:00', { 'to-guangdong': '24h', 'to-macau': '48h' }],
  ['2022-09-19T06:00', { 'to-guangdong': '48h', 'to-macau': '48h' }],
  ['2022-11-16T15:00', { 'to-guangdong': '24h', 'to-macau': '24h' }],
  ['2022-12-08T00:00', { 'to-guangdong': '48h', 'to-macau': '48h' }],
  ['2023-02-06T00:00', { 'to-guangdong': '-', 'to-macau': '-' }],
];
const WAYS: readonly Way[] = ['to-guangdong', 'to-macau'];
const macauDay = (time: UtcMillis): number => Math.floor((time + 8 * HOUR_MS) / DAY_MS);

/** Whether the notices let a test through. */
function counts(now: UtcMillis, way: Way, sampledAt: UtcMillis): boolean {
  const rule = NOTICES.findLast(([from]) => at(from) <= now)?.[1][way] ?? '-';
  const amount = Number.parseInt(rule, 10);
  if (rule === '-') return true;
  return rule.endsWith('d') ? macauDay(now) - macauDay(sampledAt) <= amount : now - sampledAt <= amount * HOUR_MS;
}

function outcomeOf(now: UtcMillis, direction: Way, sampledAt: UtcMillis, category: Category, change: Partial<Facts> = {}): string {
  const facts: Facts = {
    ...traveller,
    documents: [{ type: 'mainland-permit', number: 'M1' }],
    issuedAt: utcMillis(now - HOUR_MS),
    expiresAt: utcMillis(now + HOUR_MS),
    tests: [{ ...negativeTest, sampledAt, reportedAt: null }],
    ...change,
  };
  return judge(facts, { at: now, direction, port: 'barrier-gate', ruleSet: history, stated: { category, origin: null } }).outcome;
}

describe('the historical set', () => {
  it('keeps every one of its scenarios', () => {
    expect(history.scenarios.length).toBeGreaterThanOrEqual(100);
    expect(runScenarios(history)).toEqual([]);
  });

  it('has for each minute at which it changes a scenario on that minute', () => {
    const minutes = new Set(history.rules.filter(({ withdrawn }) => withdrawn === null).flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo]).filter((minute) => minute !== null));
    const dated = new Set(history.scenarios.map((scenario) => scenario.at));
    for (const minute of minutes) expect([new Date(minute).toISOString(), dated.has(minute)]).toEqual([new Date(minute).toISOString(), true]);
  });

  // A withdrawn rule says nothing.
  const pinned = history.rules.map(({ id }) => id).filter((id) => id !== 'nat-2021-07-02');
  it.each(pinned)('breaks a scenario when %s is taken out, begins a minute late or ends a minute early', (id) => {
    const file = JSON.parse(readFileSync(FILE, 'utf8')) as { rules: { id: string; exempts?: string[]; effective?: { from?: string; to?: string } }[] };
    const broken = (rules: typeof file.rules): number => runScenarios(parseRuleSet({ ...file, rules }, 'changed')).length;
    expect(broken(file.rules.filter((rule) => rule.id !== id && rule.exempts?.includes(id) !== true))).toBeGreaterThan(0);
    for (const [end, shift] of [['from', MINUTE_MS], ['to', -1 * MINUTE_MS]] as const) {
      const minute = file.rules.find((rule) => rule.id === id)?.effective?.[end];
      if (minute === undefined) continue;
      const moved = new Date(Date.parse(minute) + shift).toISOString();
      expect([end, broken(file.rules.map((rule) => (rule.id === id ? { ...rule, effective: { ...rule.effective, [end]: moved } } : rule)))]).not.toEqual([end, 0]);
    }
  });

  it('changes its verdicts at the right minutes while the clock goes through 2020 to 2023', () => {
    const start = at('2020-07-01T00:00');
    const end = at('2023-02-20T00:00');
    const ages = [0, 11, 12, 13, 24, 25, 40, 48, 49, 60, 72, 73, 150, 200].map((hours) => hours * HOUR_MS);
    const regular = Array.from({ length: Math.floor((end - start) / (11 * HOUR_MS)) }, (_, step) => utcMillis(start + step * 11 * HOUR_MS + 17 * MINUTE_MS));
    const edges = NOTICES.flatMap(([from]) => [-1 * SECOND_MS, 0, SECOND_MS].map((shift) => utcMillis(at(from) + shift)));
    let judged = 0;
    for (const now of [...regular, ...edges]) {
      for (const way of WAYS) {
        for (const age of ages) {
          const sampledAt = utcMillis(now - age);
          const refused = way === 'to-macau' && now >= at('2022-03-18T00:00') && now < at('2022-04-25T00:00') ? 'refuse' : 'refer';
          const expected = counts(now, way, sampledAt) ? 'pass' : refused;
          if (outcomeOf(now, way, sampledAt, 'visitor') !== expected) expect([new Date(now).toISOString(), way, age / HOUR_MS, outcomeOf(now, way, sampledAt, 'visitor')]).toEqual([new Date(now).toISOString(), way, age / HOUR_MS, expected]);
          judged += 1;
        }
      }
    }
    expect(judged).toBeGreaterThan(50_000);
  }, 120_000);

  it('lets drivers with any test through only from 4 to 10 August 2021, 06:00', () => {
    const days = 20 * DAY_MS;
    const passes = (text: string, shift: number): string => outcomeOf(utcMillis(at(text) + shift), 'to-macau', utcMillis(at(text) + shift - days), 'driver');
    expect([passes('2021-08-04T06:00', -1 * SECOND_MS), passes('2021-08-04T06:00', 0), passes('2021-08-10T06:00', -1 * SECOND_MS), passes('2021-08-10T06:00', 0)]).toEqual(['refer', 'pass', 'pass', 'refer']);
  });

  it('is in force at no time of today', () => {
    expect(history.effectiveTo).toBe(Date.parse('2023-03-06T00:00:00+08:00'));
  });
});
