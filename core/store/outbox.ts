import type Database from 'better-sqlite3-multiple-ciphers';
import { OUTBOX_STATES, type LeasedRecord, type Outbox, type OutboxCounts, type OutboxState, type Settlement } from '../model/outbox.ts';
import type { RecordOrigin } from '../model/record-origin.ts';
import { durationMs, MINUTE_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** States as stored: the position in OUTBOX_STATES. */
const CODE: Readonly<Record<OutboxState, number>> = { pending: 0, leased: 1, delivered: 2, dead: 3 };
/**
 * How long after the conversion the traveller may still stand at the desk, waiting for the mainland code: the longest hold of a desk by default
 * (`desk.holdLimitSeconds`). Records younger than this go before the backlog of an outage.
 */
export const AT_DESK_MS = durationMs(3 * MINUTE_MS);
/** Young rows looked at for one batch. A desk makes one every few seconds, so that more of them are no travellers at a desk. */
const MAX_AT_DESK_ROWS = 200;
/** A gateway's words are kept for the technician up to this length. */
const MAX_ERROR_CHARACTERS = 300;

/** A queue row as the technician sees it. */
export interface OutboxRow {
  readonly recordId: string;
  readonly state: OutboxState;
  readonly createdAt: UtcMillis;
  readonly attempts: number;
  readonly nextAttemptAt: UtcMillis | null;
  readonly lastError: string | null;
  readonly deliveredAt: UtcMillis | null;
}

/** What the terminal still knows of a record that was delivered: its body is gone, and its hash proves what it was. */
export interface Delivery {
  readonly recordId: string;
  /** SHA-256 of the sealed body, as the gateway's receipt repeated it. */
  readonly bodySha256: string;
  readonly sealingKeyId: string;
  readonly createdAt: UtcMillis;
  readonly deliveredAt: UtcMillis;
}

/** The outbox with what the desk and the technician need beside the uploader's part. */
export interface OutboxTable extends Outbox {
  oldestWaitingAt(): UtcMillis | null;
  /** Dead rows first, then the oldest waiting. */
  rows(limit: number): readonly OutboxRow[];
  /** Puts a dead row back; false when there is none of that id. */
  requeue(recordId: string, now: UtcMillis): boolean;
  stateOf(recordId: string): OutboxState | null;
  /** Leases of an earlier run are void: whoever held them is gone. Returns how many there were. */
  releaseLeases(now: UtcMillis): number;
  /** Deliveries at an instant or after, oldest first, as far back as delivered rows are kept. */
  deliveries(since: UtcMillis): IterableIterator<Delivery>;
  /** Removes delivered rows settled before an instant; returns how many. */
  purgeDelivered(before: UtcMillis): number;
}

/** The inner LIMIT ends the walk over the index however many rows are young. Exported for the test of its query plan. */
export const SELECT_AT_DESK = `SELECT id, record_id AS recordId, sealed, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, created_at_ms AS createdAt, attempts,
         origin, origin_key_id AS originKeyId, origin_signature AS originSignature
  FROM outbox WHERE id IN (
    SELECT id FROM (
      SELECT id, state, due_at_ms FROM outbox INDEXED BY outbox_waiting_by_age WHERE state < 2 AND created_at_ms > @since ORDER BY created_at_ms DESC LIMIT @most
    ) WHERE state = 0 AND due_at_ms <= @now LIMIT @limit
  ) ORDER BY created_at_ms DESC`;

export function createOutbox(db: Database.Database): OutboxTable {
  const selectAtDesk = db.prepare<[Row], Row>(SELECT_AT_DESK);
  const selectDue = db.prepare<[Row], Row>(
    `SELECT id, record_id AS recordId, sealed, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, created_at_ms AS createdAt, attempts,
         origin, origin_key_id AS originKeyId, origin_signature AS originSignature
     FROM outbox INDEXED BY outbox_pending_by_due WHERE state = 0 AND due_at_ms <= @now ORDER BY due_at_ms, id LIMIT @limit`,
  );
  const lease = db.prepare<[Row]>('UPDATE outbox SET state = 1, attempts = attempts + 1, due_at_ms = @until WHERE id = @id');
  const expireLeases = db.prepare<[Row]>(
    `UPDATE outbox INDEXED BY outbox_leased_by_due SET state = 0, last_error = 'lease ran out' WHERE state = 1 AND due_at_ms <= @now`,
  );
  const releaseAll = db.prepare<[Row]>(`UPDATE outbox SET state = 0, due_at_ms = @now, last_error = 'interrupted' WHERE state = 1`);
  const deliver = db.prepare<[Row]>(
    'UPDATE outbox SET state = 2, sealed = NULL, settled_at_ms = @now, last_error = NULL WHERE record_id = @recordId AND state <> 2',
  );
  const retry = db.prepare<[Row]>('UPDATE outbox SET state = 0, due_at_ms = @due, last_error = @error WHERE record_id = @recordId AND state = 1');
  const bury = db.prepare<[Row]>('UPDATE outbox SET state = 3, last_error = @error WHERE record_id = @recordId AND state = 1');
  const requeue = db.prepare<[Row]>('UPDATE outbox SET state = 0, due_at_ms = @now, put_back_at_ms = @now WHERE record_id = @recordId AND state = 3');
  const purge = db.prepare<[Row]>('DELETE FROM outbox WHERE state = 2 AND settled_at_ms < @before');
  const selectNextPending = db.prepare<[], Row>(
    'SELECT due_at_ms AS due FROM outbox INDEXED BY outbox_pending_by_due WHERE state = 0 ORDER BY due_at_ms, id LIMIT 1',
  );
  const selectNextLeased = db.prepare<[], Row>(
    'SELECT due_at_ms AS due FROM outbox INDEXED BY outbox_leased_by_due WHERE state = 1 ORDER BY due_at_ms, id LIMIT 1',
  );
  const selectCounts = db.prepare<[], Row>('SELECT state, rows FROM outbox_counts');
  const selectOldest = db.prepare<[], Row>(
    'SELECT created_at_ms AS createdAt FROM outbox INDEXED BY outbox_waiting_by_age WHERE state < 2 ORDER BY created_at_ms LIMIT 1',
  );
  const selectDead = db.prepare<[Row], Row>(`SELECT record_id AS recordId, state, created_at_ms AS createdAt, attempts, due_at_ms AS due, last_error AS lastError, settled_at_ms AS settledAt FROM outbox INDEXED BY outbox_dead WHERE state = 3 ORDER BY id LIMIT @limit`);
  const selectWaiting = db.prepare<[Row], Row>(
    `SELECT record_id AS recordId, state, created_at_ms AS createdAt, attempts, due_at_ms AS due, last_error AS lastError, settled_at_ms AS settledAt FROM outbox INDEXED BY outbox_waiting_by_age WHERE state < 2 ORDER BY created_at_ms LIMIT @limit`,
  );
  const selectState = db.prepare<[Row], Row>('SELECT state FROM outbox WHERE record_id = @recordId');

  const selectDeliveries = db.prepare<[Row], Row>(
    `SELECT record_id AS recordId, body_sha256 AS bodySha256, sealing_key_id AS sealingKeyId, created_at_ms AS createdAt, settled_at_ms AS deliveredAt
     FROM outbox INDEXED BY outbox_delivered WHERE state = 2 AND settled_at_ms >= @since ORDER BY settled_at_ms, id`,
  );

  const leaseBatch = db.transaction((limit: number, now: UtcMillis, until: UtcMillis): LeasedRecord[] => {
    expireLeases.run({ now });
    const take = (row: Row): LeasedRecord => {
      lease.run({ id: integer(row, 'id'), until });
      return toLeased(row);
    };
    // The travellers who wait come first, with half of the batch at most: the backlog moves in every batch but one of a single record.
    const atDesk = selectAtDesk.all({ now, since: now - AT_DESK_MS, most: MAX_AT_DESK_ROWS, limit: Math.ceil(limit / 2) }).map(take);
    return [...atDesk, ...selectDue.all({ now, limit: limit - atDesk.length }).map(take)];
  });
  const settleBatch = db.transaction((settlements: readonly Settlement[], now: UtcMillis) => {
    for (const settlement of settlements) {
      const { recordId } = settlement;
      if (settlement.result === 'delivered') deliver.run({ recordId, now });
      else if (settlement.result === 'retry') retry.run({ recordId, due: settlement.nextAttemptAt, error: clip(settlement.error) });
      else bury.run({ recordId, error: clip(settlement.error) });
    }
  });
  const earliest = (...rows: readonly (Row | undefined)[]): UtcMillis | null => {
    const dues = rows.flatMap((row) => (row === undefined ? [] : [integer(row, 'due')]));
    return dues.length === 0 ? null : utcMillis(Math.min(...dues));
  };

  return {
    lease: (limit, now, leaseUntil) => leaseBatch.immediate(limit, now, leaseUntil),
    settle: (settlements, now) => settleBatch.immediate(settlements, now),
    nextDueAt: () => earliest(selectNextPending.get(), selectNextLeased.get()),
    counts() {
      const rows = new Map(selectCounts.all().map((row) => [integer(row, 'state'), integer(row, 'rows')]));
      const of = (state: OutboxState): number => rows.get(CODE[state]) ?? 0;
      return { pending: of('pending'), leased: of('leased'), delivered: of('delivered'), dead: of('dead') } satisfies OutboxCounts;
    },
    oldestWaitingAt() {
      const row = selectOldest.get();
      return row === undefined ? null : utcMillis(integer(row, 'createdAt'));
    },
    rows(limit) {
      const dead = selectDead.all({ limit });
      return [...dead, ...selectWaiting.all({ limit: limit - dead.length })].map(toRow);
    },
    requeue: (recordId, now) => requeue.run({ recordId, now }).changes === 1,
    stateOf(recordId) {
      const row = selectState.get({ recordId });
      return row === undefined ? null : stateOf(row);
    },
    releaseLeases: (now) => releaseAll.run({ now }).changes,
    *deliveries(since) {
      for (const row of selectDeliveries.iterate({ since })) yield toDelivery(row);
    },
    purgeDelivered: (before) => purge.run({ before }).changes,
  };
}

const clip = (error: string): string => error.slice(0, MAX_ERROR_CHARACTERS);

function stateOf(row: Row): OutboxState {
  return OUTBOX_STATES.find((state) => CODE[state] === row.state) ?? 'dead';
}

function toLeased(row: Row): LeasedRecord {
  const sealed = row.sealed;
  return {
    recordId: text(row, 'recordId'),
    // A row whose body is not bytes goes out empty: the gateway refuses it, it ends as dead and a technician sees it.
    sealed: sealed instanceof Uint8Array ? sealed : new Uint8Array(),
    bodySha256: text(row, 'bodySha256'),
    sealingKeyId: text(row, 'sealingKeyId'),
    createdAt: utcMillis(integer(row, 'createdAt')),
    attempts: integer(row, 'attempts') + 1,
    ...originOf(row),
  };
}

/** The maker of a record that another terminal made. */
export function originOf(row: Row): { readonly origin?: RecordOrigin } {
  return row.origin === null ? {} : { origin: { terminalId: text(row, 'origin'), keyId: text(row, 'originKeyId'), signature: text(row, 'originSignature') } };
}

function toDelivery(row: Row): Delivery {
  return {
    recordId: text(row, 'recordId'),
    bodySha256: text(row, 'bodySha256'),
    sealingKeyId: text(row, 'sealingKeyId'),
    createdAt: utcMillis(integer(row, 'createdAt')),
    deliveredAt: utcMillis(integer(row, 'deliveredAt')),
  };
}

export function toRow(row: Row): OutboxRow {
  const state = stateOf(row);
  return {
    recordId: text(row, 'recordId'),
    state,
    createdAt: utcMillis(integer(row, 'createdAt')),
    attempts: integer(row, 'attempts'),
    nextAttemptAt: state === 'pending' || state === 'leased' ? utcMillis(integer(row, 'due')) : null,
    lastError: row.lastError === null ? null : text(row, 'lastError'),
    deliveredAt: row.settledAt === null ? null : utcMillis(integer(row, 'settledAt')),
  };
}
