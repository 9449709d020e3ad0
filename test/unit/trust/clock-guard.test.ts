import { describe, expect, it } from 'vitest';
import { monotonicMs, utcMillis } from '../../../core/model/units.ts';
import { CLOCK_TOLERANCE_MS, createClockGuard } from '../../../core/trust/clock-guard.ts';

const FLOOR = utcMillis(1_000_000_000);

function guarded(wall: number) {
  const hands = { wall };
  const guard = createClockGuard({ now: () => utcMillis(hands.wall), monotonic: () => monotonicMs(0) }, FLOOR);
  return { hands, guard };
}

describe('clock guard', () => {
  it('stands still at the floor while the wall clock is behind it, and says by how much', () => {
    const { guard } = guarded(FLOOR - 86_400_000);
    expect(guard.read()).toEqual({ at: FLOOR, behindMs: 86_400_000 });
  });

  it('never goes back when the wall clock is turned back after a later time was recorded', () => {
    const { hands, guard } = guarded(FLOOR + 60_000);
    guard.raise(guard.read().at);
    hands.wall = FLOOR - 1;
    expect(guard.read()).toEqual({ at: FLOOR + 60_000, behindMs: 60_001 });
  });

  it('does not call a clock wrong within the tolerance, but never reads below the floor', () => {
    expect(guarded(FLOOR - CLOCK_TOLERANCE_MS).guard.read()).toEqual({ at: FLOOR, behindMs: 0 });
    expect(guarded(FLOOR - CLOCK_TOLERANCE_MS - 1).guard.read()).toEqual({ at: FLOOR, behindMs: CLOCK_TOLERANCE_MS + 1 });
  });

  it('does not let the floor be lowered', () => {
    const { guard } = guarded(FLOOR - 10_000);
    guard.raise(utcMillis(0));
    expect(guard.read().at).toBe(FLOOR);
  });

  it('says from where it knows the floor, and only what lifts it counts', () => {
    const { guard } = guarded(FLOOR);
    guard.raise(FLOOR, 'build');
    expect(guard.floor()).toEqual({ at: FLOOR, source: 'record' });
    guard.raise(utcMillis(FLOOR + 1), 'signed');
    guard.raise(utcMillis(FLOOR + 1), 'mark');
    expect(guard.floor()).toEqual({ at: FLOOR + 1, source: 'signed' });
  });

  it('follows a wall clock that is right', () => {
    const { hands, guard } = guarded(FLOOR);
    expect(guard.read()).toEqual({ at: FLOOR, behindMs: 0 });
    hands.wall = FLOOR + 5;
    expect(guard.read()).toEqual({ at: FLOOR + 5, behindMs: 0 });
  });
});
