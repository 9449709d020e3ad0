import type Database from 'better-sqlite3-multiple-ciphers';
import type { CaseKind } from '../model/case.ts';
import type { JournalEntry } from '../model/journal.ts';
import type { OverrideReason } from '../model/override.ts';
import type { ReasonCode } from '../model/reasons.ts';
import type { Row } from './columns.ts';
import { paceBucket } from './pace.ts';
import { slotOf } from './slots.ts';

/**
 * What is counted: outcomes, buckets of seconds between travellers, first reasons, formats, issuers as the codes name them, conversions, cases of the second
 * line, overrides. A measure's name has 3 to 16 characters. Hours, days and lanes are summed by the database itself (migration 0003).
 */
export type Measure = 'outcome' | 'pace' | 'reason' | 'format' | 'issuer' | 'conversion' | 'case' | 'override';

/** When and in which lane something was counted. */
interface Slot {
  readonly at: number;
  readonly lane: string;
}

/** Keeps the counters that the overview reads. Call inside the transaction of what is counted. */
export interface Rollups {
  /** @param gapMs - since the traveller before in the same lane; null for the first. */
  addScan(entry: JournalEntry, gapMs: number | null): void;
  addConversion(when: Slot): void;
  addCase(when: Slot, kind: CaseKind): void;
  addOverride(when: Slot, reason: OverrideReason): void;
  /** What a document said against a traveller whose code was counted as a pass: the outcomes count codes, the reasons count this too. */
  addDocumentReason(when: Slot, reason: ReasonCode): void;
}

export function createRollups(db: Database.Database): Rollups {
  const increment = db.prepare<[Row]>(
    `INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (@slot, @lane, @measure, @key, 1)
     ON CONFLICT (slot_ms, lane, measure, key) DO UPDATE SET count = count + 1`,
  );
  const add = ({ at, lane }: Slot, measure: Measure, key: string): void =>
    void increment.run({ slot: slotOf(at), lane, measure, key });
  return {
    addScan(entry, gapMs) {
      const { verdict, format, issuer } = entry;
      add(entry, 'outcome', verdict.outcome);
      const bucket = gapMs === null ? null : paceBucket(gapMs);
      if (bucket !== null) add(entry, 'pace', bucket.toString());
      const [first] = verdict.reasons;
      if (first !== undefined) add(entry, 'reason', first.code);
      if (format !== null) add(entry, 'format', format);
      if (issuer !== null) add(entry, 'issuer', issuer);
    },
    addConversion: (when) => add(when, 'conversion', 'sealed'),
    addCase: (when, kind) => add(when, 'case', kind),
    addOverride: (when, reason) => add(when, 'override', reason),
    addDocumentReason: (when, reason) => add(when, 'reason', reason),
  };
}
