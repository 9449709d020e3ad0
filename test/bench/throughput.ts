/**
 * Benchmark `throughput`: a day and a month of the overview over a database of many scans in 30 days, beside the same figures counted from the journal's rows
 * in the same run. Both are compared before anything is timed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import { OUTCOMES } from '../../core/model/reasons.ts';
import { DAY_MS, HOUR_MS, utcMillis } from '../../core/model/units.ts';
import { openStore, type Store } from '../../core/store/open-store.ts';
import { startOfSlot } from '../../core/store/slots.ts';
import { fillHistory } from './throughput/fill-history.ts';
import { distributionOf, timed } from './measure.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';
import { rawDatabase } from '../support/raw-database.ts';

/** The last of thirty days, in Macau; a day that is over and one that runs cost the same. */
const LAST_DAY = utcMillis(Date.parse('2026-11-30T00:00:00+08:00'));
const DAYS = 30;
const RUNS = 200;
/** Counting ten million rows takes seconds. */
const JOURNAL_RUNS = 3;

/** @param rows - scans in the database. */
export function throughput(rows: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  try {
    return Promise.resolve(measure(join(dir, 'portas.db'), rows));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function measure(file: string, rows: number): BenchResult {
  openStore(file).close();
  const end = utcMillis(LAST_DAY + DAY_MS);
  const began = performance.now();
  fillHistory(file, { rows, from: utcMillis(end - DAYS * DAY_MS), to: end });
  const filledIn = (performance.now() - began) / 1_000;
  const store = openStore(file);
  const db = rawDatabase(file, { readonly: true });
  try {
    const spans = { day: [LAST_DAY, end], month: [utcMillis(end - DAYS * DAY_MS), end] } as const;
    const journal = createJournalCounts(db);
    const timings = Object.fromEntries(
      Object.entries(spans).flatMap(([name, [from, to]]) => {
        const slotMs = name === 'day' ? HOUR_MS : DAY_MS;
        const counted: number[] = [];
        const rolled: number[] = [];
        for (let run = 0; run < JOURNAL_RUNS; run++) agree(timed(counted, () => journal(from, to, slotMs)), store, from, to);
        for (let run = 0; run < RUNS; run++) timed(rolled, () => store.readOverview(from, to));
        return [
          [`${name}, overview`, distributionOf(rolled)],
          [`${name}, counted from the journal`, distributionOf(counted)],
        ];
      }),
    );
    const p50 = (name: string): number => timings[name]?.p50 ?? Number.NaN;
    return timingsResult({
      name: 'throughput',
      machine: `${MACHINE}, ${rows.toLocaleString('en-US')} scans in ${DAYS} days, filled in ${filledIn.toFixed(0)} s`,
      timings,
      ratios: Object.fromEntries(Object.keys(spans).map((name) => [`${name}: journal / overview, p50`, p50(`${name}, counted from the journal`) / p50(`${name}, overview`)])),
      targets: [
        { what: 'day, p50', value: p50('day, overview'), limit: 1, unit: 'ms' },
        { what: 'month, p50', value: p50('month, overview'), limit: 30, unit: 'ms' },
      ],
    });
  } finally {
    db.close();
    store.close();
  }
}

/** Totals by slot and outcome, first reasons, formats and issuers: what the journal's rows say. */
type JournalCounts = Readonly<Record<'outcomes' | 'reasons' | 'formats' | 'issuers', ReadonlyMap<string, number>>>;

/** Counts a span from the rows alone, as a program without rollups would. Scans come in the order of their identifiers, so the span is a range of them. */
function createJournalCounts(db: Database.Database): (from: number, to: number, slotMs: number) => JournalCounts {
  // An index on the time is what such a program would have; here rows are in the order of time and the span's identifiers are found once.
  const first = db.prepare<[number], { readonly id: number | null }>('SELECT min(id) AS id FROM journal WHERE at_ms >= ?');
  const range = new Map<number, number>();
  const idOf = (at: number): number => {
    const known = range.get(at) ?? first.get(at)?.id ?? Number.MAX_SAFE_INTEGER;
    range.set(at, known);
    return known;
  };
  const where = 'FROM journal WHERE id >= @first AND id < @end';
  type Named = { readonly name: string; readonly count: number };
  type Bounds = { readonly first: number; readonly end: number; readonly slot: number };
  // Numbers are bound as reals; the remainder has to be whole to be written as such.
  const outcomes = db.prepare<[Bounds], Named>(`SELECT (at_ms - (at_ms + 28800000) % CAST(@slot AS INTEGER)) || ' ' || outcome AS name, count(*) AS count ${where} GROUP BY name`);
  const reasons = db.prepare<[Bounds], Named>(`SELECT reasons ->> '$[0].code' AS name, count(*) AS count ${where} AND @slot > 0 AND name IS NOT NULL GROUP BY name`);
  const formats = db.prepare<[Bounds], Named>(`SELECT format AS name, count(*) AS count ${where} AND @slot > 0 AND format IS NOT NULL GROUP BY format`);
  const issuers = db.prepare<[Bounds], Named>(`SELECT issuer AS name, count(*) AS count ${where} AND @slot > 0 AND issuer IS NOT NULL GROUP BY issuer`);
  const named = (rows: readonly Named[]): ReadonlyMap<string, number> => new Map(rows.map(({ name, count }) => [name, count]));
  return (from, to, slotMs) => {
    const bounds = { first: idOf(from), end: idOf(to), slot: slotMs };
    return { outcomes: named(outcomes.all(bounds)), reasons: named(reasons.all(bounds)), formats: named(formats.all(bounds)), issuers: named(issuers.all(bounds)) };
  };
}

/** @throws Error when the overview and the journal differ: a fast wrong answer is none. */
function agree(journal: JournalCounts, store: Store, from: typeof LAST_DAY, to: typeof LAST_DAY): void {
  const { slots, slotMs, reasons, formats, issuers } = store.readOverview(from, to);
  const bySlot = slots.flatMap(({ startAt, counts }) => OUTCOMES.filter((outcome) => counts[outcome] > 0).map((outcome): [string, number] => [`${startOfSlot(startAt, slotMs)} ${outcome}`, counts[outcome]]));
  same('outcomes', journal.outcomes, bySlot);
  same('reasons', journal.reasons, reasons.map(({ code, count }) => [code, count]));
  same('formats', journal.formats, formats.map(({ format, count }) => [format, count]));
  same('issuers', journal.issuers, issuers.map(({ issuer, count }) => [issuer, count]));
}

function same(what: string, expected: ReadonlyMap<string, number>, found: readonly (readonly [string, number])[]): void {
  if (expected.size !== found.length || found.some(([name, count]) => expected.get(name) !== count)) throw new Error(`${what}: overview and journal differ`);
}
