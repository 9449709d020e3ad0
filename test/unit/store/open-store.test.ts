import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { readMigrations } from '../../../core/store/migrate.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { storeKeyFile } from '../../../core/store/store-key.ts';
import { applyPragmas } from '../../../core/store/pragmas.ts';
import { DAY, journalEntry, keepConversion } from '../../support/records.ts';
import { SCHEMA_FILE, schemaText } from '../../support/schema.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

describe('openStore', () => {
  it('creates files that only their owner may read', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    store.journal.recordScan(journalEntry());
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777, name).toBe(0o600);
    store.close();
  });

  it('sets durable pragmas and reads them back', () => {
    const db = rawDatabase(join(tempDir(), 'p.db'));
    applyPragmas(db);
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(db.pragma('secure_delete', { simple: true })).toBe(1);
    db.close();
  });

  it('refuses to run on a database whose pragmas do not read back', () => {
    // A database in memory cannot be in WAL mode.
    const db = new Database(':memory:');
    expect(() => applyPragmas(db)).toThrow(/journal_mode should read wal/);
    db.close();
  });

  it('keeps what was written when opened again', () => {
    const file = join(tempDir(), 'portas.db');
    const first = openStore(file);
    const { recordId } = keepConversion(first);
    first.close();
    const second = openStore(file);
    expect(second.journal.countScans()).toBe(1);
    expect(second.outbox.stateOf(recordId)).toBe('pending');
    second.close();
  });

  it('refuses a database that a newer program wrote, and leaves it as it is', () => {
    const file = join(tempDir(), 'portas.db');
    openStore(file).close();
    const raw = rawDatabase(file);
    raw.pragma('user_version = 999');
    raw.close();
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'database-newer' }));
    const after = rawDatabase(file);
    expect(after.pragma('user_version', { simple: true })).toBe(999);
    after.close();
  });

  it('names a file that is no database', () => {
    const file = join(tempDir(), 'portas.db');
    writeFileSync(storeKeyFile(file), Buffer.alloc(32, 7));
    writeFileSync(file, 'this is not a database, however long it may be made to look'.repeat(20));
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'database-corrupt', message: expect.stringContaining(file) }));
  });

  it.each<[string, Buffer | null]>([
    ['missing', null],
    ['too short', Buffer.alloc(31)],
  ])('does not take a key that is %s for a new terminal', (_, key) => {
    const file = join(tempDir(), 'portas.db');
    openStore(file).close();
    rmSync(storeKeyFile(file));
    if (key !== null) writeFileSync(storeKeyFile(file), key);
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'store-key-invalid', message: expect.stringContaining(storeKeyFile(file)) }));
  });

  it('cannot be read with another key', () => {
    const file = join(tempDir(), 'portas.db');
    openStore(file).close();
    writeFileSync(storeKeyFile(file), Buffer.alloc(32, 7));
    expect(() => openStore(file)).toThrow(expect.objectContaining({ code: 'database-corrupt' }));
  });

  it('names a path that cannot be opened', () => {
    expect(() => openStore(join(tempDir(), 'missing', 'portas.db'))).toThrow(expect.objectContaining({ code: 'database-unusable' }));
  });

  it('undoes a migration that fails half-way, together with its version', () => {
    const file = join(tempDir(), 'portas.db');
    openStore(file).close();
    const sound = readMigrations();
    const broken = [...sound, { version: sound.length + 1, name: 'broken.sql', sql: 'CREATE TABLE half (id INTEGER) STRICT; SELECT no_such_function();' }];
    expect(() => openStore(file, broken)).toThrow(expect.objectContaining({ code: 'database-unusable' }));
    const raw = rawDatabase(file);
    expect(raw.pragma('user_version', { simple: true })).toBe(sound.length);
    expect(raw.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'half'").get()).toEqual({ n: 0 });
    raw.close();
  });

  it('refuses migrations with a gap in their numbers', () => {
    const dir = tempDir();
    writeFileSync(join(dir, '0001-first.sql'), '');
    writeFileSync(join(dir, '0003-third.sql'), '');
    expect(() => readMigrations(dir)).toThrow('0003-third.sql: expected migration number 2');
  });

  it('has the schema that schema.sql shows', () => {
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schemaText());
  });

  it('empties the write-ahead log at a checkpoint', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    store.journal.recordScan(journalEntry({ at: DAY }));
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    store.checkpoint();
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(store.sizeBytes()).toBe(statSync(file).size);
    store.close();
  });
});
