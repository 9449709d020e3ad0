import type Database from 'better-sqlite3-multiple-ciphers';
import { PortasFault } from '../model/fault.ts';

/** Wait for another connection's lock (a backup, a technician's tool) before giving up. */
const BUSY_TIMEOUT_MS = 2_000;
/** A checkpointed WAL is cut back to this size, so that a long outage's log does not stay on a small disk. */
const JOURNAL_SIZE_LIMIT_BYTES = 16 * 1024 * 1024;

/**
 * Settings of every connection, each set and read back. The library is built with synchronous=NORMAL for WAL,
 * which loses acknowledged commits on power loss: FULL is set explicitly.
 * @see https://www.sqlite.org/pragma.html
 */
const SETTINGS: readonly (readonly [name: string, set: string | number, expected: string | number])[] = [
  ['busy_timeout', BUSY_TIMEOUT_MS, BUSY_TIMEOUT_MS],
  ['journal_mode', 'WAL', 'wal'],
  ['synchronous', 'FULL', 2],
  ['foreign_keys', 'ON', 1],
  ['secure_delete', 'ON', 1],
  ['trusted_schema', 'OFF', 0],
  ['journal_size_limit', JOURNAL_SIZE_LIMIT_BYTES, JOURNAL_SIZE_LIMIT_BYTES],
];

/** Applies the settings. @throws PortasFault `database-unusable` when one does not read back as set. */
export function applyPragmas(db: Database.Database): void {
  for (const [name, set, expected] of SETTINGS) {
    db.pragma(`${name} = ${set}`);
    const actual: unknown = db.pragma(name, { simple: true });
    if (actual !== expected) {
      throw new PortasFault('database-unusable', `${db.name}: pragma ${name} should read ${expected} but reads ${String(actual)}`);
    }
  }
}
