import type Database from 'better-sqlite3';
import type { ConversionEntry, JournalEntry } from '../model/journal.ts';
import type { Row } from './columns.ts';
import { paceBucket } from './pace.ts';

/** Width of a rollup slot. Macau is eight whole hours from UTC, so slots fall on its quarters of an hour too. */
const SLOT_MS = 900_000;

/** Start of the slot an instant falls into, UTC milliseconds. */
export const slotOf = (at: number): number => at - (at % SLOT_MS);

/** What is counted: outcomes, buckets of seconds between travellers, first reasons, formats, conversions. */
export type Measure = 'outcome' | 'pace' | 'reason' | 'format' | 'conversion';

/** Keeps the counters that the overview reads. Call inside the transaction of what is counted. */
export interface Rollups {
  /** @param gapMs - since the traveller before in the same lane; null for the first. */
  addScan(entry: JournalEntry, gapMs: number | null): void;
  addConversion(entry: Pick<ConversionEntry, 'at' | 'lane'>): void;
}

export function createRollups(db: Database.Database): Rollups {
  const increment = db.prepare<[Row]>(
    `INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (@slot, @lane, @measure, @key, 1)
     ON CONFLICT (slot_ms, lane, measure, key) DO UPDATE SET count = count + 1`,
  );
  const add = ({ at, lane }: { readonly at: number; readonly lane: string }, measure: Measure, key: string): void =>
    void increment.run({ slot: slotOf(at), lane, measure, key });
  return {
    addScan(entry, gapMs) {
      const { verdict, format } = entry;
      add(entry, 'outcome', verdict.outcome);
      const bucket = gapMs === null ? null : paceBucket(gapMs);
      if (bucket !== null) add(entry, 'pace', bucket.toString());
      const [first] = verdict.reasons;
      if (first !== undefined) add(entry, 'reason', first.code);
      if (format !== null) add(entry, 'format', format);
    },
    addConversion: (entry) => add(entry, 'conversion', 'sealed'),
  };
}
