import type Database from 'better-sqlite3';
import { type Outcome, OUTCOMES, REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';
import { medianSeconds, type PaceCount } from './pace.ts';
import { type Measure, slotOf } from './rollups.ts';

export interface HourOfWork {
  readonly startAt: UtcMillis;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly converted: number;
  readonly medianGapSeconds: number | null;
}

/** What the supervisor sees of a span of time, from the rollups alone. */
export interface WorkOverview {
  readonly totals: Readonly<Record<Outcome, number>>;
  readonly converted: number;
  /** Cases of the second line that were opened. */
  readonly cases: number;
  /** Travellers let through against the rules. */
  readonly overrides: number;
  readonly medianGapSeconds: number | null;
  /** Hours with work in them, oldest first. */
  readonly hours: readonly HourOfWork[];
  /** Most frequent first. */
  readonly reasons: readonly { readonly code: ReasonCode; readonly count: number }[];
  readonly formats: readonly { readonly format: string; readonly count: number }[];
}

/** Reads `[from, to)`, widened to whole quarters of an hour. */
export type ReadOverview = (from: UtcMillis, to: UtcMillis) => WorkOverview;

interface Count {
  readonly hour: number;
  readonly measure: string;
  readonly key: string;
  readonly count: number;
}

export function createOverview(db: Database.Database): ReadOverview {
  const select = db.prepare<[Row], Row>(
    `SELECT slot_ms - slot_ms % 3600000 AS hour, measure, key, sum(count) AS count
     FROM rollups WHERE slot_ms >= @from AND slot_ms < @to GROUP BY hour, measure, key ORDER BY hour, measure, key`,
  );
  return (from, to) => {
    const counts = select.all({ from: slotOf(from), to }).map(toCount);
    const hours = [...Map.groupBy(counts, ({ hour }) => hour)];
    return {
      totals: outcomesOf(counts),
      converted: total(counts, 'conversion'),
      cases: total(counts, 'case'),
      overrides: total(counts, 'override'),
      medianGapSeconds: medianSeconds(paceOf(counts)),
      hours: hours.map(([hour, ofHour]) => ({
        startAt: utcMillis(hour),
        counts: outcomesOf(ofHour),
        converted: total(ofHour, 'conversion'),
        medianGapSeconds: medianSeconds(paceOf(ofHour)),
      })),
      // A reason that this program does not know comes from a newer one's rows; the totals count it all the same.
      reasons: ranking(counts, 'reason').flatMap(([key, count]) => REASON_CODES.filter((code) => code === key).map((code) => ({ code, count }))),
      formats: ranking(counts, 'format').map(([format, count]) => ({ format, count })),
    };
  };
}

const toCount = (row: Row): Count => ({ hour: integer(row, 'hour'), measure: text(row, 'measure'), key: text(row, 'key'), count: integer(row, 'count') });

/** Sums of one measure by key. */
function sums(counts: readonly Count[], measure: Measure): Map<string, number> {
  const byKey = new Map<string, number>();
  for (const each of counts) if (each.measure === measure) byKey.set(each.key, (byKey.get(each.key) ?? 0) + each.count);
  return byKey;
}

const total = (counts: readonly Count[], measure: Measure): number => [...sums(counts, measure).values()].reduce((sum, count) => sum + count, 0);

function outcomesOf(counts: readonly Count[]): Record<Outcome, number> {
  const byKey = sums(counts, 'outcome');
  const [pass, refer, refuse] = OUTCOMES.map((outcome) => byKey.get(outcome) ?? 0);
  return { pass: pass ?? 0, refer: refer ?? 0, refuse: refuse ?? 0 };
}

const paceOf = (counts: readonly Count[]): PaceCount[] =>
  [...sums(counts, 'pace')].map(([bucket, travellers]) => ({ bucket: Number(bucket), travellers })).sort((a, b) => a.bucket - b.bucket);

const ranking = (counts: readonly Count[], measure: Measure): [string, number][] =>
  [...sums(counts, measure)].sort(([nameA, a], [nameB, b]) => b - a || nameA.localeCompare(nameB));
