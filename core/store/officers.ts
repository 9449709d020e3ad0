import type Database from 'better-sqlite3-multiple-ciphers';
import { type Outcome, OUTCOMES } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import { integer, oneOf, type Row, text } from './columns.ts';

/** What one member of staff judged; null where nobody had to sign in. */
export interface OfficerWork {
  readonly staffNumber: string | null;
  readonly counts: Readonly<Record<Outcome, number>>;
}

/** Counts `[from, to)` by staff number, in the order of the numbers: this is no ranking of people. Not kept anywhere; only a day at most is cheap. */
export type ReadOfficers = (from: UtcMillis, to: UtcMillis) => readonly OfficerWork[];

export function createOfficers(db: Database.Database): ReadOfficers {
  const selectLast = db.prepare<[], Row>('SELECT coalesce(max(id), 0) AS id FROM journal');
  const selectTime = db.prepare<[Row], Row>('SELECT at_ms AS at FROM journal WHERE id >= @id ORDER BY id LIMIT 1');
  const selectCounts = db.prepare<[Row], Row>(
    `SELECT staff_number AS staffNumber, outcome, count(*) AS count FROM journal
     WHERE id >= @first AND id < @end GROUP BY staff_number, outcome ORDER BY staff_number`,
  );

  /** The smallest identifier from which rows are no older than `at`. Rows are written in the order of their times, so halving finds it without an index. */
  function firstSince(at: UtcMillis): number {
    const newest = selectLast.get();
    let [low, high] = [0, newest === undefined ? 1 : integer(newest, 'id') + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = selectTime.get({ id: middle });
      if (row !== undefined && integer(row, 'at') < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return (from, to) => {
    const byNumber = new Map<string | null, Record<Outcome, number>>();
    for (const row of selectCounts.all({ first: firstSince(from), end: firstSince(to) })) {
      const staffNumber = row.staffNumber === null ? null : text(row, 'staffNumber');
      const counts = byNumber.get(staffNumber) ?? { pass: 0, refer: 0, refuse: 0 };
      counts[oneOf(OUTCOMES, row, 'outcome')] = integer(row, 'count');
      byNumber.set(staffNumber, counts);
    }
    return [...byNumber].map(([staffNumber, counts]) => ({ staffNumber, counts }));
  };
}
