/** Reads what can be read of a table of a damaged database, around pages that cannot. Layer: store. */
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Row } from '../columns.ts';
import { isDamage } from './corruption.ts';

/** Row identifiers are tried one by one within a damaged page; past so many failures the rest of the table is given up. A failure costs about 10 us. */
const MAX_FAILED_READS = 20_000;
/** Where nothing tells the last row identifier: one row a second for 34 years. */
const LAST_ROW_ID = 2 ** 30;

/** Calls back with each row, in no promised order, some perhaps twice. @returns whether all of the table could be read. */
export function readRows(db: Database.Database, table: string, columns: readonly string[], hasRowId: boolean, onRow: (row: Row) => void): boolean {
  // Where a failed read comes from is known, and to note it would take as long as the read.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return read(db, table, columns, hasRowId, onRow);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function read(db: Database.Database, table: string, columns: readonly string[], hasRowId: boolean, onRow: (row: Row) => void): boolean {
  const names = columns.map((name) => `"${name}"`).join(', ');
  const each = (statement: Database.Statement<unknown[], Row>, ...bound: readonly number[]): boolean =>
    attempt(() => {
      for (const row of statement.iterate(...bound)) onRow(row);
    });
  if (each(db.prepare(`SELECT ${names} FROM "${table}" NOT INDEXED`))) return true;
  if (!hasRowId) {
    // From both ends to what cannot be read.
    each(db.prepare(`SELECT ${names} FROM "${table}" ORDER BY 1 DESC`));
    return false;
  }
  const between = db.prepare<unknown[], Row>(`SELECT ${names} FROM "${table}" NOT INDEXED WHERE rowid BETWEEN ? AND ?`);
  let left = MAX_FAILED_READS;
  const take = (from: number, to: number): void => {
    if (from > to || left <= 0 || each(between, from, to)) return;
    left -= 1;
    if (from === to) return;
    const middle = Math.floor((from + to) / 2);
    take(from, middle);
    take(middle + 1, to);
  };
  const last = findLast(db, table) ?? LAST_ROW_ID;
  // In growing steps: where the last is not known, most of the way leads nowhere.
  for (let from = 1, step = 1_024; from <= last && left > 0; from += step, step *= 2) take(from, Math.min(last, from + step - 1));
  return false;
}

/** The last row identifier, by the table itself or by any of its indexes; null where none can be read. */
function findLast(db: Database.Database, table: string): number | null {
  const indexes = db.prepare<[string], Row>('SELECT name FROM pragma_index_list(?) WHERE partial = 0').all(table).map(({ name }) => `INDEXED BY "${String(name)}"`);
  for (const by of ['NOT INDEXED', ...indexes]) {
    let last: unknown;
    if (attempt(() => (last = db.prepare<[], Row>(`SELECT coalesce(max(rowid), 0) AS last FROM "${table}" ${by}`).get()?.last)) && typeof last === 'number') return last;
  }
  return null;
}

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    return false;
  }
}
