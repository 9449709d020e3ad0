import { rawDatabase } from './raw-database.ts';

/** State of a row as the database keeps it. */
export const OUTBOX_CODE = { pending: 0, leased: 1, dead: 3 } as const;

/**
 * Puts many records into the outbox of a database at once, beside whoever has it open; a second apart from one to the next. Their scans are left out, so that a hundred
 * thousand take a second or two.
 */
export function keepManyRecords(file: string, count: number, state: keyof typeof OUTBOX_CODE, createdAt: number): void {
  const db = rawDatabase(file);
  db.pragma('foreign_keys = OFF');
  db.prepare(
    `INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms, state)
     WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < @count)
     SELECT printf('00000000-0000-4000-8000-%012x', n), zeroblob(64), printf('%064x', n), 'gw-1', @createdAt + 1000 * n, @createdAt + 86400000, @state FROM numbers`,
  ).run({ count, createdAt, state: OUTBOX_CODE[state] });
  db.close();
}
