/**
 * `node fill-outbox.ts FILE ROWS BODY_BYTES`: fills a new store with waiting records, each with its scan and its conversion, as years of outage would.
 * A program of its own, because it takes a cache of gigabytes and the benchmark measures its own memory.
 */
import { createHash } from 'node:crypto';
import type Database from 'better-sqlite3-multiple-ciphers';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';

/** When the first record was made; each further one comes a millisecond later. */
const FIRST_AT = Date.parse('2026-11-01T00:00:00+08:00');
/** Whatever is sorted here fits. */
const CACHE_KIB = 2_000_000;

const [file = '', rows = '', bodyBytes = ''] = process.argv.slice(2);
fill(file, Number(rows), Number(bodyBytes));

function fill(path: string, count: number, bytes: number): void {
  openStore(path).close();
  const db = rawDatabase(path);
  try {
    // Nothing here has to survive: no log (which WAL only gives up by way of DELETE), no waiting for the disk, and no check of what is consistent when all is written.
    for (const pragma of ['journal_mode = DELETE', 'journal_mode = OFF', 'synchronous = OFF', 'foreign_keys = OFF', `cache_size = -${CACHE_KIB}`]) db.pragma(pragma);
    const restore = withoutExtras(db, 'outbox');
    const sealed = Buffer.alloc(bytes, 3);
    db.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < CAST(@count AS INTEGER)),
         random AS (SELECT i, printf('%012x', @first + i) AS t, lower(hex(randomblob(10))) AS h FROM n)
       INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms)
       SELECT substr(t, 1, 8) || '-' || substr(t, 9, 4) || '-7' || substr(h, 1, 3) || '-8' || substr(h, 4, 3) || '-' || substr(h, 7, 12),
              @sealed, @hash, 'bench', @first + i, @first + i FROM random`,
    ).run({ count, sealed, hash: createHash('sha256').update(sealed).digest('hex'), first: BigInt(FIRST_AT) });
    db.prepare('UPDATE outbox_counts SET rows = rows + ? WHERE state = 0').run(count);
    restore();
    // In the order of the identifiers, which their index gives: these tables' own indexes then grow at their ends.
    db.prepare(
      `INSERT INTO journal (scan_id, at_ms, lane, source, format, issuer, key_id, outcome, reasons, elapsed_us)
       SELECT record_id, ?, '07', 'hid-pos', 'MO1', 'MO-DEMO', 'k1', 'pass', '[]', 900 FROM outbox ORDER BY record_id`,
    ).run(BigInt(FIRST_AT));
    db.prepare('INSERT INTO conversions (record_id, scan_id, at_ms) SELECT record_id, record_id, ? FROM outbox ORDER BY record_id').run(BigInt(FIRST_AT));
    db.pragma('journal_mode = WAL');
  } finally {
    db.close();
  }
}

/** Takes a table's triggers and indexes away; what it returns puts them back, and sorts an index instead of growing it. */
function withoutExtras(db: Database.Database, table: string): () => void {
  const extras = db.prepare<[string], { readonly type: string; readonly name: string; readonly sql: string }>(
    "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
  );
  const taken = extras.all(table);
  for (const { type, name } of taken) db.exec(`DROP ${type} ${name}`);
  return () => {
    for (const { sql } of taken) db.exec(sql);
  };
}
