import type { MonotonicMs, UtcMillis } from './units.ts';

/** The two clocks of a terminal, passed in wherever time is read so that tests can hold it still. */
export interface Clock {
  /** Wall time. May jump; never used to measure a duration. */
  now(): UtcMillis;
  /** Steady time, for durations and timeouts. */
  monotonic(): MonotonicMs;
}
