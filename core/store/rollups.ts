import type Database from 'better-sqlite3';
import type { ConversionEntry, JournalEntry } from '../model/journal.ts';
import type { Row } from './columns.ts';
import { paceBucket } from './pace.ts';

/** Width of a rollup slot. Macau is eight whole hours from UTC, so slots fall on its quarters of an hour too. */
export const SLOT_MS = 900_000;

/** Start of the slot an instant falls into, UTC milliseconds. */
export const slotOf = (at: number): number => at - (at % SLOT_MS);

/** Keeps the counters that the overview reads. Call inside the transaction of what is counted. */
export interface Rollups {
  addScan(entry: JournalEntry): void;
  addConversion(entry: ConversionEntry): void;
}

export function createRollups(db: Database.Database): Rollups {
  const throughput = db.prepare<[Row]>(
    `INSERT INTO throughput (slot_ms, lane, outcome, scans) VALUES (@slot, @lane, @outcome, 1)
     ON CONFLICT (slot_ms, lane, outcome) DO UPDATE SET scans = scans + 1`,
  );
  const pace = db.prepare<[Row]>(
    `INSERT INTO pace (slot_ms, lane, bucket, travellers) VALUES (@slot, @lane, @bucket, 1)
     ON CONFLICT (slot_ms, lane, bucket) DO UPDATE SET travellers = travellers + 1`,
  );
  const reasons = db.prepare<[Row]>(
    `INSERT INTO reason_counts (slot_ms, lane, reason, scans) VALUES (@slot, @lane, @reason, 1)
     ON CONFLICT (slot_ms, lane, reason) DO UPDATE SET scans = scans + 1`,
  );
  const formats = db.prepare<[Row]>(
    `INSERT INTO format_counts (slot_ms, lane, format, scans) VALUES (@slot, @lane, @format, 1)
     ON CONFLICT (slot_ms, lane, format) DO UPDATE SET scans = scans + 1`,
  );
  const conversions = db.prepare<[Row]>(
    `INSERT INTO conversion_counts (slot_ms, lane, conversions) VALUES (@slot, @lane, 1)
     ON CONFLICT (slot_ms, lane) DO UPDATE SET conversions = conversions + 1`,
  );
  const readLast = db.prepare<[Row], Row>('SELECT at_ms AS at FROM last_traveller WHERE lane = @lane');
  const writeLast = db.prepare<[Row]>(
    'INSERT INTO last_traveller (lane, at_ms) VALUES (@lane, @at) ON CONFLICT (lane) DO UPDATE SET at_ms = excluded.at_ms',
  );
  return {
    addScan({ at, lane, verdict, format }) {
      const slot = slotOf(at);
      throughput.run({ slot, lane, outcome: verdict.outcome });
      const last = readLast.get({ lane })?.at;
      const bucket = typeof last === 'number' ? paceBucket(at - last) : null;
      if (bucket !== null) pace.run({ slot, lane, bucket });
      writeLast.run({ lane, at });
      const first = verdict.reasons[0];
      if (first !== undefined) reasons.run({ slot, lane, reason: first.code });
      if (format !== null) formats.run({ slot, lane, format });
    },
    addConversion: ({ at, lane }) => void conversions.run({ slot: slotOf(at), lane }),
  };
}
