/**
 * The outbox as a technician works on it: pages of a state, and changes to many rows in batches. Every statement finds its place by an index and reads
 * no more rows than it returns, so that a page of ten million rows costs what a page of ten thousand does. Layer: store.
 */
import type Database from 'better-sqlite3-multiple-ciphers';
import type { OutboxState } from '../model/outbox.ts';
import { PARKED_BY_HAND, type QueueCursor, type QueueSet, type SealedRow } from '../model/queue.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';
import { type OutboxRow, toRow } from './outbox.ts';

export interface QueuePage {
  readonly rows: readonly OutboxRow[];
  /** Where the next page begins; null at the end. */
  readonly next: QueueCursor | null;
}

export interface SealedRows {
  readonly rows: readonly SealedRow[];
  /** The last row's place; null when there was none. */
  readonly last: QueueCursor | null;
}

export interface QueueTable {
  /** Waiting and parked rows the oldest first, those on their way by the end of their lease, delivered ones the newest first. */
  page(state: OutboxState, after: QueueCursor | null, limit: number): QueuePage;
  /** Makes one waiting row due; false when none of that id waits. */
  hasten(recordId: string, now: UtcMillis): boolean;
  /** Sets a waiting row aside, so that it is not sent; false when none of that id waits. */
  park(recordId: string): boolean;
  /** Makes up to `limit` waiting rows due that are not; returns how many. */
  hastenSome(now: UtcMillis, limit: number): number;
  /** Puts up to `limit` parked rows back, of those after `after` and up to `upTo`; returns the last one's number, null when there was none. */
  requeueSome(after: number, upTo: number, now: UtcMillis, limit: number): { readonly count: number; readonly last: number | null };
  /** Bodies as they lie here, sealed; of rows up to number `upTo`. */
  sealed(set: QueueSet, after: QueueCursor | null, upTo: number, limit: number): SealedRows;
  /** Number of the newest row; 0 when there is none. */
  lastNumber(): number;
  /** When the oldest parked row was made; null when none is parked. */
  oldestParkedAt(): UtcMillis | null;
}

const COLUMNS = 'id, record_id AS recordId, state, created_at_ms AS createdAt, attempts, due_at_ms AS due, last_error AS lastError, settled_at_ms AS settledAt';
const BODY = 'id, record_id AS recordId, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, created_at_ms AS createdAt, settled_at_ms AS settledAt, sealed';

/** One statement a state; `place` is what orders it. Exported for the test of their query plans. */
export const QUEUE_PAGES: Readonly<Record<OutboxState, string>> = {
  // The rows on their way are at most one batch, so that passing over them costs nothing.
  pending: `SELECT ${COLUMNS}, created_at_ms AS place FROM outbox INDEXED BY outbox_waiting_by_age
    WHERE state < 2 AND state = 0 AND (created_at_ms, id) > (@at, @id) ORDER BY created_at_ms, id LIMIT @limit`,
  leased: `SELECT ${COLUMNS}, due_at_ms AS place FROM outbox INDEXED BY outbox_leased_by_due
    WHERE state = 1 AND (due_at_ms, id) > (@at, @id) ORDER BY due_at_ms, id LIMIT @limit`,
  delivered: `SELECT ${COLUMNS}, settled_at_ms AS place FROM outbox INDEXED BY outbox_delivered
    WHERE state = 2 AND (settled_at_ms, id) < (@at, @id) ORDER BY settled_at_ms DESC, id DESC LIMIT @limit`,
  dead: `SELECT ${COLUMNS}, 0 AS place FROM outbox INDEXED BY outbox_dead WHERE state = 3 AND id > @id AND @at >= -1 ORDER BY id LIMIT @limit`,
};
export const QUEUE_BODIES: Readonly<Record<QueueSet, string>> = {
  waiting: `SELECT ${BODY}, created_at_ms AS place FROM outbox INDEXED BY outbox_waiting_by_age
    WHERE state < 2 AND (created_at_ms, id) > (@at, @id) AND id <= @upTo ORDER BY created_at_ms, id LIMIT @limit`,
  parked: `SELECT ${BODY}, 0 AS place FROM outbox INDEXED BY outbox_dead WHERE state = 3 AND id > @id AND id <= @upTo AND @at >= -1 ORDER BY id LIMIT @limit`,
  delivered: `SELECT ${BODY}, settled_at_ms AS place FROM outbox INDEXED BY outbox_delivered
    WHERE state = 2 AND (settled_at_ms, id) > (@at, @id) AND id <= @upTo ORDER BY settled_at_ms, id LIMIT @limit`,
};
const BEFORE_ALL: QueueCursor = { at: -1, id: -1 };
const AFTER_ALL: QueueCursor = { at: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER };

