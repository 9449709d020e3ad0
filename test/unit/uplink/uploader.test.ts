import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../core/model/clock.ts';
import type { LeasedRecord, Receipt } from '../../../core/model/outbox.ts';
import { durationMs, monotonicMs, utcMillis } from '../../../core/model/units.ts';
import type { BatchAnswer, ProbeAnswer } from '../../../core/uplink/gateway-client.ts';
import type { RecordAnswer } from '../../../core/uplink/gateway-answers.ts';
import { createUploader, type UploadAlarm, type Uploader } from '../../../core/uplink/uploader.ts';
import { createMemoryOutbox, type MemoryOutbox } from './memory-outbox.ts';

const clock: Clock = { now: () => utcMillis(Date.now()), monotonic: () => monotonicMs(performance.now()) };
const hashOf = (id: string): string => `hash-of-${id}`;
const accept = (records: readonly LeasedRecord[]): BatchAnswer => ({
  kind: 'answered',
  results: records.map(({ recordId, bodySha256 }): RecordAnswer => ({ recordId, bodySha256, status: 'accepted', errorCode: '0', errorDesc: '', codeContent: `code-${recordId}`, validUntil: utcMillis(9) })),
});
const UNREACHED: BatchAnswer = { kind: 'unavailable', error: 'no answer: ECONNREFUSED', retryAfterMs: null, reached: false, cause: 'no-connection' };
const BROKEN: BatchAnswer = { kind: 'unavailable', error: '9999', retryAfterMs: null, reached: true, cause: 'bad-answer' };
const REFUSED: BatchAnswer = { kind: 'refused', errorCode: '1004', error: '1004 unknown terminal' };

