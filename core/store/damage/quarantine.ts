/**
 * Sets a damaged database aside and puts a new one with its readable rows in its place. The program never deletes what is set aside.
 *
 * The work has three stages, and a file says which one is under way. Each stage can be done again from its beginning, so a power cut at any instant
 * only makes the next start do it again: files are moved (1), the new database is built in a folder of its own (2), and moved into place (3).
 * The file goes last. Layer: store.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import { flush, moveIfThere, removeFile, replaceFile } from '../../disk/durable.ts';
import { DAMAGE_CAUSES, type DamageCause } from '../../model/damage.ts';
import { PortasFault } from '../../model/fault.ts';
import { type UtcMillis, utcMillis } from '../../model/units.ts';
import { connect, STORE_KEY_BYTES } from '../connect.ts';
import { migrate, type Migration } from '../migrate.ts';
import { applyPragmas } from '../pragmas.ts';
import { openStoreKey, storeKeyFile } from '../store-key.ts';
import { isDamage } from './corruption.ts';
import { salvage } from './salvage.ts';
import { PAGE_BYTES, readSpare, type Spare, spareFile } from './spare.ts';
import { mendLog } from './wal-check.ts';

export const QUARANTINE_FOLDER = 'quarantine';
const REBUILT_FOLDER = 'rebuilt';
const SCRATCH_FOLDER = 'scratch';
/** A backup whose rows fill in what the old database has not. */
const BACKUP_FILE = 'backup.db';
const STAGES = ['move', 'build', 'install'] as const;

interface Plan {
  readonly stage: (typeof STAGES)[number];
  /** Below the data folder. */
  readonly folder: string;
  readonly cause: DamageCause;
  readonly at: UtcMillis;
}

const planFile = (path: string): string => `${path}.quarantine`;

/** Whether an earlier run was cut short in the middle of it. */
export const isUnfinished = (path: string): boolean => existsSync(planFile(path));

/**
 * Begins: from here on every start goes on with it until it is done.
 * @param backup - a checked one (backup.ts).
 */
export function quarantine(path: string, cause: DamageCause, at: UtcMillis, migrations: readonly Migration[], backup: string | null = null): void {
  const folder = folderFor(path, at);
  if (backup !== null) {
    // Beside the old database, before the plan that counts on it.
    const target = join(dirname(path), folder);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    copyFileSync(storeKeyFile(backup), storeKeyFile(join(target, BACKUP_FILE)));
    copyFileSync(backup, join(target, BACKUP_FILE));
    flush(target);
  }
  writePlan(path, { stage: 'move', folder, cause, at });
  finish(path, migrations);
}

/** Does what is left to do. */
export function finish(path: string, migrations: readonly Migration[]): void {
  const data = dirname(path);
  const files = filesOf(path);
  let plan = readPlan(path);
  const folder = join(data, plan.folder);
  if (plan.stage === 'move') {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    flush(dirname(folder));
    for (const file of files) moveIfThere(file, join(folder, basename(file)));
    flush(folder);
    flush(data);
    plan = writePlan(path, { ...plan, stage: 'build' });
  }
  const rebuilt = join(data, REBUILT_FOLDER);
  if (plan.stage === 'build') {
    rmSync(rebuilt, { recursive: true, force: true });
    mkdirSync(rebuilt, { mode: 0o700 });
    build(join(folder, basename(path)), join(rebuilt, basename(path)), plan, migrations);
    flush(rebuilt);
    writePlan(path, { ...plan, stage: 'install' });
  }
  for (const file of files) moveIfThere(join(rebuilt, basename(file)), file);
  flush(data);
  rmSync(rebuilt, { recursive: true, force: true });
  removeFile(planFile(path));
}

/** All that belongs to a database; it moves together. */
export const filesOf = (path: string): readonly string[] => [path, `${path}-wal`, `${path}-shm`, storeKeyFile(path), spareFile(path)];

