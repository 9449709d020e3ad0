import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS, durationMs, HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { createForgetting, type ForgettingParts, parkedAt, ROUND_EVERY_MS } from '../../../core/service/forgetting.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { testClock } from '../../support/clocks.ts';
import { DAY, journalEntry, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(change: Partial<ForgettingParts> = {}) {
  const store = openStore(join(tempDir(), 'portas.db'));
  const clock = testClock(DAY);
  const told: string[] = [];
  const subject = createForgetting({
    records: store.retention,
    rotateKeys: () => 0,
    policy: { pseudonyms: DAY_MS, staffNumbers: durationMs(2 * DAY_MS), journal: durationMs(10 * DAY_MS), undelivered: durationMs(5 * DAY_MS) },
    now: () => clock.now(),
    mayForget: () => true,
    listener: { forgotten: () => void told.push('forgotten'), parked: (count) => void told.push(`parked ${count}`), fault: (cause) => void told.push(`fault ${(cause as Error).message}`) },
    ...change,
  });
  return { store, clock, told, subject };
}
const scans = (store: ReturnType<typeof open>['store'], count: number): void => {
  for (let n = 0; n < count; n++) store.journal.recordScan(journalEntry({ at: utcMillis(DAY + n) }));
};

describe('forgetting', () => {
  it('takes each kind in its time, in steps, and leaves the engine alone between them', () => {
    const { store, clock, told, subject } = open();
    scans(store, 450);
    keepConversion(store, { createdAt: utcMillis(DAY + 500) });
    clock.advance(11 * DAY_MS);
    subject.start();
    // One step at most before anything else may run.
    expect(store.journal.countScans()).toBe(451);
    let scansBetween = 0;
    for (let turn = 0; turn < 40; turn++) {
      vi.advanceTimersByTime(20);
      if (store.journal.countScans() > 1 && store.journal.countScans() < 451) scansBetween++;
    }
    expect(scansBetween).toBeGreaterThan(2);
    expect([store.journal.countScans(), told]).toEqual([1, ['parked 1', 'forgotten']]);
    subject.stop();
    store.close();
  });

  it('goes on an hour later', () => {
    const { store, clock, told, subject } = open();
    scans(store, 3);
    subject.start();
    vi.advanceTimersByTime(1_000);
    expect([store.journal.countScans(), told]).toEqual([3, ['forgotten']]);
    clock.advance(20 * DAY_MS);
    vi.advanceTimersByTime(ROUND_EVERY_MS);
    vi.advanceTimersByTime(1_000);
    expect(store.journal.countScans()).toBe(1);
    subject.stop();
    store.close();
  });

  it('forgets nothing by a clock that is known to be wrong', () => {
    const { store, clock, told, subject } = open({ mayForget: () => false });
    scans(store, 3);
    clock.advance(400 * DAY_MS);
    subject.start();
    vi.advanceTimersByTime(ROUND_EVERY_MS * 2);
    expect([store.journal.countScans(), told]).toEqual([3, []]);
    subject.stop();
    store.close();
  });

  it('tells of a step that failed and begins again with the next round', () => {
    let fails = 1;
    const { store, clock, told, subject } = open({ rotateKeys: () => (fails-- > 0 ? broken() : 0) });
    scans(store, 3);
    clock.advance(20 * DAY_MS);
    subject.start();
    vi.advanceTimersByTime(1_000);
    expect([store.journal.countScans(), told]).toEqual([3, ['fault disk']]);
    vi.advanceTimersByTime(ROUND_EVERY_MS + 1_000);
    expect(store.journal.countScans()).toBe(1);
    subject.stop();
    store.close();
  });

  it('warns from half of the longest wait on', () => {
    const limit = durationMs(100 * HOUR_MS);
    expect(parkedAt(null, limit, DAY)).toBeNull();
    expect(parkedAt(DAY, limit, utcMillis(DAY + 50 * HOUR_MS - 1))).toBeNull();
    expect(parkedAt(DAY, limit, utcMillis(DAY + 50 * HOUR_MS))).toBe(DAY + 100 * HOUR_MS);
  });
});

function broken(): never {
  throw new Error('disk');
}
