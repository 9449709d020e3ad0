import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueueWork } from '../../../core/contract.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { queueFileFault } from '../../../core/service/queue-file.ts';
import { createQueueWorker } from '../../../core/service/queue-work.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { testClock } from '../../support/clocks.ts';
import { keepManyRecords } from '../../support/many-records.ts';
import { DAY, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

let store: Store | null = null;
afterEach(() => {
  store?.close();
  store = null;
});

/** A worker over a real store; `between` is what happens between two batches. */
function open(between: (batch: number) => unknown = () => undefined) {
  const file = join(tempDir(), 'portas.db');
  const opened = openStore(file);
  store = opened;
  const clock = testClock(utcMillis(DAY + 50_000));
  const told: QueueWork[] = [];
  const faults: unknown[] = [];
  let end = Promise.withResolvers<QueueWork>();
  let dues = 0;
  let batch = 0;
  const progress = (work: QueueWork): void => {
    told.push(work);
    if (work.state !== 'running') end.resolve(work);
  };
  const worker = createQueueWorker({
    queue: opened.queue,
    counts: () => opened.outbox.counts(),
    terminalId: 'MO/07',
    clock,
    listener: { progress, due: () => void (dues += 1), fault: (cause) => void faults.push(cause) },
    breathe: async () => {
      between(batch++);
      clock.advance(300);
      await Promise.resolve();
    },
  });
  /** How the work under way ends. */
  const ended = async (): Promise<QueueWork> => {
    const work = await end.promise;
    end = Promise.withResolvers<QueueWork>();
    // Whoever is told may begin the next one.
    await worker.stop();
    return work;
  };
  return { file, store: opened, clock, worker, told, faults, ended, dues: () => dues };
}

const linesOf = (file: string): Record<string, string>[] => readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, string>);

describe('work on the queue', () => {
  it('puts all parked records back in batches, with a turn for everything else between them, and tells how far it has come', async () => {
    const seen: number[] = [];
    const { file, store, worker, told, dues, ended } = open(() => seen.push(store.outbox.counts().pending));
    keepManyRecords(file, 1_234, 'dead', DAY);
    expect(worker.requeue()).toBe(true);
    expect(worker.busy()).toBe(true);
    expect(await ended()).toEqual({ kind: 'requeue', state: 'done', done: 1_234, total: 1_234, file: null, fault: null });
    expect(seen).toEqual([0, 500, 1_000, 1_234]);
    expect(dues()).toBe(3);
    expect(told.map(({ done, state }) => [done, state])).toEqual([[0, 'running'], [500, 'running'], [1_000, 'running'], [1_234, 'running'], [1_234, 'done']]);
    expect(store.outbox.counts()).toMatchObject({ pending: 1_234, dead: 0 });
  });

  it('makes all that waits due, and no record for ever that fails meanwhile', async () => {
    const { file, store, clock, worker, ended } = open(() => {
      // Everything that is due goes out and comes back with a later time.
      const leased = store.outbox.lease(100, clock.now(), utcMillis(clock.now() + 60_000));
      store.outbox.settle(leased.map(({ recordId }) => ({ recordId, result: 'retry', nextAttemptAt: utcMillis(clock.now() + 9_000_000), error: 'busy' })), clock.now());
    });
    keepManyRecords(file, 700, 'pending', DAY);
    worker.hasten();
    expect(await ended()).toMatchObject({ kind: 'hasten', state: 'done', total: 700, done: 700 });
  });

  it('is one at a time, ends after its batch when cancelled, and what was done stays done', async () => {
    const { file, store, worker, ended } = open((batch) => {
      if (batch === 1) expect([worker.hasten(), worker.requeue(), worker.export('parked', '/tmp'), worker.cancel()]).toEqual([false, false, false, true]);
    });
    keepManyRecords(file, 2_000, 'dead', DAY);
    expect(worker.cancel()).toBe(false);
    worker.requeue();
    expect(await ended()).toMatchObject({ state: 'cancelled', done: 500 });
    expect(store.outbox.counts()).toMatchObject({ pending: 500, dead: 1_500 });
    expect(worker.busy()).toBe(false);
  });

  it('ends with the terminal', async () => {
    const { file, worker, told } = open();
    keepManyRecords(file, 2_000, 'dead', DAY);
    worker.requeue();
    await worker.stop();
    expect(told.at(-1)?.state).toBe('cancelled');
  });
});

