/**
 * Long work on the queue: sending all at once, putting all parked records back, taking records out as a file. It goes batch by batch, and between two
 * batches the event loop does whatever else came: a scan waits for one batch at most. One work at a time. Layer: service.
 */
import { setImmediate } from 'node:timers/promises';
import type { QueueWork } from '../contract.ts';
import type { Clock } from '../model/clock.ts';
import type { OutboxCounts } from '../model/outbox.ts';
import type { QueueCursor, QueueSet } from '../model/queue.ts';
import type { QueueTable } from '../store/queue.ts';
import { openQueueFile, queueFileFault, queueFileName } from './queue-file.ts';

/** Rows changed in one transaction: a few milliseconds, a small part of what a verdict may take. */
const CHANGED_AT_ONCE = 500;
/** Bodies of about 2 kB read and written at once. */
const WRITTEN_AT_ONCE = 200;
/** The window hears of progress no more often. */
const TELL_EVERY_MS = 250;

export interface QueueWorkParts {
  readonly queue: Pick<QueueTable, 'hastenSome' | 'requeueSome' | 'sealed' | 'lastNumber'>;
  readonly counts: () => OutboxCounts;
  readonly terminalId: string;
  readonly clock: Clock;
  readonly listener: {
    progress(work: QueueWork): void;
    /** Records have become due. */
    due(): void;
    /** Told beside what the technician reads. */
    fault(cause: unknown): void;
  };
  /** Lets everything else have its turn. */
  readonly breathe?: () => Promise<void>;
}

export interface QueueWorker {
  /** What is under way, or how the last work ended; null before the first. */
  state(): QueueWork | null;
  /** Whether work is under way. */
  busy(): boolean;
  /** Makes all that waits due. False while other work is under way. */
  hasten(): boolean;
  /** Puts all parked records back into the queue. False while other work is under way. */
  requeue(): boolean;
  /** Writes a set of records into a folder. False while other work is under way. */
  export(set: QueueSet, folder: string): boolean;
  /** Ends the work under way after its batch; false when there is none. What it has done stays done, but a file that is not whole goes. */
  cancel(): boolean;
  /** Resolves when what is under way has come to its end. */
  ended(): Promise<void>;
  /** Ends what is under way after its batch; resolves when nothing is any more. */
  stop(): Promise<void>;
}

/** Does one batch. @returns how many records it did; 0 ends the work. */
type Batch = () => number | Promise<number>;

export function createQueueWorker({ queue, counts, terminalId, clock, listener, breathe = setImmediate }: QueueWorkParts): QueueWorker {
  let work: QueueWork | null = null;
  let running: Promise<void> | null = null;
  let cancelled = false;
  let toldAt = 0;

  const tell = (change: Partial<QueueWork>): void => {
    if (work === null) return;
    work = { ...work, ...change };
    const now = clock.monotonic();
    if (work.state === 'running' && now - toldAt < TELL_EVERY_MS) return;
    toldAt = now;
    listener.progress(work);
  };

  /** Batch after batch until there is nothing left or somebody has had enough. @returns whether it came to its end. */
  const repeat = async (batch: Batch): Promise<boolean> => {
    for (let done = 0; ; ) {
      if (cancelled) return false;
      const count = await batch();
      if (count === 0) return true;
      done += count;
      // What comes while it lasts is done too, and is no more than all.
      tell({ done, total: Math.max(done, work?.total ?? 0) });
      await breathe();
    }
  };

  /** @param body - resolves with whether the work came to its end. */
  const start = (kind: QueueWork['kind'], total: number, body: () => Promise<boolean>): boolean => {
    if (running !== null) return false;
    cancelled = false;
    toldAt = Number.NEGATIVE_INFINITY;
    work = { kind, state: 'running', done: 0, total, file: null, fault: null };
    tell({});
    running = breathe()
      .then(body)
      .then((whole) => tell({ state: whole ? 'done' : 'cancelled' }))
      .catch((cause: unknown) => {
        tell({ state: 'failed', file: null, fault: queueFileFault(cause) });
        listener.fault(cause);
      })
      .finally(() => (running = null));
    return true;
  };

  return {
    state: () => work,
    busy: () => running !== null,
    hasten() {
      const total = counts().pending;
      const now = clock.now();
      let left = total;
      // A record that fails meanwhile has a later time again: it is not hastened for ever.
      const batch = (): number => {
        const count = queue.hastenSome(now, Math.min(left, CHANGED_AT_ONCE));
        left -= count;
        if (count > 0) listener.due();
        return count;
      };
      return start('hasten', total, () => repeat(batch));
    },
    requeue() {
      const upTo = queue.lastNumber();
      let after = 0;
      // By number, so that a record that is refused again meanwhile is not put back a second time.
      const batch = (): number => {
        const { count, last } = queue.requeueSome(after, upTo, clock.now(), CHANGED_AT_ONCE);
        after = last ?? after;
        if (count > 0) listener.due();
        return count;
      };
      return start('requeue', counts().dead, () => repeat(batch));
    },
    export(set, folder) {
      const { pending, leased, dead, delivered } = counts();
      return start('export', { waiting: pending + leased, parked: dead, delivered }[set], async () => {
        const file = await openQueueFile(folder, queueFileName(terminalId, set, clock.now()));
        try {
          const upTo = queue.lastNumber();
          let after: QueueCursor | null = null;
          const whole = await repeat(async () => {
            const { rows, last } = queue.sealed(set, after, upTo, WRITTEN_AT_ONCE);
            after = last;
            if (rows.length > 0) await file.write(rows);
            return rows.length;
          });
          if (whole) {
            await file.finish();
            tell({ file: file.path });
          } else {
            await file.drop();
          }
          return whole;
        } catch (cause) {
          await file.drop().catch(() => undefined);
          throw cause;
        }
      });
    },
    cancel() {
      if (running === null) return false;
      cancelled = true;
      return true;
    },
    async ended() {
      await running;
    },
    async stop() {
      cancelled = true;
      await running;
    },
  };
}
