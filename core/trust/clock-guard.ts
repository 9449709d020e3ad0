/**
 * A clock that never runs backwards past what the terminal already knows. The floor is the newest time on record: the last journal row,
 * the key set's own time. While the wall clock stands before it, time stands still at the floor, so nothing expired comes to life again. Layer: trust.
 */
import type { Clock } from '../model/clock.ts';
import { durationMs, utcMillis } from '../model/units.ts';
import type { DurationMs, UtcMillis } from '../model/units.ts';

/**
 * How far the wall clock may stand behind the floor without being called wrong: time servers step a clock back by a second or two
 * after a restart, and a gateway's time comes with its travel time. Too little to revive a code, which lives for hours.
 */
export const CLOCK_TOLERANCE_MS: DurationMs = durationMs(5_000);

export interface ClockGuard {
  /** One reading for one scan. `behindMs` is 0 while the clock is right or within the tolerance. */
  read(): { readonly at: UtcMillis; readonly behindMs: number };
  /** Lifts the floor; a lower value changes nothing. */
  raise(floor: UtcMillis): void;
}

/**
 * @param floor - the newest time already on record.
 */
export function createClockGuard(clock: Clock, floor: UtcMillis): ClockGuard {
  let newest = floor;
  return {
    read() {
      const wall = clock.now();
      const behind = newest - wall;
      return { at: utcMillis(Math.max(wall, newest)), behindMs: behind > CLOCK_TOLERANCE_MS ? behind : 0 };
    },
    raise(value) {
      if (value > newest) newest = value;
    },
  };
}