describe('records as a file', () => {
  it('are written one a line, still sealed, to a file of their owner alone', async () => {
    const { store, worker, ended } = open();
    const folder = tempDir();
    const kept = Array.from({ length: 450 }, (_, n) => keepConversion(store, { createdAt: utcMillis(DAY + n), sealed: new Uint8Array([n % 256, 7]) }));
    store.outbox.lease(3, utcMillis(DAY + 9_000), utcMillis(DAY + 99_000));
    worker.export('waiting', folder);
    const work = await ended();
    expect(work).toMatchObject({ state: 'done', done: 450, total: 450, file: join(folder, 'portas-MO_07-waiting-20210825T000050.jsonl') });
    expect(statSync(work.file ?? '').mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(linesOf(work.file ?? '')).toEqual(
      kept.map(({ recordId, bodySha256, sealingKeyId, createdAt, sealed }) => ({ recordId, bodySha256, sealingKeyId, created: new Date(createdAt).toISOString(), sealedBase64: Buffer.from(sealed).toString('base64') })),
    );
  });

  it('of a state that has none are an empty file, and delivered ones have no body', async () => {
    const { store, worker, ended } = open();
    const { recordId } = keepConversion(store);
    store.outbox.lease(1, DAY, utcMillis(DAY + 9));
    store.outbox.settle([{ recordId, result: 'delivered' }], utcMillis(DAY + 5));
    worker.export('delivered', tempDir());
    expect(linesOf((await ended()).file ?? '')).toEqual([{ recordId, bodySha256: 'ab'.repeat(32), sealingKeyId: 'gw-1', created: '2021-08-24T16:00:00.000Z', delivered: '2021-08-24T16:00:00.005Z' }]);
    worker.export('parked', tempDir());
    const empty = await ended();
    expect(empty).toMatchObject({ state: 'done', done: 0 });
    expect(readFileSync(empty.file ?? '', 'utf8')).toBe('');
  });

  it('leave nothing behind when cancelled', async () => {
    const folder = tempDir();
    const { file, worker, ended } = open((batch) => {
      if (batch === 2) worker.cancel();
    });
    keepManyRecords(file, 1_000, 'dead', DAY);
    worker.export('parked', folder);
    expect(await ended()).toMatchObject({ state: 'cancelled', done: 400, file: null });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('overwrite nothing, and say in a closed word why they could not be written', async () => {
    const { file, worker, faults, ended } = open();
    keepManyRecords(file, 10, 'dead', DAY);
    const folder = tempDir();
    worker.export('parked', join(folder, 'none'));
    expect(await ended()).toMatchObject({ state: 'failed', fault: 'no-folder', file: null });
    mkdirSync(join(folder, 'portas-MO_07-parked-20210825T000050.jsonl'));
    worker.export('parked', folder);
    expect(await ended()).toMatchObject({ state: 'failed', fault: 'file-exists' });
    expect(faults).toHaveLength(2);
    const codes = { ENOENT: 'no-folder', ENOTDIR: 'no-folder', EACCES: 'not-writable', EPERM: 'not-writable', EROFS: 'not-writable', ENOSPC: 'disk-full', EDQUOT: 'disk-full', EEXIST: 'file-exists', EIO: 'failed' };
    for (const [code, fault] of Object.entries(codes)) expect(queueFileFault(Object.assign(new Error(code), { code })), code).toBe(fault);
    expect(queueFileFault('nothing known')).toBe('failed');
  });
});
