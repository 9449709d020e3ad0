/**
 * Delivers the outbox: leases the oldest due records, sends them as one batch, settles each by its own answer. One batch is
 * in flight at a time and nothing is kept per record, so memory does not grow with the queue. Layer: uplink.
 *
 * Delivery is at least once: a record whose settlement could not be written stays leased, becomes due again when the lease
 * runs out, and the gateway answers "duplicate".
 */
import type { Clock } from '../model/clock.ts';
import type { LeasedRecord, Outbox, Receipt, Settlement } from '../model/outbox.ts';
import { type DurationMs, type MonotonicMs, type UtcMillis, utcMillis } from '../model/units.ts';
import { backoffDelay, type Random } from './backoff.ts';
import { createBreaker } from './breaker.ts';
import type { BatchAnswer, GatewayClient } from './gateway-client.ts';
import type { Refused, Unavailable } from './judge-answer.ts';
import { DEFAULT_LEASE_MS, MAX_BATCH_RECORDS, MIN_PAUSE_MS, PROBE_INTERVAL_MS, STOP_WAIT_MS } from './limits.ts';
import { createNap } from './nap.ts';
import { createNetworkWatch, type NetworkState } from './network-watch.ts';
import { settleBatch } from './settle-batch.ts';

/** What a technician must hear of. `refused`: the gateway says this terminal is wrong; `fault`: the queue could not be read or written. */
export type UploadAlarm =
  | { readonly kind: 'refused'; readonly errorCode: string | null; readonly error: string }
  | { readonly kind: 'fault'; readonly cause: unknown };

export interface UploaderOptions {
  readonly outbox: Outbox;
  readonly client: Pick<GatewayClient, 'declareBatch' | 'probe'>;
  readonly clock: Clock;
  /** Uniform in [0, 1); jitter is no secret. */
  readonly random?: Random;
  /** 1 to 100. */
  readonly batchSize?: number;
  /** Longer than the longest request. */
  readonly leaseMs?: DurationMs;
  readonly stopWaitMs?: DurationMs;
  /** Called after the delivery is on disk. */
  readonly onReceipt: (receipt: Receipt) => void;
  /** The queue or the network changed. */
  readonly onChange: () => void;
  /** Called once for each row of failures of one kind, not for each failure. */
  readonly onAlarm?: (alarm: UploadAlarm) => void;
  /** Called when the gateway takes a record, for the first time and for the first time after an alarm. */
  readonly onAccepted?: () => void;
}

export interface Uploader {
  start(): void;
  /** Sends nothing more; resolves when the batch in flight is settled, or after a bounded wait. */
  stop(): Promise<void>;
  /** A new record is due. */
  wake(): void;
  /** Closes the breaker and tries at once. */
  retryNow(): void;
  network(): NetworkState;
}

