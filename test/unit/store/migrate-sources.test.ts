import { join } from 'node:path';
import type Database from 'better-sqlite3-multiple-ciphers';
import { expect, it } from 'vitest';
import { SCAN_SOURCES } from '../../../core/model/scan.ts';
import { migrate, readMigrations } from '../../../core/store/migrate.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SOURCES_MIGRATION = 15;

function addScan(db: Database.Database, id: number, source: string): void {
  db.prepare(
    "INSERT INTO journal (id, scan_id, at_ms, lane, source, outcome, reasons, elapsed_us) VALUES (?, ?, 0, 'Lane 1', ?, 'pass', '[]', 0)",
  ).run(id, id.toString().padStart(36, '0'), source);
}

it('lets a journal that has rows take every source and no other word, and leaves it sound', () => {
  const file = join(tempDir(), 'portas.db');
  const old = rawDatabase(file);
  migrate(old, readMigrations().slice(0, SOURCES_MIGRATION - 1));
  addScan(old, 1, 'camera');
  expect(() => addScan(old, 2, 'serial')).toThrow(/CHECK constraint/);
  migrate(old);
  addScan(old, 2, 'serial');
  old.close();

  const db = rawDatabase(file);
  SCAN_SOURCES.forEach((source, index) => addScan(db, 10 + index, source));
  expect(() => addScan(db, 30, 'parrot')).toThrow(/CHECK constraint/);
  expect(() => db.prepare("UPDATE journal SET source = 'manual' WHERE id = 1").run()).toThrow(/write-once/);
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  db.close();
});