describe('uploader', () => {
  let outbox: MemoryOutbox;
  let answer: (records: readonly LeasedRecord[]) => BatchAnswer | Promise<BatchAnswer>;
  let health: () => ProbeAnswer;
  let batches: { at: number; ids: string[] }[];
  let probes: number[];
  let receipts: Receipt[];
  let alarms: UploadAlarm[];
  let changes: number;
  let accepted: number;
  let uploader: Uploader;

  const add = (id: string, dueAt = 0): void =>
    outbox.add({ recordId: id, sealed: new Uint8Array(1), bodySha256: hashOf(id), sealingKeyId: 'k', createdAt: utcMillis(0) }, dueAt);
  const addMany = (count: number): void => {
    for (let index = 0; index < count; index++) add(`r${index}`);
  };
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
    outbox = createMemoryOutbox();
    answer = accept;
    health = () => ({ kind: 'up' });
    batches = [];
    probes = [];
    receipts = [];
    alarms = [];
    changes = 0;
    accepted = 0;
    uploader = createUploader({
      outbox,
      clock,
      random: () => 0.5,
      client: {
        declareBatch: async (records) => {
          batches.push({ at: Date.now() - 1_000_000, ids: records.map(({ recordId }) => recordId) });
          return answer(records);
        },
        probe: () => {
          probes.push(Date.now() - 1_000_000);
          return Promise.resolve(health());
        },
      },
      onReceipt: (receipt) => receipts.push(receipt),
      onChange: () => changes++,
      onAlarm: (alarm) => alarms.push(alarm),
      onAccepted: () => accepted++,
    });
  });
  afterEach(async () => {
    const stopped = uploader.stop();
    await pass(10_000);
    await stopped;
    vi.useRealTimers();
  });

  describe('when things fail', () => {
    it('loses nothing and sends nothing twice as fast while no connection comes about', async () => {
      addMany(3);
      answer = () => UNREACHED;
      health = () => ({ kind: 'down', error: 'x', reached: false, cause: 'no-connection' });
      uploader.start();
      await pass(60_000);
      expect(outbox.counts()).toMatchObject({ pending: 3, dead: 0, delivered: 0 });
      expect(outbox.row('r0')?.error).toBe('no answer: ECONNREFUSED');
      // Half of 1, 2, 4, 8, 16, 32 s between tries.
      expect(batches.map(({ at }) => at)).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500]);
      expect(uploader.network()).toEqual({ state: 'down', since: 1_000_000, cause: 'no-connection' });
    });

    it('sends at once when a probe finds the line back, without waiting for the breaker', async () => {
      add('a');
      answer = () => UNREACHED;
      health = () => ({ kind: 'down', error: 'x', reached: false, cause: 'no-connection' });
      uploader.start();
      // The eighth try was at 63.5 s; the ninth would come at 127.5 s.
      await pass(70_000);
      expect(batches).toHaveLength(8);
      answer = accept;
      health = () => ({ kind: 'up' });
      await pass(15_000);
      expect(outbox.row('a')?.state).toBe('delivered');
      expect(uploader.network().state).toBe('up');
    });

    it('does so too after connections that broke, once a probe was lost like the batches', async () => {
      add('a');
      answer = () => ({ kind: 'unavailable', error: 'no answer: ECONNRESET', retryAfterMs: null, reached: true, cause: 'broken-off' });
      health = () => ({ kind: 'down', error: 'x', reached: true, cause: 'broken-off' });
      uploader.start();
      await pass(70_000);
      const tried = batches.length;
      answer = accept;
      health = () => ({ kind: 'up' });
      add('b');
      await pass(15_000);
      // The next try by the breaker alone would come at 127.5 s.
      expect(batches.length).toBeGreaterThan(tried);
      expect(outbox.row('b')?.state).toBe('delivered');
    });

    it('does not hurry a gateway that answers badly because its health is good', async () => {
      addMany(1);
      answer = () => ({ kind: 'unavailable', error: '3001 busy', retryAfterMs: durationMs(120_000), reached: true, cause: 'bad-answer' });
      uploader.start();
      await pass(119_000);
      expect(batches).toHaveLength(1);
      await pass(3_000);
      expect(batches).toHaveLength(2);
    });

    it('keeps every record and raises one alarm while the gateway refuses this terminal', async () => {
      addMany(2);
      answer = () => REFUSED;
      uploader.start();
      await pass(60_000);
      expect(outbox.counts()).toMatchObject({ pending: 2, dead: 0 });
      expect(batches.length).toBeGreaterThan(3);
      expect(batches.length).toBeLessThan(12);
      expect(alarms).toEqual([{ kind: 'refused', errorCode: '1004', error: '1004 unknown terminal' }]);
      expect(uploader.network().state).toBe('up');
    });

    it('tells when the gateway takes records: the first time, and again after it had refused', async () => {
      addMany(250);
      uploader.start();
      await pass(5_000);
      expect(accepted).toBe(1);
      answer = () => REFUSED;
      add('late');
      uploader.wake();
      await pass(5_000);
      expect([accepted, alarms.length]).toEqual([1, 1]);
      answer = accept;
      uploader.retryNow();
      await pass(5_000);
      expect([accepted, outbox.counts().delivered]).toEqual([2, 251]);
    });

    it('finds the one record that breaks the gateway and delivers the others', async () => {
      addMany(16);
      answer = (records) => (records.some(({ recordId }) => recordId === 'r5') ? BROKEN : accept(records));
      uploader.start();
      await pass(3_600_000);
      expect(outbox.counts()).toMatchObject({ delivered: 15, pending: 1, dead: 0 });
      expect(outbox.row('r5')?.state).toBe('pending');
    });

    it('backs off from a gateway that answers and takes nothing', async () => {
      addMany(1);
      answer = () => ({ kind: 'answered', results: [] });
      uploader.start();
      await pass(60_000);
      expect(outbox.counts()).toMatchObject({ pending: 1 });
      expect(batches.length).toBeLessThan(10);
    });

    it.each(['lease', 'nextDueAt'] as const)('survives a disk that fails in %s', async (method) => {
      outbox.broken.add(method);
      uploader.start();
      await pass(60_000);
      expect(alarms).toMatchObject([{ kind: 'fault' }]);
      outbox.broken.clear();
      add('a');
      await pass(60_000);
      expect(outbox.row('a')?.state).toBe('delivered');
    });

    it('sends again, after the lease, what was taken but could not be written down', async () => {
      add('a');
      outbox.broken.add('settle');
      uploader.start();
      await pass(1_000);
      expect(receipts).toEqual([]);
      expect(outbox.row('a')?.state).toBe('leased');
      outbox.broken.clear();
      await pass(60_000);
      expect(batches.map(({ ids }) => ids)).toEqual([['a'], ['a']]);
      expect(outbox.row('a')?.state).toBe('delivered');
      expect(receipts).toHaveLength(1);
    });

    it('survives a listener that throws', async () => {
      uploader = createUploader({
        outbox,
        clock,
        client: { declareBatch: (records) => Promise.resolve(accept(records)), probe: () => Promise.resolve(health()) },
        onReceipt: () => {
          throw new Error('desk');
        },
        onChange: () => undefined,
      });
      add('a');
      uploader.start();
      await pass(1_000);
      add('b');
      uploader.wake();
      await pass(60_000);
      expect(outbox.counts()).toMatchObject({ delivered: 2 });
    });

    it('does not spin when a record is said to be due and none can be leased', async () => {
      outbox.nextDueAt = () => utcMillis(0);
      uploader.start();
      await pass(10_000);
      expect(outbox.leases.length).toBeLessThanOrEqual(201);
    });
  });

  it('sends the oldest due first, a hundred at a time, one batch after the other, until none is due', async () => {
    addMany(250);
    let inFlight = 0;
    let most = 0;
    answer = async (records) => {
      most = Math.max(most, ++inFlight);
      await new Promise((resolve) => setTimeout(resolve, 10));
      inFlight -= 1;
      return accept(records);
    };
    uploader.start();
    await pass(1_000);
    expect(batches.map(({ ids }) => ids.length)).toEqual([100, 100, 50]);
    expect(batches[0]?.ids[0]).toBe('r0');
    expect(most).toBe(1);
    expect(outbox.counts()).toMatchObject({ delivered: 250 });
  });

  it('hands out a receipt after the delivery is in the outbox', async () => {
    add('a');
    let stateAtReceipt: string | undefined;
    uploader = createUploader({
      outbox,
      clock,
      client: { declareBatch: (records) => Promise.resolve(accept(records)), probe: () => Promise.resolve(health()) },
      onReceipt: ({ recordId }) => (stateAtReceipt = outbox.row(recordId)?.state),
      onChange: () => undefined,
    });
    uploader.start();
    await pass(10);
    expect(stateAtReceipt).toBe('delivered');
  });

  it('sends a new record when woken', async () => {
    uploader.start();
    await pass(5_000);
    add('a');
    uploader.wake();
    await pass(0);
    expect(batches).toHaveLength(1);
    expect(receipts).toEqual([{ recordId: 'a', mainlandCode: 'code-a', validUntil: 9, deliveredAt: 1_005_000 }]);
  });

  it('does not let a wake through an open breaker', async () => {
    add('a');
    answer = () => UNREACHED;
    uploader.start();
    await pass(1_600);
    expect(batches).toHaveLength(3);
    for (let scan = 0; scan < 10; scan++) uploader.wake();
    await pass(1_000);
    expect(batches).toHaveLength(3);
  });

  it('tries at once when a technician says so', async () => {
    add('a');
    answer = () => UNREACHED;
    health = () => ({ kind: 'down', error: 'x', reached: false, cause: 'no-connection' });
    uploader.start();
    await pass(40_000);
    const before = batches.length;
    answer = accept;
    uploader.retryNow();
    await pass(0);
    expect(batches).toHaveLength(before + 1);
    expect(outbox.row('a')?.state).toBe('delivered');
  });

  it('sleeps till a record is due', async () => {
    add('a', 1_007_000);
    uploader.start();
    await pass(6_900);
    expect(batches).toEqual([]);
    await pass(200);
    expect(batches).toHaveLength(1);
  });

  it('learns with an empty queue that the network is up, down and up again', async () => {
    const seen: string[] = [];
    uploader.start();
    await pass(0);
    seen.push(uploader.network().state);
    health = () => ({ kind: 'down', error: 'x', reached: false, cause: 'no-connection' });
    await pass(15_000);
    seen.push(uploader.network().state);
    health = () => ({ kind: 'up' });
    await pass(15_000);
    seen.push(uploader.network().state);
    expect(seen).toEqual(['up', 'down', 'up']);
    expect(probes).toEqual([0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000]);
    expect(changes).toBe(3);
  });

  it('does not probe while batches are answered', async () => {
    uploader.start();
    for (let second = 0; second < 30; second++) {
      add(`s${second}`);
      uploader.wake();
      await pass(1_000);
    }
    // The one before the first record.
    expect(probes).toEqual([0]);
  });

  it('waits at its stop for the batch in flight and settles it', async () => {
    add('a');
    let finish: (answer: BatchAnswer) => void = () => undefined;
    let sent: readonly LeasedRecord[] = [];
    answer = (records) => {
      sent = records;
      return new Promise((resolve) => (finish = resolve));
    };
    uploader.start();
    await pass(0);
    let stopped = false;
    const stopping = uploader.stop().then(() => (stopped = true));
    await pass(1_000);
    expect(stopped).toBe(false);
    finish(accept(sent));
    await stopping;
    expect(outbox.row('a')?.state).toBe('delivered');
  });

  it('does not wait at its stop for ever', async () => {
    add('a');
    answer = () => new Promise(() => undefined);
    uploader.start();
    await pass(0);
    const stopping = uploader.stop();
    await pass(5_000);
    await expect(stopping).resolves.toBeUndefined();
    expect(outbox.row('a')?.state).toBe('leased');
  });

  it('sends nothing after its stop', async () => {
    uploader.start();
    await pass(0);
    await uploader.stop();
    add('a');
    uploader.wake();
    await pass(60_000);
    expect(batches).toEqual([]);
  });
});
