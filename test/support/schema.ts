import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3-multiple-ciphers';
import { migrate } from '../../core/store/migrate.ts';

export const SCHEMA_FILE = fileURLToPath(new URL('../../core/store/schema.sql', import.meta.url));

/** The schema that the migrations make, as text: what core/store/schema.sql shows to readers. */
export function schemaText(): string {
  const db = new Database(':memory:');
  migrate(db);
  const rows = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY type DESC, name").all();
  db.close();
  return rows.map((row) => `${String((row as { sql: unknown }).sql)};\n`).join('\n');
}

if (import.meta.main) writeFileSync(SCHEMA_FILE, schemaText());
