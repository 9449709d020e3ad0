import { describe, expect, it } from 'vitest';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import { DEFAULT_POLICY, type FreshnessLimits } from '../../../core/trust/distribution/policy-file.ts';
import { freshnessAt } from '../../../core/trust/freshness.ts';

const HOUR = 3_600_000;
const UNTIL = utcMillis(Date.parse('2021-09-01T00:00:00Z'));
const at = (offset: number, limits: FreshnessLimits = DEFAULT_POLICY.freshness) => freshnessAt(UNTIL, limits, utcMillis(UNTIL + offset));
const limits = (ageing: number, stale: number, dead: number): FreshnessLimits => ({ ageingAfter: durationMs(ageing), staleAfter: durationMs(stale), deadAfter: durationMs(dead) });

describe('how fresh trust is', () => {
  it.each([
    [-1, 'fresh'],
    [0, 'ageing'],
    [72 * HOUR - 1, 'ageing'],
    [72 * HOUR, 'stale'],
    [336 * HOUR - 1, 'stale'],
    [336 * HOUR, 'dead'],
    [10 * 365 * 24 * HOUR, 'dead'],
  ])('%i ms after the end of its signed time: %s', (offset, state) => {
    expect(at(offset).state).toBe(state);
  });

  it('tells since when, and what comes next and when', () => {
    expect(at(-5)).toEqual({ state: 'fresh', since: null, next: { state: 'ageing', at: UNTIL } });
    expect(at(5)).toEqual({ state: 'ageing', since: UNTIL, next: { state: 'stale', at: UNTIL + 72 * HOUR } });
    expect(at(80 * HOUR)).toEqual({ state: 'stale', since: UNTIL + 72 * HOUR, next: { state: 'dead', at: UNTIL + 336 * HOUR } });
    expect(at(400 * HOUR)).toEqual({ state: 'dead', since: UNTIL + 336 * HOUR, next: null });
  });

  it('waits for ageing where the policy says so', () => {
    expect(at(9, limits(10, 20, 30))).toMatchObject({ state: 'fresh', next: { state: 'ageing', at: UNTIL + 10 } });
    expect(at(10, limits(10, 20, 30)).state).toBe('ageing');
  });

  it('leaves a step out that ends as it begins, at its boundary and before it', () => {
    expect(at(-1, limits(0, 0, 10))).toMatchObject({ state: 'fresh', next: { state: 'stale', at: UNTIL } });
    expect(at(0, limits(0, 0, 10)).state).toBe('stale');
    expect(at(-1, limits(0, 0, 0)).next).toEqual({ state: 'dead', at: UNTIL });
    expect(at(0, limits(0, 0, 0))).toEqual({ state: 'dead', since: UNTIL, next: null });
  });

  it('is dead where nothing was ever verified', () => {
    expect(freshnessAt(null, DEFAULT_POLICY.freshness, utcMillis(0))).toEqual({ state: 'dead', since: null, next: null });
  });
});
