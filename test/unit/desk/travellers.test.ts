import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { VerdictView } from '../../../core/contract.ts';
import { createTravellers, type Traveller } from '../../../core/desk/travellers.ts';
import type { Verdict } from '../../../core/model/verdict.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING } from '../../support/codes.ts';
import * as fixture from '../../support/window-fixtures.ts';

const HOLD_MS = 180_000;
const verdict: Verdict = { outcome: 'pass', reasons: [], ruleSet: null };

function desk() {
  const clock = testClock(MORNING);
  const travellers = createTravellers(clock, HOLD_MS);
  const arrive = (scanId: string, conversion: VerdictView['conversion'] = { possible: true, known: { permitNumber: null, birthDate: null }, fromDocument: [], missing: [] }): Traveller => {
    const traveller: Traveller = { view: { ...fixture.verdict(MORNING), scanId, conversion }, facts: null, codeVerdict: verdict, verdict, document: null, identity: scanId, shownAt: clock.monotonic(), conversion: null };
    travellers.arrive(traveller);
    return traveller;
  };
  const found = (...scanIds: readonly string[]) => scanIds.filter((scanId) => travellers.find(({ view }) => view.scanId === scanId) !== null);
  return { clock, travellers, arrive, found };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the travellers at the desk', () => {
  it('are none to begin with', () => {
    const { travellers, found } = desk();
    expect(travellers.here()).toBeNull();
    expect(travellers.all()).toEqual([]);
    expect(found('A')).toEqual([]);
  });

  it('are the one who stands here, and two at most whose conversion a newer scan has cut off', () => {
    const { travellers, arrive, found } = desk();
    for (const scanId of ['A', 'B', 'C', 'D']) arrive(scanId);
    expect(travellers.here()?.view.scanId).toBe('D');
    expect(travellers.all().map(({ view }) => view.scanId)).toEqual(['D', 'C', 'B']);
    expect(found('A', 'B', 'C', 'D')).toEqual(['B', 'C', 'D']);
  });

  it('do not wait for a conversion that was never offered, or is made', () => {
    const { arrive, found } = desk();
    arrive('A', { possible: false, barrier: 'not-a-pass' });
    arrive('B').conversion = { scanId: 'B', recordId: 'R', state: 'sealed', mainlandCode: null, validUntil: null };
    arrive('C');
    expect(found('A', 'B', 'C')).toEqual(['C']);
  });

  it('go each at its own time: by the clock when somebody asks, by itself when nobody does', () => {
    const { clock, travellers, arrive, found } = desk();
    arrive('A');
    clock.advance(HOLD_MS - 1);
    arrive('B');
    expect(found('A', 'B')).toEqual(['A', 'B']);
    clock.advance(1);
    expect(found('A', 'B')).toEqual(['B']);
    arrive('C');
    expect(travellers.all()).toHaveLength(2);
    vi.advanceTimersByTime(HOLD_MS);
    expect(travellers.all().map(({ view }) => view.scanId)).toEqual(['C']);
  });

  it('are all forgotten at once', () => {
    const { travellers, arrive } = desk();
    arrive('A');
    arrive('B');
    travellers.forget();
    expect(travellers.here()).toBeNull();
    expect(travellers.all()).toEqual([]);
  });
});
