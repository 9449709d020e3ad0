/**
 * Keeps the uploader from sending while the gateway fails. Every failure opens it for a full-jitter delay that grows with
 * the row of failures; when the delay is over the next batch is the trial. Times are monotonic: a wall clock that jumps
 * neither holds it open nor closes it. Layer: uplink.
 */
import type { Clock } from '../model/clock.ts';
import { type DurationMs, durationMs, type MonotonicMs, monotonicMs } from '../model/units.ts';
import { backoffDelay, type Random } from './backoff.ts';

export interface Breaker {
  failed(retryAfterMs: DurationMs | null): void;
  succeeded(): void;
  /** Closes at once, for a technician or for a probe that found the network back. */
  reset(): void;
  /** How long it stays open; 0 when a batch may be sent. */
  remaining(): DurationMs;
}

export function createBreaker(clock: Clock, random: Random): Breaker {
  let failures = 0;
  let openUntil: MonotonicMs | null = null;
  const close = (): void => {
    failures = 0;
    openUntil = null;
  };
  return {
    failed(retryAfterMs) {
      failures += 1;
      openUntil = monotonicMs(clock.monotonic() + backoffDelay(failures, random, retryAfterMs));
    },
    succeeded: close,
    reset: close,
    remaining: () => durationMs(openUntil === null ? 0 : Math.max(0, Math.ceil(openUntil - clock.monotonic()))),
  };
}
