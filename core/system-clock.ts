import { performance } from 'node:perf_hooks';
import type { Clock } from './model/clock.ts';
import { monotonicMs, utcMillis } from './model/units.ts';

/** The machine's own clocks. */
export const systemClock: Clock = {
  now: () => utcMillis(Date.now()),
  monotonic: () => monotonicMs(performance.now()),
};
