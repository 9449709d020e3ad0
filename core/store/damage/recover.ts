/** Opens the database of a terminal, and sets a damaged one aside first. The engine alone does this, under its lock (engine-lock.ts). Layer: store. */
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { removeFile, replaceFile } from '../../disk/durable.ts';
import type Database from 'better-sqlite3-multiple-ciphers';
import type { DamageCause } from '../../model/damage.ts';
import { PortasFault } from '../../model/fault.ts';
import type { UtcMillis } from '../../model/units.ts';
import type { Row } from '../columns.ts';
import { connect } from '../connect.ts';
import { type Migration, readMigrations } from '../migrate.ts';
import { openStore, type Store } from '../open-store.ts';
import { openStoreKey, readStoreKey, storeKeyFile } from '../store-key.ts';
import { isDamage } from './corruption.ts';
import { finish, isUnfinished, quarantine } from './quarantine.ts';
import { readSpare, spareFile } from './spare.ts';
import { lostCommits } from './wal-check.ts';

const READ_BYTES = 1_048_576;

/** Left by an engine that met damage while it ran. */
const markFile = (path: string): string => `${path}.damaged`;

export interface RecoveryParts {
  readonly now: () => UtcMillis;
  /** Damage met later, by any statement. The mark for the next start is on disk then: end the process, and start anew. */
  readonly onDamage: (cause: unknown) => void;
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the store; a damaged database is quarantined, and what is readable of it salvaged.
 * @throws PortasFault as `openStore` does, but for damage: then a new database is open in its place, with a row in `damages`.
 */
export function openSoundStore(path: string, { now, onDamage, migrations = readMigrations() }: RecoveryParts): Store {
  if (isUnfinished(path)) finish(path, migrations);
  else {
    const cause = findDamage(path);
    if (cause !== null) quarantine(path, cause, now(), migrations);
  }
  removeFile(markFile(path));
  // What shows while it is being opened is mended here; only what shows later needs a new start.
  let opened = false;
  const met = (cause: unknown): void => {
    if (!opened || existsSync(markFile(path))) return;
    replaceFile(markFile(path), cause instanceof Error ? cause.message : String(cause));
    onDamage(cause);
  };
  const open = (): Store => {
    const store = openStore(path, migrations, met);
    opened = true;
    return store;
  };
  try {
    return open();
  } catch (cause) {
    if (!isDamage(cause)) throw cause;
    readThrough(path);
    quarantine(path, 'unreadable', now(), migrations);
    return open();
  }
}

/** What is wrong with the files, as far as that shows before the database is used; null where nothing is. */
function findDamage(path: string): DamageCause | null {
  const expected = existsSync(spareFile(path));
  const present = existsSync(path);
  if (!present) return expected ? 'missing' : null;
  if (statSync(path).size === 0) return expected ? 'empty' : null;
  // Before anything opens the database, which would make the log anew.
  if (lostCommits(path)) return 'log-damaged';
  const marked = existsSync(markFile(path));
  const atOnce = findKey(path);
  if (atOnce === 'unreadable' && marked) return 'found-while-running';
  if (atOnce !== null) return atOnce;
  return marked && !isSound(path) ? 'found-while-running' : null;
}

/** Reads the whole database: whether what was met while the engine ran is on the disk, or was a read that failed for once. */
const isSound = (path: string): boolean => reads(path, openStoreKey(path), (db) => (db.pragma('integrity_check(1)') as Row[])[0]?.integrity_check === 'ok');

/** Whether the first page can be read with a key. */
const opens = (path: string, key: Uint8Array): boolean => reads(path, key, (db) => db.prepare('SELECT count(*) FROM sqlite_schema').get() !== undefined);

/** What a look at the database says; false where it meets damage. @throws PortasFault `database-unusable` for trouble that is no damage. */
function reads(path: string, key: Uint8Array, look: (db: Database.Database) => boolean): boolean {
  const db = connect(path, key);
  try {
    return look(db);
  } catch (cause) {
    if (!isDamage(cause)) throw toUnusable(path, cause);
    readThrough(path);
    return false;
  } finally {
    db.close();
  }
}

/**
 * Reads the files past SQLite, through which a failing drive looks like damage: a store that cannot be read now is not set aside, for it may be
 * readable at the next start.
 * @throws PortasFault `database-unusable`.
 */
function readThrough(path: string): void {
  const chunk = Buffer.allocUnsafe(READ_BYTES);
  for (const file of [path, `${path}-wal`].filter((name) => existsSync(name))) {
    const open = openSync(file, 'r');
    try {
      while (readSync(open, chunk) > 0);
    } catch (cause) {
      throw toUnusable(file, cause);
    } finally {
      closeSync(open);
    }
  }
}

const toUnusable = (path: string, cause: unknown): PortasFault =>
  new PortasFault('database-unusable', `${path}: cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, { cause });

/** A lost or changed key is taken from the spare. Null when the key file holds the database's key, at the end of the call at least. */
function findKey(path: string): DamageCause | null {
  const key = readStoreKey(path);
  if (key !== null && opens(path, key)) return null;
  const spare = readSpare(path);
  if (spare !== null && opens(path, spare.key)) {
    replaceFile(storeKeyFile(path), spare.key);
    return null;
  }
  if (key === null) return 'key-missing';
  return 'unreadable';
}

/**
 * Puts a backup in place of the database. What the database has and the backup has not is kept: a record is in the new one once, in its newer state.
 * The old database lies in quarantine afterwards. The caller holds the lock (engine-lock.ts) and has checked the backup.
 * @throws PortasFault `database-unusable`.
 */
export function restoreStore(path: string, backup: string, at: UtcMillis, migrations: readonly Migration[] = readMigrations()): void {
  if (isUnfinished(path)) finish(path, migrations);
  quarantine(path, 'restored-over', at, migrations, backup);
  removeFile(markFile(path));
}
