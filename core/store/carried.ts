/** Waiting records that travel by hand from one terminal to another, still sealed. Layer: store. */
import type Database from 'better-sqlite3-multiple-ciphers';
import type { Audit, AuditEntry } from '../model/audit.ts';
import type { SealedRecord } from '../model/outbox.ts';
import type { RecordOrigin } from '../model/record-origin.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';
import { originOf } from './outbox.ts';

/** A sealed record with the terminal that made it. */
export interface CarriedRecord extends SealedRecord {
  readonly origin: RecordOrigin;
}
/** One that lies here: without an origin it is this terminal's own. */
export type HeldRecord = SealedRecord & { readonly origin?: RecordOrigin; readonly row: number };

export interface Carried {
  /** Undelivered records, oldest first, a page at a time. @param after - the last row of the page before; 0 for the first. */
  page(after: number, limit: number): readonly HeldRecord[];
  /** Puts records of other terminals among the waiting; those that are here already change nothing. Returns how many were new. */
  add(records: readonly CarriedRecord[], ownId: string, now: UtcMillis, act: AuditEntry): number;
  /** Parks records that wait at another terminal now: nothing is removed, but they are not sent from here any more. Returns how many. */
  parkMoved(recordIds: readonly string[], to: string, act: AuditEntry): number;
}

export function createCarried(db: Database.Database, audit: Audit): Carried {
  const select = db.prepare<[Row], Row>(
    `SELECT id, record_id AS recordId, sealed, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, created_at_ms AS createdAt,
            origin, origin_key_id AS originKeyId, origin_signature AS originSignature
     FROM outbox WHERE id > @after AND state <> 2 ORDER BY id LIMIT @limit`,
  );
  const insertConversion = db.prepare<[Row]>('INSERT OR IGNORE INTO conversions (record_id, at_ms) VALUES (@recordId, @createdAt)');
  const insert = db.prepare<[Row]>(
    `INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms, origin, origin_key_id, origin_signature)
     VALUES (@recordId, @sealed, @bodySha256, @sealingKeyId, @createdAt, @now, @origin, @originKeyId, @originSignature) ON CONFLICT (record_id) DO NOTHING`,
  );
  const park = db.prepare<[Row]>('UPDATE outbox SET state = 3, last_error = @error WHERE record_id = @recordId AND state IN (0, 1)');
  const add = db.transaction((records: readonly CarriedRecord[], ownId: string, now: UtcMillis, act: AuditEntry): number => {
    let added = 0;
    for (const { recordId, sealed, bodySha256, sealingKeyId, createdAt, origin } of records) {
      insertConversion.run({ recordId, createdAt });
      added += insert.run({ recordId, sealed, bodySha256, sealingKeyId, createdAt, now, ...columnsOf(origin.terminalId === ownId ? null : origin) }).changes;
    }
    audit.record(act);
    return added;
  });
  const parkMoved = db.transaction((recordIds: readonly string[], to: string, act: AuditEntry): number => {
    let parked = 0;
    for (const recordId of recordIds) parked += park.run({ recordId, error: `moved to ${to}` }).changes;
    audit.record(act);
    return parked;
  });
  return {
    page: (after, limit) =>
      select.all({ after, limit }).map((row) => ({
        row: integer(row, 'id'),
        recordId: text(row, 'recordId'),
        sealed: row.sealed instanceof Uint8Array ? row.sealed : new Uint8Array(),
        bodySha256: text(row, 'bodySha256'),
        sealingKeyId: text(row, 'sealingKeyId'),
        createdAt: utcMillis(integer(row, 'createdAt')),
        ...originOf(row),
      })),
    add: (records, ownId, now, act) => add.immediate(records, ownId, now, act),
    parkMoved: (recordIds, to, act) => parkMoved.immediate(recordIds, to, act),
  };
}

function columnsOf(origin: RecordOrigin | null): Row {
  return { origin: origin?.terminalId ?? null, originKeyId: origin?.keyId ?? null, originSignature: origin?.signature ?? null };
}
