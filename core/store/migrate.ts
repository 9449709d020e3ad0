import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type Database from 'better-sqlite3-multiple-ciphers';
import { PortasFault } from '../model/fault.ts';

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

const MIGRATIONS_DIR = fileURLToPath(new URL('./migrations/', import.meta.url));

/** Reads the numbered migrations. @throws Error when the numbers are not 1, 2, 3 ... without a gap. */
export function readMigrations(dir: string = MIGRATIONS_DIR): readonly Migration[] {
  const files = readdirSync(dir).filter((file) => file.endsWith('.sql')).sort();
  return files.map((file, index) => {
    const version = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]);
    if (version !== index + 1) throw new Error(`${file}: expected migration number ${index + 1}`);
    return { version, name: file, sql: readFileSync(join(dir, file), 'utf8') };
  });
}

/**
 * Brings a database up to date, one IMMEDIATE transaction a migration with its `user_version`.
 * @throws PortasFault `database-newer` when a newer Portas has written it: going back could lose records.
 */
export function migrate(db: Database.Database, migrations: readonly Migration[] = readMigrations()): void {
  const current = Number(db.pragma('user_version', { simple: true }));
  if (current > migrations.length) {
    throw new PortasFault('database-newer', `${db.name}: schema version ${current} is newer than this program's ${migrations.length}; install the newer version`);
  }
  // A migration may edit the text of a check in the schema table, which is forbidden otherwise.
  db.unsafeMode(true);
  try {
    for (const migration of migrations.slice(current)) {
      const apply = db.transaction(() => {
        db.exec(migration.sql);
        db.pragma(`user_version = ${migration.version}`);
      });
      apply.immediate();
    }
  } finally {
    db.unsafeMode(false);
  }
}
