import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RESOURCES_DIR } from '../../../core/config.ts';
import type { Status } from '../../../core/contract.ts';
import { durationMs, HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { createClockWatch } from '../../../core/service/clock-watch.ts';
import { createHousekeeping } from '../../../core/service/housekeeping.ts';
import { createIncidentLog } from '../../../core/service/incident-log.ts';
import { createStatusBoard, MAX_FAILED_REFRESHES } from '../../../core/service/status-board.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { standingAt } from '../../../core/trust/standing.ts';
import { fileTrust } from '../../../core/trust/trust-source.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING, testKeySet } from '../../support/codes.ts';
import { keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('housekeeping', () => {
  const open = () => {
    const store = openStore(join(tempDir(), 'portas.db'));
    const checkpoints: number[] = [];
    const faults: unknown[] = [];
    const clock = testClock(MORNING);
    const watched = { outbox: store.outbox, rules: store.rules, checkpoint: () => checkpoints.push(1) > 0, walkPages: () => Promise.resolve(1) };
    return { store, clock, checkpoints, faults, watched, deliver: () => store.outbox.settle(store.outbox.lease(9, MORNING, MORNING).map(({ recordId }) => ({ recordId, result: 'delivered' })), clock.now()) };
  };

  it('empties the log of delivered bodies soon after a delivery, once', () => {
    const { store, clock, checkpoints, watched, faults, deliver } = open();
    const subject = createHousekeeping(watched, clock, durationMs(1_000), (cause) => faults.push(cause));
    keepConversion(store, { createdAt: MORNING });
    subject.delivered();
    vi.advanceTimersByTime(5_000);
    expect(checkpoints).toHaveLength(0);
    deliver();
    subject.delivered();
    subject.delivered();
    vi.advanceTimersByTime(3_000);
    expect(checkpoints).toHaveLength(1);
    subject.stop();
    store.close();
  });

  it('tries again while somebody else reads the database, and after a purge of as many as were delivered', () => {
    const { store, clock, checkpoints, watched, faults, deliver } = open();
    const subject = createHousekeeping({ ...watched, checkpoint: () => checkpoints.push(1) > 2 }, clock, durationMs(1_000), (cause) => faults.push(cause));
    keepConversion(store, { createdAt: MORNING });
    deliver();
    subject.delivered();
    vi.advanceTimersByTime(3_000);
    vi.advanceTimersByTime(10_000);
    expect(checkpoints).toHaveLength(3);
    clock.advance(3_600_000);
    subject.start();
    const before = checkpoints.length;
    keepConversion(store, { createdAt: MORNING });
    deliver();
    subject.delivered();
    vi.advanceTimersByTime(3_000);
    expect(checkpoints).toHaveLength(before + 1);
    expect(faults).toEqual([]);
    subject.stop();
    store.close();
  });

  it('purges delivered rows after their retention, at start and then hourly', () => {
    const { store, clock, watched, faults, deliver } = open();
    const { recordId } = keepConversion(store, { createdAt: MORNING });
    deliver();
    const subject = createHousekeeping(watched, clock, durationMs(1_000), (cause) => faults.push(cause));
    subject.start();
    expect(store.outbox.stateOf(recordId)).toBe('delivered');
    clock.advance(3_600_000);
    vi.advanceTimersByTime(3_600_000);
    expect(store.outbox.stateOf(recordId)).toBeNull();
    subject.stop();
    store.close();
  });

  it('reports a failed round and goes on', () => {
    const { store, clock, watched, faults, deliver } = open();
    keepConversion(store, { createdAt: MORNING });
    const subject = createHousekeeping({ ...watched, checkpoint: () => { throw new Error('disk'); } }, clock, durationMs(1_000), (cause) => faults.push(cause));
    deliver();
    subject.delivered();
    vi.advanceTimersByTime(3_000);
    expect(faults).toHaveLength(1);
    subject.stop();
    store.close();
  });
});

describe('the incident log', () => {
  it('records a change of state once, and only states that are incidents', () => {
    const kept: string[] = [];
    const log = createIncidentLog({ record: ({ code }) => void kept.push(code) }, testClock(MORNING), () => undefined);
    const codes = { down: 'network-down', up: 'network-up' } as const;
    for (const state of ['unknown', 'down', 'down', 'up', 'down']) log.watch('network', state, codes);
    expect(kept).toEqual(['network-down', 'network-up', 'network-down']);
  });

  it('gives changes of one millisecond an order, and believes a clock that was set back', () => {
    const clock = testClock(MORNING);
    const [kept, before]: [number[], number[]] = [[], []];
    const log = createIncidentLog({ record: ({ at }) => void kept.push(at - MORNING) }, clock, () => undefined, (at) => void before.push(at - MORNING));
    for (let turn = 0; turn < 3; turn++) log.note('certificates-renewed', 'x');
    clock.advance(2);
    log.note('certificates-renewed', 'x');
    clock.setWall(utcMillis(clock.now() - 10_000));
    log.note('certificates-renewed', 'x');
    expect(kept).toEqual([0, 1, 2, 3, -9_998]);
    expect(before).toEqual(kept);
  });

  it('survives a disk that cannot keep the incident, and logs that', () => {
    const lines: string[] = [];
    const log = createIncidentLog({ record: () => { throw new Error('disk full'); } }, testClock(MORNING), (event) => void lines.push(event));
    expect(log.fault('record-not-kept', new Error('x'))).toBe('F0001');
    expect(lines).toEqual(['record-not-kept', 'incident-not-kept']);
  });
});

describe('the status board', () => {
  const open = () => {
    const clock = testClock(MORNING);
    const store = openStore(join(tempDir(), 'portas.db'));
    const seen: Status[] = [];
    const faults: unknown[] = [];
    const guard = createClockGuard(clock, utcMillis(0));
    const watch = createClockWatch({ clock, guard, mark: store.clockMark, driftLimit: () => durationMs(30_000), onFault: () => undefined });
    const keys = testKeySet();
    const board = createStatusBoard({
      store,
      keys: () => keys,
      rules: () => loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json')),
      standing: () => standingAt(fileTrust(MORNING, HOUR_MS), { terminalId: 'BG-07', version: '1.0.0' }, guard.read().at),
      consent: { current: () => null, mayAccept: ({ freshness }) => freshness.state === 'stale' },
      parkedAt: () => null,
      clock: () => watch.read(),
      network: () => ({ state: 'down', cause: 'no-connection', since: MORNING }),
      scanner: () => ({ scanner: 'ready', scannerRoles: [] }),
      keyboard: () => null,
      disk: () => ({ state: 'ok', freeBytes: 1 }),
      onFault: (cause) => void faults.push(cause),
      emit: (status) => void seen.push(status),
    });
    return { clock, store, board, seen, guard, faults };
  };

  it('lives through a store that cannot be read for once, and tells it once', () => {
    const { board, seen, store, faults } = open();
    board.start();
    const counts = vi.spyOn(store.outbox, 'counts').mockImplementation(() => {
      throw new Error('disk');
    });
    board.changed();
    vi.advanceTimersByTime(5_000);
    expect([seen.length, faults.length]).toEqual([0, 1]);
    counts.mockRestore();
    vi.advanceTimersByTime(5_000);
    expect([seen.length, faults.length]).toEqual([1, 1]);
    board.stop();
    store.close();
  });

  it('ends the process when the store cannot be read for long, so that it is opened anew', () => {
    const { board, store } = open();
    board.start();
    vi.spyOn(store.outbox, 'counts').mockImplementation(() => {
      throw new Error('disk');
    });
    vi.advanceTimersByTime((MAX_FAILED_REFRESHES - 1) * 5_000);
    expect(() => vi.advanceTimersByTime(5_000)).toThrow('could not be read 3 times in a row');
    board.stop();
    store.close();
  });

  it('gathers changes into one event and refreshes by itself', () => {
    const { board, seen, store } = open();
    board.start();
    board.changed();
    board.changed();
    vi.advanceTimersByTime(250);
    expect(seen).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    expect(seen).toHaveLength(2);
    board.stop();
    board.changed();
    vi.advanceTimersByTime(60_000);
    expect(seen).toHaveLength(2);
    store.close();
  });

  it('shows the step of trust, what comes next, and whether somebody can consent', () => {
    const { board, store, clock } = open();
    expect(board.read().trust).toEqual({ state: 'fresh', since: null, verifiedAt: MORNING, signedUntil: MORNING + HOUR_MS, next: { state: 'ageing', at: MORNING + HOUR_MS }, consentUntil: null, mayAccept: false });
    clock.advance(73 * HOUR_MS);
    expect(board.read().trust).toMatchObject({ state: 'stale', since: MORNING + 73 * HOUR_MS, mayAccept: true });
    store.close();
  });

  it('shows what waits, how old it is, and a clock that stands behind', () => {
    const { board, store, guard, clock } = open();
    keepConversion(store, { createdAt: MORNING });
    expect(board.read()).toMatchObject({ scanner: 'ready', network: { state: 'down' }, queue: { waiting: 1, oldestWaitingAt: MORNING }, clock: { state: 'ok' } });
    guard.raise(utcMillis(MORNING + 3_600_000));
    expect(board.read()).toMatchObject({ at: MORNING + 3_600_000, clock: { state: 'behind', behindMs: 3_600_000 } });
    clock.advance(3_600_000);
    expect(board.read().clock.state).toBe('ok');
    store.close();
  });
});
