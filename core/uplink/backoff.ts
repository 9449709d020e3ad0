/** How long to wait before trying again. Layer: uplink. */
import { type DurationMs, durationMs } from '../model/units.ts';
import { BACKOFF_BASE_MS, BACKOFF_CAP_MS } from './limits.ts';

/** Uniform in [0, 1). */
export type Random = () => number;

/**
 * Full jitter: uniform between nothing and the doubled step, so that terminals that lost the gateway together do not
 * come back together.
 * @param failures - failures so far, 1 for the first.
 * @param retryAfterMs - what the gateway asked for: a floor, over the cap if need be.
 * @see Marc Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015
 */
export function backoffDelay(failures: number, random: Random, retryAfterMs: DurationMs | null = null): DurationMs {
  const step = Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(Math.max(failures - 1, 0), 30));
  const asked = retryAfterMs ?? 0;
  // A second of spread on top of what was asked: a gateway asks all terminals for the same time.
  const spread = asked > 0 ? random() * BACKOFF_BASE_MS : 0;
  return durationMs(Math.ceil(Math.max(random() * step, asked + spread)));
}
