/** What each step of the queue costs in a store of few and of many waiting records, in turn, so that both see the same machine. */
import { HOUR_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import type { Store } from '../../../core/store/open-store.ts';
import { conversionEntry, journalEntry, sealedRecord } from '../../support/records.ts';
import { type Distribution, distributionOf, rssMib, timed } from '../measure.ts';

export const STEPS = ['enqueue', 'claim 100', 'settle 100', 'counts and oldest'] as const;
export type Step = (typeof STEPS)[number];

const ROUNDS = 60;
/** The first rounds fill the page caches. */
const WARM_UP = 30;
const ENQUEUES_A_ROUND = 5;
const BATCH = 100;

export interface Sizes {
  /** By store. */
  readonly timings: Readonly<Record<string, Readonly<Record<Step, Distribution>>>>;
  /** Resident memory at the end, less that when the caches were full, MiB. */
  readonly growthMib: number;
}

/** @param stores - more records wait in each than are claimed here. */
export function measureSteps(stores: Readonly<Record<string, Store>>, bodyBytes: number): Sizes {
  const none = (): Record<Step, number[]> => ({ enqueue: [], 'claim 100': [], 'settle 100': [], 'counts and oldest': [] });
  const samples = Object.fromEntries(Object.keys(stores).map((name) => [name, none()]));
  const sealed = new Uint8Array(bodyBytes).fill(3);
  let warmMib = Number.NaN;
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    if (round === WARM_UP) {
      warmMib = rssMib();
      for (const steps of Object.values(samples)) for (const step of STEPS) steps[step] = [];
    }
    for (const [name, store] of Object.entries(stores)) {
      const steps = samples[name];
      if (steps !== undefined) runRound(store, sealed, steps);
    }
  }
  return {
    timings: Object.fromEntries(
      Object.entries(samples).map(([name, steps]) => [name, Object.fromEntries(STEPS.map((step) => [step, distributionOf(steps[step])])) as Record<Step, Distribution>]),
    ),
    growthMib: rssMib() - warmMib,
  };
}

function runRound(store: Store, sealed: Uint8Array, samples: Record<Step, number[]>): void {
  const { outbox } = store;
  const now = utcMillis(Date.now());
  for (let each = 0; each < ENQUEUES_A_ROUND; each++) enqueue(store, sealed, now, (work) => timed(samples.enqueue, work));
  const leased = timed(samples['claim 100'], () => outbox.lease(BATCH, now, utcMillis(now + HOUR_MS)));
  if (leased.length !== BATCH) throw new Error(`expected ${BATCH} records to be due, found ${leased.length}`);
  timed(samples['settle 100'], () =>
    outbox.settle(
      leased.map(({ recordId }) => ({ recordId, result: 'delivered' })),
      now,
    ),
  );
  timed(samples['counts and oldest'], () => [outbox.counts(), outbox.oldestWaitingAt(), outbox.nextDueAt()]);
}

/** A scan and its conversion with a sealed body; only the conversion, which is what puts a record into the outbox, is handed to `measure`. */
export function enqueue({ journal }: Pick<Store, 'journal'>, sealed: Uint8Array, now: UtcMillis, measure: (work: () => void) => void): void {
  const entry = journalEntry({ at: now });
  const record = sealedRecord({ sealed, createdAt: now });
  const conversion = conversionEntry(record.recordId, entry, now);
  journal.recordScan(entry);
  measure(() => journal.recordConversion(conversion, record));
}
