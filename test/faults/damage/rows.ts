/** Every row of a database, in a form that can be compared. */
import type Database from 'better-sqlite3-multiple-ciphers';

/** Rows as text, by table. */
export type Rows = ReadonlyMap<string, readonly string[]>;

/** Reads every table whole. @throws SqliteError at damage. */
export function readAll(db: Database.Database): Rows {
  const tables = db.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
  return new Map(tables.map(({ name }) => [name, db.prepare(`SELECT * FROM "${name}" ORDER BY 1`).all().map(toText)]));
}

export const isSame = (a: Rows, b: Rows): boolean => toText([...a]) === toText([...b]);

const toText = (value: unknown): string => JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? Buffer.from(inner).toString('hex') : inner));
