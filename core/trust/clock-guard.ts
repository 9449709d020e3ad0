/**
 * A clock that never runs backwards past what the terminal already knows. The floor is the newest time known: when this program was built, what was
 * signed, the newest record on disk, the time the terminal last noted. While the wall clock stands before it, time stands still at the floor, so
 * nothing expired comes to life again. Layer: trust.
 */
import type { Clock } from '../model/clock.ts';
import type { FloorSource } from '../model/trust-state.ts';
import { durationMs, utcMillis } from '../model/units.ts';
import type { DurationMs, UtcMillis } from '../model/units.ts';

/**
 * How far the wall clock may stand behind the floor without being called wrong: time servers step a clock back by a second or two
 * after a restart, and a gateway's time comes with its travel time. Too little to revive a code, which lives for hours.
 */
export const CLOCK_TOLERANCE_MS: DurationMs = durationMs(5_000);

/** No earlier time is right, and where that is known from. */
export interface ClockFloor {
  readonly at: UtcMillis;
  readonly source: FloorSource;
}

export interface ClockGuard {
  /** One reading for one scan. `behindMs` is 0 while the clock is right or within the tolerance. */
  read(): { readonly at: UtcMillis; readonly behindMs: number };
  floor(): ClockFloor;
  /** Lifts the floor; a lower value changes nothing. */
  raise(floor: UtcMillis, source?: FloorSource): void;
}

/**
 * @param floor - the newest time already on record.
 */
export function createClockGuard(clock: Clock, floor: UtcMillis): ClockGuard {
  let newest: ClockFloor = { at: floor, source: 'record' };
  return {
    read() {
      const wall = clock.now();
      const behind = newest.at - wall;
      return { at: utcMillis(Math.max(wall, newest.at)), behindMs: behind > CLOCK_TOLERANCE_MS ? behind : 0 };
    },
    floor: () => newest,
    raise(at, source = 'record') {
      if (at > newest.at) newest = { at, source };
    },
  };
}
