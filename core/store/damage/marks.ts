/** The marks that must not fall: what keeps signed sets and the clock from going back. One row each. Layer: store. */
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Marks } from './spare.ts';

export const MARK_TABLES = ['trust_marks', 'clock_mark'] as const;

/** Reads the rows as they are, for the spare. */
export function createMarkReader(db: Database.Database): () => Marks {
  const reads = MARK_TABLES.map((table) => [table, db.prepare<[], Marks[string]>(`SELECT * FROM ${table}`)] as const);
  return () => Object.fromEntries(reads.flatMap(([table, read]) => read.all().map((row) => [table, row])));
}
