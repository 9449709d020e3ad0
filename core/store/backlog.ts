import type Database from 'better-sqlite3-multiple-ciphers';
import { DAY_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row } from './columns.ts';

/** Rows older than this make room: as long as a year is asked about. Every minute a row would make 9 MB of them. */
const KEPT_MS = 400 * DAY_MS;

/** How many records waited at an instant, and at most since the row before. */
export interface BacklogPoint {
  readonly at: UtcMillis;
  readonly waiting: number;
  readonly peak: number;
}

/** The number of waiting records over time. */
export interface Backlog {
  record(point: BacklogPoint): void;
  /** The last row at or before an instant; null when there is none. */
  last(at: UtcMillis): BacklogPoint | null;
  /** The most that waited after `from` and up to `to`, as far as rows say; 0 without rows. */
  peak(from: UtcMillis, to: UtcMillis): number;
  /** When nothing waited any more, at `from` or after; null while something does. */
  drainedAt(from: UtcMillis): UtcMillis | null;
  /** `[from, to)` in `parts` equal stretches: of each that has rows its last one, with the peak of all. Before them the last row before `from`. */
  between(from: UtcMillis, to: UtcMillis, parts: number): readonly BacklogPoint[];
}

export function createBacklog(db: Database.Database): Backlog {
  const insert = db.prepare<[Row]>(
    `INSERT INTO backlog (at_ms, waiting, peak) VALUES (@at, @waiting, @peak)
     ON CONFLICT (at_ms) DO UPDATE SET waiting = excluded.waiting, peak = max(peak, excluded.peak)`,
  );
  const trim = db.prepare<[Row]>('DELETE FROM backlog WHERE at_ms < @before');
  const selectLast = db.prepare<[Row], Row>('SELECT at_ms AS at, waiting, peak FROM backlog WHERE at_ms <= @at ORDER BY at_ms DESC LIMIT 1');
  const selectPeak = db.prepare<[Row], Row>('SELECT coalesce(max(peak), 0) AS peak FROM backlog WHERE at_ms > @from AND at_ms <= @to');
  const selectDrained = db.prepare<[Row], Row>('SELECT at_ms AS at FROM backlog WHERE at_ms >= @from AND waiting = 0 ORDER BY at_ms LIMIT 1');
  const selectBetween = db.prepare<[Row], Row>(
    `SELECT last.at_ms AS at, last.waiting, part.peak
     FROM (SELECT max(at_ms) AS at, max(peak) AS peak FROM backlog WHERE at_ms >= @from AND at_ms < @to GROUP BY CAST((at_ms - @from) / @width AS INTEGER)) AS part
     JOIN backlog AS last ON last.at_ms = part.at ORDER BY last.at_ms`,
  );
  const write = db.transaction((point: BacklogPoint) => {
    insert.run({ ...point });
    trim.run({ before: point.at - KEPT_MS });
  });
  const last: Backlog['last'] = (at) => {
    const row = selectLast.get({ at });
    return row === undefined ? null : toPoint(row);
  };
  return {
    record: (point) => write.immediate(point),
    last,
    peak: (from, to) => Number(selectPeak.get({ from, to })?.peak),
    drainedAt(from) {
      const row = selectDrained.get({ from });
      return row === undefined ? null : utcMillis(integer(row, 'at'));
    },
    between(from, to, parts) {
      const before = last(utcMillis(Math.max(0, from - 1)));
      const width = Math.max(1, Math.ceil((to - from) / parts));
      return [...(before === null ? [] : [before]), ...selectBetween.all({ from, to, width }).map(toPoint)];
    },
  };
}

const toPoint = (row: Row): BacklogPoint => ({ at: utcMillis(integer(row, 'at')), waiting: integer(row, 'waiting'), peak: integer(row, 'peak') });
