import type Database from 'better-sqlite3-multiple-ciphers';
import { CASE_KINDS, type CaseKind } from '../model/case.ts';
import { OVERRIDE_REASONS, type OverrideReason } from '../model/override.ts';
import { type Outcome, OUTCOMES, REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { DAY_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';
import { PACE_BUCKETS, type PaceBand, type PaceCount, quantileSeconds, toBands } from './pace.ts';
import type { Measure } from './rollups.ts';
import { cut, type Piece, QUARTER_MS, slotOf, type SlotMs, startOfSlot, widthOf } from './slots.ts';

/** A quarter of an hour, an hour or a Macau day. */
export interface SlotOfWork {
  readonly startAt: UtcMillis;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly converted: number;
  readonly medianGapSeconds: number | null;
}

/** What the supervisor sees of a span of time, from the rollups alone. */
export interface WorkOverview {
  /** The span that was counted: whole quarters of an hour. */
  readonly from: UtcMillis;
  readonly to: UtcMillis;
  readonly slotMs: SlotMs;
  readonly totals: Readonly<Record<Outcome, number>>;
  readonly converted: number;
  /** Cases of the second line that were opened. */
  readonly cases: number;
  /** The same by kind: appeals apart from whom officers sent. */
  readonly caseKinds: readonly { readonly kind: CaseKind; readonly count: number }[];
  /** Travellers let through against the rules. */
  readonly overrides: number;
  readonly overrideReasons: readonly { readonly reason: OverrideReason; readonly count: number }[];
  readonly medianGapSeconds: number | null;
  /** Nine travellers in ten came within this time of the one before. */
  readonly p90GapSeconds: number | null;
  readonly pace: readonly PaceBand[];
  /** Slots with work in them, oldest first; the first begins no earlier than the span. */
  readonly slots: readonly SlotOfWork[];
  /** Most frequent first. */
  readonly reasons: readonly { readonly code: ReasonCode; readonly count: number }[];
  readonly formats: readonly { readonly format: string; readonly count: number }[];
  /** As the codes name them, proved or not. */
  readonly issuers: readonly { readonly issuer: string; readonly count: number }[];
  readonly lanes: readonly { readonly lane: string; readonly count: number }[];
}

/** Reads `[from, to)`, widened to whole quarters of an hour. */
export type ReadOverview = (from: UtcMillis, to: UtcMillis) => WorkOverview;

/** Issuers are what codes say: a ranking shows this many and no more. */
const MAX_RANKED = 20;

/** What was counted in a slot or in all of them. */
interface Counts {
  /** Counts by key, by measure. */
  readonly keys: Map<string, Map<string, number>>;
  /** Travellers by bucket of pace: the one measure with many keys, and they are small numbers. */
  readonly pace: number[];
}
const createCounts = (): Counts => ({ keys: new Map(), pace: new Array<number>(PACE_BUCKETS).fill(0) });

export function createOverview(db: Database.Database): ReadOverview {
  const selectQuarters = db.prepare<[Row], Row>('SELECT slot_ms AS start, lane, measure, key, count FROM rollups WHERE slot_ms >= @from AND slot_ms < @to');
  // A slot's keys as one JSON object: a day has thousands of rows, and fetching each costs more than reading them.
  const selectSums = db.prepare<[Row], Row>(
    `SELECT start_ms AS start, measure, json_group_object(key, count) AS counts FROM rollup_sums
     WHERE span_ms = @width AND start_ms >= @from AND start_ms < @to GROUP BY start_ms, measure`,
  );
  // What is shown slot by slot, and what alone makes a slot: the rest comes with an outcome.
  const selectSlotSums = db.prepare<[Row], Row>(
    `SELECT start_ms AS start, measure, json_group_object(key, count) AS counts FROM rollup_sums
     WHERE span_ms = @width AND start_ms >= @from AND start_ms < @to AND measure IN ('outcome', 'conversion', 'case', 'override', 'pace') GROUP BY start_ms, measure`,
  );

  /** Adds the counts of pieces to those that `countsOf` has for the start of each row. */
  function read(pieces: readonly Piece[], select: typeof selectSums, countsOf: (start: number) => Counts): void {
    for (const piece of pieces) {
      if (piece.width === QUARTER_MS) {
        for (const row of selectQuarters.all({ from: piece.from, to: piece.to })) {
          const counts = countsOf(integer(row, 'start'));
          if (row.measure === 'pace') addPace(counts, Number(row.key), integer(row, 'count'));
          else add(counts, text(row, 'measure'), text(row, 'key'), integer(row, 'count'));
          if (row.measure === 'outcome') add(counts, 'lane', text(row, 'lane'), integer(row, 'count'));
        }
      } else {
        for (const row of select.all({ ...piece })) addAll(countsOf(integer(row, 'start')), text(row, 'measure'), JSON.parse(text(row, 'counts')) as KeyCounts);
      }
    }
  }

  return (asked, askedTo) => {
    const from = slotOf(asked);
    const to = slotOf(askedTo + QUARTER_MS - 1);
    const slotMs = widthOf(to - from);
    // Totals come from the widest sums that fit, whatever the slots are: a day's are one row a key, its hours' two dozen.
    const all = createCounts();
    read(cut(from, to, DAY_MS), selectSums, () => all);
    const bySlot = new Map<number, Counts>();
    read(cut(from, to, slotMs), selectSlotSums, (at) => {
      const start = startOfSlot(at, slotMs);
      const known = bySlot.get(start) ?? createCounts();
      bySlot.set(start, known);
      return known;
    });
    const slots = [...bySlot].sort(([a], [b]) => a - b);
    const pace = paceOf(all);
    return {
      from: utcMillis(from),
      to: utcMillis(to),
      slotMs,
      totals: outcomesOf(all),
      converted: total(all, 'conversion'),
      cases: total(all, 'case'),
      caseKinds: ranking(all, 'case').flatMap(([key, count]) => CASE_KINDS.filter((kind) => kind === key).map((kind) => ({ kind, count }))),
      overrides: total(all, 'override'),
      overrideReasons: ranking(all, 'override').flatMap(([key, count]) => OVERRIDE_REASONS.filter((reason) => reason === key).map((reason) => ({ reason, count }))),
      medianGapSeconds: quantileSeconds(pace, 0.5),
      p90GapSeconds: quantileSeconds(pace, 0.9),
      pace: toBands(pace),
      slots: slots.map(([start, counts]) => ({
        startAt: utcMillis(Math.max(start, from)),
        counts: outcomesOf(counts),
        converted: total(counts, 'conversion'),
        medianGapSeconds: quantileSeconds(paceOf(counts), 0.5),
      })),
      // A reason that this program does not know comes from a newer one's rows; the totals count it all the same.
      reasons: ranking(all, 'reason').flatMap(([key, count]) => REASON_CODES.filter((code) => code === key).map((code) => ({ code, count }))),
      formats: ranking(all, 'format').map(([format, count]) => ({ format, count })),
      issuers: ranking(all, 'issuer').slice(0, MAX_RANKED).map(([issuer, count]) => ({ issuer, count })),
      lanes: ranking(all, 'lane').slice(0, MAX_RANKED).map(([lane, count]) => ({ lane, count })),
    };
  };
}

type KeyCounts = Readonly<Record<string, number>>;

function addAll(counts: Counts, measure: string, keys: KeyCounts): void {
  if (measure === 'pace') {
    // By index: a list of the keys would cost more than parsing them.
    for (let bucket = 0; bucket < PACE_BUCKETS; bucket++) addPace(counts, bucket, keys[bucket] ?? 0);
  } else {
    for (const [key, count] of Object.entries(keys)) add(counts, measure, key, count);
  }
}

function add({ keys }: Counts, measure: string, key: string, count: number): void {
  const sums = keys.get(measure) ?? new Map<string, number>();
  keys.set(measure, sums);
  sums.set(key, (sums.get(key) ?? 0) + count);
}

function addPace({ pace }: Counts, bucket: number, travellers: number): void {
  const known = pace[bucket];
  if (known !== undefined) pace[bucket] = known + travellers;
}

const keysOf = ({ keys }: Counts, measure: Measure | 'lane'): [string, number][] => [...(keys.get(measure) ?? [])];

const total = (counts: Counts, measure: Measure): number => keysOf(counts, measure).reduce((sum, [, count]) => sum + count, 0);

function outcomesOf({ keys }: Counts): Record<Outcome, number> {
  const [pass, refer, refuse] = OUTCOMES.map((outcome) => keys.get('outcome')?.get(outcome) ?? 0);
  return { pass: pass ?? 0, refer: refer ?? 0, refuse: refuse ?? 0 };
}

/** The buckets with travellers in them, ascending. */
const paceOf = ({ pace }: Counts): PaceCount[] => pace.flatMap((travellers, bucket) => (travellers > 0 ? [{ bucket, travellers }] : []));

const ranking = (counts: Counts, measure: Measure | 'lane'): [string, number][] =>
  keysOf(counts, measure).sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
