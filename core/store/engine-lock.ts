/** One engine a data folder. Layer: store. */
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { PortasFault } from '../model/fault.ts';

/** In the data folder; empty. */
export const LOCK_FILE = 'engine.lock';

export interface EngineLock {
  release(): void;
}

/**
 * Takes the folder for this process. The operating system holds the lock (SQLite's own, on an empty file of its kind), so it ends with the process, however
 * that ends, and no leftover can block the next start.
 * @throws PortasFault `data-dir-in-use` while another engine, or a command that needs the terminal stopped, has it.
 */
export function lockDataDir(dataDir: string): EngineLock {
  const db = new Database(join(dataDir, LOCK_FILE), { timeout: 0 });
  try {
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new PortasFault('data-dir-in-use', `${dataDir}: another Portas runs on this folder; stop it first`, { cause });
    }
    throw new PortasFault('data-dir-unusable', `${dataDir}: cannot be locked (${cause instanceof Error ? cause.message : String(cause)})`, { cause });
  }
  return { release: () => void db.close() };
}
