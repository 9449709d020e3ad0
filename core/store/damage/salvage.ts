/**
 * Takes over into a new database what can be read of a damaged one. A record to deliver is taken only when its bytes still have the hash they were kept with.
 * Layer: store.
 */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Row } from '../columns.ts';
import { isDamage } from './corruption.ts';
import { readRows } from './read-rows.ts';
import { MARK_TABLES } from './marks.ts';
import type { Marks } from './spare.ts';

/** Tables that others refer to come before those. */
const FIRST = ['journal', 'contingencies', 'crossings', 'conversions', 'outbox'];
/** Kept by triggers of other tables. */
const DERIVED = ['outbox_counts', 'rollup_sums'];
const DELIVERED = 2;

export interface Salvage {
  /** Undelivered records now in the new database. */
  readonly saved: number;
  /** Undelivered records that the old database counted and that are not there; null where its count could not be read. */
  readonly lost: number | null;
  readonly marks: 'kept' | 'lost';
}

/**
 * @param sources - the same database, read in different ways; what one cannot read another may.
 * @param marks - copies kept beside the database; the higher of theirs and the database's own counts.
 */
export function salvage(target: Database.Database, sources: readonly Database.Database[], marks: Marks | null): Salvage {
  const counts = sources.map(countOf).find((count) => count !== null) ?? null;
  target.pragma('foreign_keys = ON');
  const fill = target.transaction(() => {
    for (const source of sources) copyTables(source, target);
    for (const table of MARK_TABLES) {
      const row = marks?.[table];
      if (row !== undefined) putMark(target, table, row);
    }
  });
  fill.immediate();
  const saved = Number(target.prepare<[], Row>('SELECT coalesce(sum(rows), 0) AS waiting FROM outbox_counts WHERE state <> 2').get()?.waiting);
  return { saved, lost: counts === null ? null : Math.max(0, counts - saved), marks: marksFound(target, sources, marks) };
}

function copyTables(source: Database.Database, target: Database.Database): void {
  const names = tablesOf(target);
  const ordered = [...FIRST, ...names.filter((name) => !FIRST.includes(name) && !DERIVED.includes(name))];
  for (const table of ordered) {
    const wanted = columnsOf(target, table);
    const columns = attempt(() => columnsOf(source, table).filter((column) => wanted.includes(column))) ?? [];
    if (columns.length === 0) continue;
    const insert = target.prepare<[Row]>(`INSERT OR IGNORE INTO "${table}" (${columns.map((name) => `"${name}"`).join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`);
    const keep = keeperOf(table, target, insert);
    readRows(source, table, columns, hasRowId(target, table), keep);
  }
}

/** How a row of a table is put in. Nothing of one row keeps the others out. */
function keeperOf(table: string, target: Database.Database, insert: Database.Statement<[Row]>): (row: Row) => void {
  const put = (row: Row): void => {
    try {
      insert.run(row);
    } catch (cause) {
      // What it belongs to could not be read.
      if (!isConstraint(cause)) throw cause;
    }
  };
  if (table === 'conversions') {
    const has = (parent: string, column: string) => target.prepare<[unknown], Row>(`SELECT 1 AS found FROM ${parent} WHERE ${column} = ?`);
    const scan = has('journal', 'scan_id');
    const crossing = has('crossings', 'crossing_id');
    // Without its scan a conversion still says that the record is this terminal's.
    return (row) => put({ ...row, scan_id: scan.get(row.scan_id) === undefined ? null : row.scan_id, crossing_id: crossing.get(row.crossing_id) === undefined ? null : row.crossing_id });
  }
  if (table !== 'outbox') return put;
  const columns = columnsOf(target, 'outbox').filter((name) => name !== 'id');
  const elsewhere = target.prepare<[Row]>(`INSERT OR IGNORE INTO outbox (${columns.join(', ')}) VALUES (${columns.map((name) => `@${name}`).join(', ')})`);
  const has = target.prepare<[Row], Row>('SELECT 1 AS found FROM outbox WHERE record_id = @record_id');
  const conversion = target.prepare<[Row]>('INSERT OR IGNORE INTO conversions (record_id, at_ms) VALUES (@record_id, @created_at_ms)');
  return (row) => {
    if (row.state !== DELIVERED && !(row.sealed instanceof Uint8Array && createHash('sha256').update(row.sealed).digest('hex') === row.body_sha256)) return;
    conversion.run(row);
    put(row);
    // Two databases count their rows alike: the number may be another record's.
    if (has.get(row) === undefined) elsewhere.run(Object.fromEntries(columns.map((name) => [name, row[name] ?? null])));
  };
}

/** Undelivered records that a database counts; null where that cannot be read. */
function countOf(source: Database.Database): number | null {
  return attempt(() => Number(source.prepare<[], Row>('SELECT coalesce(sum(rows), 0) AS waiting FROM outbox_counts WHERE state <> 2').get()?.waiting));
}

/** A mark that is there already stays where it is the higher. */
function putMark(target: Database.Database, table: (typeof MARK_TABLES)[number], row: Marks[string]): void {
  const names = Object.keys(row).filter((name) => columnsOf(target, table).includes(name));
  const set = names.map((name) => `"${name}" = excluded."${name}"`).join(', ');
  try {
    target.prepare<[Row]>(`INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')}) ON CONFLICT (id) DO UPDATE SET ${set}`).run({ ...row });
  } catch (cause) {
    // The table's own trigger keeps marks from falling: an older copy changes nothing.
    if (!isConstraint(cause)) throw cause;
  }
}

function marksFound(target: Database.Database, sources: readonly Database.Database[], marks: Marks | null): Salvage['marks'] {
  if (marks !== null) return 'kept';
  const read = (table: string): boolean => sources.some((source) => attempt(() => source.prepare(`SELECT count(*) FROM "${table}"`).get()) !== null);
  const held = (table: string): boolean => target.prepare(`SELECT 1 FROM "${table}"`).get() !== undefined;
  return MARK_TABLES.every((table) => held(table) || read(table)) ? 'kept' : 'lost';
}

const tablesOf = (db: Database.Database): string[] =>
  db.prepare<[], Row>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).all().map(({ name }) => String(name));

const columnsOf = (db: Database.Database, table: string): string[] => db.prepare<[string], Row>('SELECT name FROM pragma_table_info(?)').all(table).map(({ name }) => String(name));

const hasRowId = (db: Database.Database, table: string): boolean => Number(db.prepare<[string], Row>('SELECT wr FROM pragma_table_list(?)').get(table)?.wr) === 0;

/** Null where the damage does not let it be read. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (cause) {
    if (!isDamage(cause) && !isMissing(cause)) throw cause;
    return null;
  }
}

const codeOf = (cause: unknown): string => (typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : '');
const isConstraint = (cause: unknown): boolean => codeOf(cause).startsWith('SQLITE_CONSTRAINT');
/** A table that an older database has not. */
const isMissing = (cause: unknown): boolean => codeOf(cause) === 'SQLITE_ERROR';