export function createUploader(options: UploaderOptions): Uploader {
  const { outbox, client, clock, onChange } = options;
  const random = options.random ?? Math.random;
  const fullBatch = Math.min(Math.max(options.batchSize ?? MAX_BATCH_RECORDS, 1), MAX_BATCH_RECORDS);
  const leaseMs = options.leaseMs ?? DEFAULT_LEASE_MS;
  const network = createNetworkWatch(clock, onChange);
  const gatewayBreaker = createBreaker(clock, random);
  const diskBreaker = createBreaker(clock, random);
  const nap = createNap();
  let stopping = false;
  let running: Promise<void> | null = null;
  let batchSize = fullBatch;
  let lastContact: MonotonicMs | null = null;
  let alarmed: UploadAlarm['kind'] | null = null;
  let accepted = false;
  /** The breaker is open because nothing gets through, not because the gateway said or did something to a batch. */
  let connectionLost = false;

  const alarm = (raised: UploadAlarm): void => {
    if (alarmed === raised.kind) return;
    alarmed = raised.kind;
    accepted = false;
    options.onAlarm?.(raised);
  };
  const delay = (attempts: number, retryAfterMs: DurationMs | null = null): DurationMs => backoffDelay(attempts, random, retryAfterMs);

  /** The batch as a whole failed: no record is to blame, and none is lost. */
  const keepAll = (leased: readonly LeasedRecord[], failure: Unavailable | Refused, now: UtcMillis): readonly Settlement[] => {
    const reached = failure.kind === 'refused' || failure.reached;
    const retryAfterMs = failure.kind === 'refused' ? null : failure.retryAfterMs;
    if (failure.kind === 'refused') {
      // Somebody is there and answers: the network is up, this terminal is not welcome.
      network.refused();
      alarm({ kind: 'refused', errorCode: failure.errorCode, error: failure.error });
    } else {
      network.failed(reached, failure.cause);
    }
    gatewayBreaker.failed(retryAfterMs);
    connectionLost = !reached;
    // One record may be what breaks the gateway: halving finds it, and lets the others pass.
    if (reached) batchSize = Math.max(1, batchSize >> 1);
    return leased.map(({ recordId, attempts }) => ({
      recordId,
      result: 'retry',
      // Without a connection the records had no try: they are due again as soon as the breaker lets a batch through.
      nextAttemptAt: reached ? utcMillis(now + delay(attempts, retryAfterMs)) : now,
      error: failure.error,
    }));
  };

  const takeAnswer = (leased: readonly LeasedRecord[], answer: BatchAnswer): void => {
    const now = clock.now();
    if (answer.kind !== 'answered') {
      outbox.settle(keepAll(leased, answer, now), now);
    } else {
      const settled = settleBatch(leased, answer.results, { now, delay });
      // Before the records are settled: what an outage has left waiting is told with its end.
      network.answered();
      outbox.settle(settled.settlements, now);
      // A gateway that answers and takes nothing is as good as none.
      if (settled.settlements.every(({ result }) => result === 'retry')) {
        gatewayBreaker.failed(null);
      } else {
        gatewayBreaker.succeeded();
        alarmed = null;
        if (!accepted) options.onAccepted?.();
        accepted = true;
        connectionLost = false;
        batchSize = Math.min(fullBatch, batchSize * 2);
      }
      for (const receipt of settled.receipts) options.onReceipt(receipt);
    }
    diskBreaker.succeeded();
    onChange();
  };

  /** Sends one batch when one is due and allowed. @returns how long there is nothing to send; 0 when there may be more. */
  const sendDue = async (): Promise<number> => {
    const held = Math.max(gatewayBreaker.remaining(), diskBreaker.remaining());
    if (held > 0) return held;
    const now = clock.now();
    const leased = outbox.lease(batchSize, now, utcMillis(now + leaseMs));
    if (leased.length === 0) {
      diskBreaker.succeeded();
      const next = outbox.nextDueAt();
      return next === null ? PROBE_INTERVAL_MS : Math.max(MIN_PAUSE_MS, next - now);
    }
    const answer = await client.declareBatch(leased);
    lastContact = clock.monotonic();
    takeAnswer(leased, answer);
    return 0;
  };

  /** Asks for life when nothing was heard for a while. @returns how long until the next question. */
  const probeWhenQuiet = async (): Promise<number> => {
    const quiet = lastContact === null ? PROBE_INTERVAL_MS : clock.monotonic() - lastContact;
    if (quiet < PROBE_INTERVAL_MS) return PROBE_INTERVAL_MS - quiet;
    lastContact = clock.monotonic();
    const answer = await client.probe();
    if (answer.kind === 'down') {
      network.failed(answer.reached, answer.cause);
      // Not the batch alone: nothing gets through. The first probe that does says that this is over.
      connectionLost = true;
      return PROBE_INTERVAL_MS;
    }
    network.alive();
    if (!connectionLost) return PROBE_INTERVAL_MS;
    // The line is back: what waited for the breaker need not wait longer.
    connectionLost = false;
    gatewayBreaker.reset();
    return 0;
  };

  /** One turn of the loop. @returns how long to sleep. */
  const turn = async (): Promise<number> => {
    try {
      const nothingToSendFor = await sendDue();
      if (nothingToSendFor === 0 || isStopping()) return 0;
      return Math.min(nothingToSendFor, await probeWhenQuiet());
    } catch (cause) {
      // The disk, or a listener. What is leased comes back when its lease runs out; the loop must not die.
      diskBreaker.failed(null);
      alarm({ kind: 'fault', cause });
      return Math.max(MIN_PAUSE_MS, diskBreaker.remaining());
    }
  };

  const run = async (): Promise<void> => {
    do {
      const pause = await turn();
      if (pause > 0 && !isStopping()) await nap.sleep(pause);
    } while (!isStopping());
  };
  // A function, because the flag changes while the loop waits.
  const isStopping = (): boolean => stopping;

  return {
    start() {
      running ??= run();
    },
    async stop() {
      stopping = true;
      nap.wake();
      if (running === null) return;
      let timer: NodeJS.Timeout | undefined;
      const bound = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, options.stopWaitMs ?? STOP_WAIT_MS);
      });
      await Promise.race([running, bound]);
      clearTimeout(timer);
    },
    wake: () => nap.wake(),
    retryNow() {
      gatewayBreaker.reset();
      diskBreaker.reset();
      batchSize = fullBatch;
      lastContact = null;
      nap.wake();
    },
    network: () => network.read(),
  };
}