export function createQueue(db: Database.Database): QueueTable {
  const prepared = <K extends string>(statements: Readonly<Record<K, string>>) =>
    Object.fromEntries(Object.entries<string>(statements).map(([name, sql]) => [name, db.prepare<[Row], Row>(sql)])) as Record<K, Database.Statement<[Row], Row>>;
  const pages = prepared(QUEUE_PAGES);
  const bodies = prepared(QUEUE_BODIES);
  const hasten = db.prepare<[Row]>('UPDATE outbox SET due_at_ms = @now WHERE record_id = @recordId AND state = 0');
  const park = db.prepare<[Row]>('UPDATE outbox SET state = 3, last_error = @error WHERE record_id = @recordId AND state = 0');
  const hastenSome = db.prepare<[Row]>(
    `UPDATE outbox SET due_at_ms = @now WHERE id IN (
       SELECT id FROM outbox INDEXED BY outbox_pending_by_due WHERE state = 0 AND due_at_ms > @now ORDER BY due_at_ms, id LIMIT @limit)`,
  );
  const requeueSome = db.prepare<[Row], Row>(
    `UPDATE outbox SET state = 0, due_at_ms = @now, put_back_at_ms = @now WHERE id IN (
       SELECT id FROM outbox INDEXED BY outbox_dead WHERE state = 3 AND id > @after AND id <= @upTo ORDER BY id LIMIT @limit) RETURNING id`,
  );
  const selectLast = db.prepare<[], Row>('SELECT id FROM outbox ORDER BY id DESC LIMIT 1');
  const selectOldestParked = db.prepare<[], Row>('SELECT created_at_ms AS createdAt FROM outbox INDEXED BY outbox_dead WHERE state = 3 ORDER BY id LIMIT 1');

  return {
    page(state, after, limit) {
      // One row more than is shown says whether there is a next page.
      const found = pages[state].all({ ...(after ?? (state === 'delivered' ? AFTER_ALL : BEFORE_ALL)), limit: limit + 1 });
      const shown = found.slice(0, limit);
      return { rows: shown.map(toRow), next: found.length > limit ? placeOf(shown) : null };
    },
    hasten: (recordId, now) => hasten.run({ recordId, now }).changes === 1,
    park: (recordId) => park.run({ recordId, error: PARKED_BY_HAND }).changes === 1,
    hastenSome: (now, limit) => hastenSome.run({ now, limit }).changes,
    requeueSome(after, upTo, now, limit) {
      const ids = requeueSome.all({ after, upTo, now, limit }).map((row) => integer(row, 'id'));
      return { count: ids.length, last: ids.length === 0 ? null : Math.max(...ids) };
    },
    sealed(set, after, upTo, limit) {
      const found = bodies[set].all({ ...(after ?? BEFORE_ALL), upTo, limit });
      return { rows: found.map(toSealedRow), last: placeOf(found) };
    },
    lastNumber() {
      const row = selectLast.get();
      return row === undefined ? 0 : integer(row, 'id');
    },
    oldestParkedAt() {
      const row = selectOldestParked.get();
      return row === undefined ? null : utcMillis(integer(row, 'createdAt'));
    },
  };
}

function placeOf(rows: readonly Row[]): QueueCursor | null {
  const last = rows.at(-1);
  return last === undefined ? null : { at: integer(last, 'place'), id: integer(last, 'id') };
}

function toSealedRow(row: Row): SealedRow {
  return {
    recordId: text(row, 'recordId'),
    bodySha256: text(row, 'bodySha256'),
    sealingKeyId: text(row, 'sealingKeyId'),
    createdAt: utcMillis(integer(row, 'createdAt')),
    deliveredAt: row.settledAt === null ? null : utcMillis(integer(row, 'settledAt')),
    sealed: row.sealed instanceof Uint8Array ? row.sealed : null,
  };
}
