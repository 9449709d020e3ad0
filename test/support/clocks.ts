import type { Clock } from '../../core/model/clock.ts';
import { monotonicMs, type UtcMillis, utcMillis } from '../../core/model/units.ts';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  /** Moves both clocks on. */
  advance(ms: number): void;
  /** Sets the wall clock alone. */
  setWall(at: UtcMillis): void;
}

export function testClock(start: UtcMillis): TestClock {
  let wall: number = start;
  let steady = 1_000;
  return {
    now: () => utcMillis(wall),
    monotonic: () => monotonicMs(steady),
    advance(ms) {
      wall += ms;
      steady += ms;
    },
    setWall(at) {
      wall = at;
    },
  };
}
