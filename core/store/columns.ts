import { PortasFault } from '../model/fault.ts';

/** A row as SQLite gives it: parsed, never cast. */
export type Row = Record<string, unknown>;

/** Reads a text column. @throws PortasFault `database-corrupt` when it holds something else. */
export function text(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw damaged(column, 'text');
  return value;
}

/** Reads an integer column. @throws PortasFault `database-corrupt` when it holds something else. */
export function integer(row: Row, column: string): number {
  const value = row[column];
  if (!Number.isSafeInteger(value)) throw damaged(column, 'a whole number');
  return value as number;
}

/** Reads a column of bytes. @throws PortasFault `database-corrupt` when it holds something else. */
export function blob(row: Row, column: string): Buffer {
  const value = row[column];
  if (!(value instanceof Uint8Array)) throw damaged(column, 'bytes');
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

/** Reads a column with a closed set of values. @throws PortasFault `database-corrupt` when it holds something else. */
export function oneOf<T extends string>(values: readonly T[], row: Row, column: string): T {
  const found = values.find((value) => value === row[column]);
  if (found === undefined) throw damaged(column, `one of ${values.length} known values`);
  return found;
}

const damaged = (column: string, expected: string): PortasFault =>
  new PortasFault('database-corrupt', `column ${column}: expected ${expected}, found something else`);
