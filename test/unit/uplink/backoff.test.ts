import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../core/model/clock.ts';
import { durationMs, monotonicMs, utcMillis } from '../../../core/model/units.ts';
import { backoffDelay } from '../../../core/uplink/backoff.ts';
import { createBreaker } from '../../../core/uplink/breaker.ts';
import { createNap } from '../../../core/uplink/nap.ts';
import { createNetworkWatch } from '../../../core/uplink/network-watch.ts';

const ALMOST_ONE = 1 - Number.EPSILON;

describe('backoff', () => {
  it('doubles its widest delay from one second up to five minutes', () => {
    const widest = [1, 2, 3, 4, 9, 10, 1_000].map((failures) => backoffDelay(failures, () => ALMOST_ONE));
    expect(widest).toEqual([1_000, 2_000, 4_000, 8_000, 256_000, 300_000, 300_000]);
  });

  it('is full jitter: any delay down to none', () => {
    expect(backoffDelay(5, () => 0)).toBe(0);
    expect(backoffDelay(5, () => 0.5)).toBe(8_000);
  });

  it('never comes back before the gateway asked, even over its own cap', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.double({ min: 0, max: ALMOST_ONE, noNaN: true }), fc.integer({ min: 1, max: 3_600_000 }), (failures, roll, asked) => {
        expect(backoffDelay(failures, () => roll, durationMs(asked))).toBeGreaterThanOrEqual(asked);
      }),
    );
  });

  it('spreads terminals that were all asked for the same time', () => {
    expect(backoffDelay(1, () => 0.1, durationMs(60_000))).not.toBe(backoffDelay(1, () => 0.9, durationMs(60_000)));
  });
});

describe('breaker', () => {
  let monotonic = 0;
  const clock: Clock = { now: () => utcMillis(0), monotonic: () => monotonicMs(monotonic) };

  it('opens longer with each failure, and lets a trial through when the time is over', () => {
    monotonic = 0;
    const breaker = createBreaker(clock, () => 0.5);
    expect(breaker.remaining()).toBe(0);
    breaker.failed(null);
    expect(breaker.remaining()).toBe(500);
    monotonic = 500;
    expect(breaker.remaining()).toBe(0);
    breaker.failed(null);
    expect(breaker.remaining()).toBe(1_000);
  });

  it('starts from the first step again after a success', () => {
    monotonic = 0;
    const breaker = createBreaker(clock, () => 0.5);
    for (let failure = 0; failure < 8; failure++) breaker.failed(null);
    breaker.succeeded();
    expect(breaker.remaining()).toBe(0);
    breaker.failed(null);
    expect(breaker.remaining()).toBe(500);
  });
});

describe('network watch', () => {
  const clock: Clock = { now: () => utcMillis(7), monotonic: () => monotonicMs(0) };

  it('knows nothing at first', () => {
    expect(createNetworkWatch(clock, () => undefined).read()).toEqual({ state: 'unknown', since: null, cause: null });
  });

  it('is down at once without a connection', () => {
    const watch = createNetworkWatch(clock, () => undefined);
    watch.failed(false, 'no-connection');
    expect(watch.read()).toEqual({ state: 'down', since: 7, cause: 'no-connection' });
  });

  it('is down after three bad answers in a row, not after three among good ones', () => {
    const watch = createNetworkWatch(clock, () => undefined);
    for (let round = 0; round < 3; round++) {
      watch.failed(true, 'bad-answer');
      watch.failed(true, 'bad-answer');
      watch.answered();
    }
    expect(watch.read().state).toBe('up');
    for (let bad = 0; bad < 3; bad++) watch.failed(true, 'bad-answer');
    expect(watch.read().state).toBe('down');
  });

  it('stays up with a gateway that refuses, and says so till it takes something', () => {
    const watch = createNetworkWatch(clock, () => undefined);
    watch.refused();
    expect(watch.read()).toEqual({ state: 'up', since: 7, cause: 'refused' });
    watch.alive();
    expect(watch.read().cause).toBe('refused');
    watch.answered();
    expect(watch.read()).toEqual({ state: 'up', since: 7, cause: null });
  });

  it('keeps since when it is down when the cause becomes another', () => {
    let at = 1;
    const watch = createNetworkWatch({ ...clock, now: () => utcMillis(at++) }, () => undefined);
    watch.failed(false, 'no-connection');
    watch.failed(false, 'gateway-certificate-expired');
    expect(watch.read()).toEqual({ state: 'down', since: 1, cause: 'gateway-certificate-expired' });
  });

  it('tells of changes alone', () => {
    let told = 0;
    const watch = createNetworkWatch(clock, () => told++);
    watch.answered();
    watch.answered();
    watch.failed(false, 'no-connection');
    watch.failed(false, 'no-connection');
    expect(told).toBe(2);
  });
});

describe('nap', () => {
  it('does not sleep when it was woken beforehand, once', async () => {
    const nap = createNap();
    nap.wake();
    await nap.sleep(1_000_000);
    let over = false;
    const second = nap.sleep(1_000_000).then(() => (over = true));
    await Promise.resolve();
    expect(over).toBe(false);
    nap.wake();
    await second;
    expect(over).toBe(true);
  });
});
