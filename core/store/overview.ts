import type Database from 'better-sqlite3';
import { OUTCOMES, type Outcome, REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';
import { medianSeconds } from './pace.ts';
import { slotOf } from './rollups.ts';

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
  readonly medianGapSeconds: number | null;
  /** Hours with work in them, oldest first. */
  readonly hours: readonly HourOfWork[];
  readonly reasons: readonly { readonly code: ReasonCode; readonly count: number }[];
  readonly formats: readonly { readonly format: string; readonly count: number }[];
}

/** Reads `[from, to)`, widened to whole quarters of an hour. */
export type ReadOverview = (from: UtcMillis, to: UtcMillis) => WorkOverview;

type Pace = { readonly hour: number; readonly bucket: number; readonly travellers: number };

export function createOverview(db: Database.Database): ReadOverview {
  const selectThroughput = db.prepare<[Row], Row>(
    `SELECT slot_ms - slot_ms % 3600000 AS hour, outcome, sum(scans) AS scans FROM throughput WHERE slot_ms >= @from AND slot_ms < @to GROUP BY hour, outcome ORDER BY hour`,
  );
  const selectPace = db.prepare<[Row], Row>(
    `SELECT slot_ms - slot_ms % 3600000 AS hour, bucket, sum(travellers) AS travellers FROM pace WHERE slot_ms >= @from AND slot_ms < @to GROUP BY hour, bucket ORDER BY bucket`,
  );
  const selectConversions = db.prepare<[Row], Row>(
    `SELECT slot_ms - slot_ms % 3600000 AS hour, sum(conversions) AS conversions FROM conversion_counts WHERE slot_ms >= @from AND slot_ms < @to GROUP BY hour`,
  );
  const selectReasons = db.prepare<[Row], Row>(
    'SELECT reason, sum(scans) AS scans FROM reason_counts WHERE slot_ms >= @from AND slot_ms < @to GROUP BY reason ORDER BY scans DESC, reason',
  );
  const selectFormats = db.prepare<[Row], Row>(
    'SELECT format, sum(scans) AS scans FROM format_counts WHERE slot_ms >= @from AND slot_ms < @to GROUP BY format ORDER BY scans DESC, format',
  );
  return (from, to) => {
    const span = { from: slotOf(from), to };
    const pace: Pace[] = selectPace.all(span).map((row) => ({
      hour: integer(row, 'hour'),
      bucket: integer(row, 'bucket'),
      travellers: integer(row, 'travellers'),
    }));
    const converted = new Map(selectConversions.all(span).map((row) => [integer(row, 'hour'), integer(row, 'conversions')]));
    const counts = new Map<number, Record<Outcome, number>>();
    const totals: Record<Outcome, number> = { pass: 0, refer: 0, refuse: 0 };
    for (const row of selectThroughput.all(span)) {
      const hour = integer(row, 'hour');
      const outcome = oneOf(OUTCOMES, row, 'outcome');
      const scans = integer(row, 'scans');
      const ofHour = counts.get(hour) ?? { pass: 0, refer: 0, refuse: 0 };
      ofHour[outcome] = scans;
      totals[outcome] += scans;
      counts.set(hour, ofHour);
    }
    return {
      totals,
      converted: [...converted.values()].reduce((sum, count) => sum + count, 0),
      medianGapSeconds: medianSeconds(mergeBuckets(pace)),
      hours: [...counts].map(([hour, ofHour]) => ({
        startAt: utcMillis(hour),
        counts: ofHour,
        converted: converted.get(hour) ?? 0,
        medianGapSeconds: medianSeconds(pace.filter((row) => row.hour === hour)),
      })),
      reasons: selectReasons.all(span).map((row) => ({ code: oneOf(REASON_CODES, row, 'reason'), count: integer(row, 'scans') })),
      formats: selectFormats.all(span).map((row) => ({ format: text(row, 'format'), count: integer(row, 'scans') })),
    };
  };
}

/** Adds up a histogram over hours; the input is in bucket order and so is the result. */
function mergeBuckets(pace: readonly Pace[]): { bucket: number; travellers: number }[] {
  const merged = new Map<number, number>();
  for (const { bucket, travellers } of pace) merged.set(bucket, (merged.get(bucket) ?? 0) + travellers);
  return [...merged].map(([bucket, travellers]) => ({ bucket, travellers }));
}