/** A new database with what the old one still gives; closed and in one file when it returns. */
function build(old: string, target: string, { at, cause, folder }: Plan, migrations: readonly Migration[]): void {
  const db = connect(target, openStoreKey(target));
  const scratch = join(dirname(old), SCRATCH_FOLDER);
  const spare = readSpare(old);
  const backup = join(dirname(old), BACKUP_FILE);
  const sources = [...openSources(old, scratch, spare), ...(existsSync(backup) ? [connect(backup, openStoreKey(backup), { readonly: true })] : [])];
  try {
    applyPragmas(db);
    migrate(db, migrations);
    const { saved, lost, marks } = salvage(db, sources, spare?.marks ?? null);
    // A restore is a technician's own act: no alarm.
    const acknowledged = cause === 'restored-over' ? at : null;
    db.prepare('INSERT INTO damages (at_ms, cause, folder, saved, lost, marks, acknowledged_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)').run(at, cause, folder, saved, lost, marks, acknowledged);
    db.prepare('INSERT INTO incidents (at_ms, code, detail) VALUES (?, ?, ?)').run(at, 'store-damaged', `${cause}: ${saved} waiting records saved, ${lost ?? 'unknown'} not readable; kept in ${folder}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
  } finally {
    for (const source of sources) source.close();
    db.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Copies of the old database in every way it can be opened: as it lies, with its log mended, with the pages of the spare. The evidence itself is only read. */
function openSources(old: string, scratch: string, spare: Spare | null): Database.Database[] {
  if (!existsSync(old)) return [];
  const keys = [existsSync(storeKeyFile(old)) ? readFileSync(storeKeyFile(old)) : null, spare?.key ?? null].filter((key) => key?.length === STORE_KEY_BYTES);
  const opened: Database.Database[] = [];
  const tryOpen = (file: string): boolean => {
    for (const key of keys) {
      if (key === null) continue;
      const db = connect(file, key);
      // The file may end before the last page that its first one names.
      db.unsafeMode(true);
      db.pragma('writable_schema = ON');
      try {
        // Reads the whole schema; an empty file has none.
        if (db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'outbox_counts'`).get() !== undefined) {
          opened.push(db);
          return true;
        }
        db.close();
      } catch (cause) {
        db.close();
        if (!isDamage(cause)) throw cause;
      }
    }
    return false;
  };
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { mode: 0o700 });
  const copyTo = (name: string): string => {
    const copy = join(scratch, name);
    copyFileSync(old, copy);
    if (existsSync(`${old}-wal`)) copyFileSync(`${old}-wal`, `${copy}-wal`);
    return copy;
  };
  tryOpen(copyTo('as-it-lies.db'));
  const mended = mendLog(old);
  if (mended !== null) {
    const copy = copyTo('log-mended.db');
    writeFileSync(`${copy}-wal`, mended);
    tryOpen(copy);
  }
  if (spare !== null) {
    // The first page also counts the pages, and the spare's may be older than the rest: the database's own is better where it can be read.
    for (const first of [2, 1]) {
      if (opened.length > 0) break;
      const copy = copyTo(`spare-from-${first}.db`);
      const bytes = readFileSync(copy);
      for (const [number, page] of spare.pages) if (number >= first) page.copy(bytes, (number - 1) * PAGE_BYTES);
      writeFileSync(copy, bytes);
      tryOpen(copy);
    }
  }
  return opened;
}

function folderFor(path: string, at: UtcMillis): string {
  const name = join(QUARANTINE_FOLDER, new Date(at).toISOString().replaceAll(':', '').replace('.', ''));
  // Two in the same millisecond, or with a clock that went back.
  for (let n = 0; ; n += 1) {
    const folder = n === 0 ? name : `${name}-${n}`;
    if (!existsSync(join(dirname(path), folder))) return folder;
  }
}

function writePlan(path: string, plan: Plan): Plan {
  replaceFile(planFile(path), JSON.stringify(plan));
  return plan;
}

function readPlan(path: string): Plan {
  const file = planFile(path);
  const raw: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const { stage, folder, cause, at } = typeof raw === 'object' && raw !== null ? (raw as Partial<Record<keyof Plan, unknown>>) : {};
  const known = { stage: STAGES.find((name) => name === stage), cause: DAMAGE_CAUSES.find((name) => name === cause) };
  if (known.stage === undefined || known.cause === undefined || typeof folder !== 'string' || !/^quarantine\/[0-9TZ-]+$/.test(folder) || typeof at !== 'number') {
    throw new PortasFault('database-unusable', `${file}: expected a plan of this program's, found something else; look into ${QUARANTINE_FOLDER}/ and remove the file`);
  }
  return { stage: known.stage, cause: known.cause, folder, at: utcMillis(at) };
}
