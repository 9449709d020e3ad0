/**
 * A copy of a running terminal's database, in one encrypted file with its key beside it. Layer: store.
 *
 * By VACUUM INTO, which copies in one read transaction, encrypts the copy with the same key and reads (so authenticates) every page on the way; SQLite's
 * backup interface refuses a target that has no key yet.
 * @see https://www.sqlite.org/lang_vacuum.html
 */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { flush, replaceFile } from '../../disk/durable.ts';
import { PortasFault } from '../../model/fault.ts';
import { integer, type Row } from '../columns.ts';
import { connect } from '../connect.ts';
import { readStoreKey, storeKeyFile } from '../store-key.ts';

export interface BackupContent {
  readonly scans: number;
  /** Records without a receipt. */
  readonly undelivered: number;
}

/**
 * Writes the copy and reads it back whole before it counts.
 * @throws PortasFault `backup-unusable` where a file is there already, or the copy is not sound; `database-corrupt` and others for the database itself.
 */
export function backUp(databasePath: string, file: string): BackupContent {
  const key = readStoreKey(databasePath);
  if (key === null) throw new PortasFault('store-key-invalid', `${storeKeyFile(databasePath)}: no key there, so the database cannot be read`);
  for (const name of [file, storeKeyFile(file)]) if (existsSync(name)) throw new PortasFault('backup-unusable', `${name}: is there already; a backup replaces nothing`);
  const db = connect(databasePath, key, { fileMustExist: true });
  try {
    db.prepare('VACUUM INTO ?').run(file);
  } catch (cause) {
    rmSync(file, { force: true });
    throw new PortasFault('backup-unusable', `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  } finally {
    db.close();
  }
  chmodSync(file, 0o600);
  const copy = openSync(file, 'r');
  fsyncSync(copy);
  closeSync(copy);
  replaceFile(storeKeyFile(file), key);
  flush(dirname(file));
  return checkBackup(file);
}

/** Reads a backup whole. @throws PortasFault `backup-unusable` naming what is wrong with it. */
export function checkBackup(file: string): BackupContent {
  const fail = (why: string, cause?: unknown): PortasFault => new PortasFault('backup-unusable', `${file}: ${why}`, { cause });
  if (!existsSync(file)) throw fail('no such file');
  const key = readStoreKey(file);
  if (key === null) throw fail(`its key is expected in ${storeKeyFile(file)}`);
  const db = connect(file, key, { readonly: true });
  try {
    const [first] = db.pragma('integrity_check(1)') as Row[];
    if (first?.integrity_check !== 'ok') throw fail(`not sound: ${String(first?.integrity_check)}`);
    const count = (sql: string): number => {
      const row = db.prepare<[], Row>(sql).get();
      return row === undefined ? 0 : integer(row, 'n');
    };
    return { scans: count('SELECT count(*) AS n FROM journal'), undelivered: count('SELECT coalesce(sum(rows), 0) AS n FROM outbox_counts WHERE state <> 2') };
  } catch (cause) {
    if (cause instanceof PortasFault) throw cause;
    throw fail(`cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  } finally {
    db.close();
  }
}
