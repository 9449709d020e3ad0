import type { RecordOrigin } from './record-origin.ts';
import type { UtcMillis } from './units.ts';

/** `pending` waits for its time; `leased` is on its way; `delivered` has a receipt; `dead` needs a technician. */
export const OUTBOX_STATES = ['pending', 'leased', 'delivered', 'dead'] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

/** A record sealed to the gateway's key: nobody but the gateway can read it. */
export interface SealedRecord {
  /** UUID made at conversion; the idempotency key. */
  readonly recordId: string;
  /** libsodium `crypto_box_seal` output. */
  readonly sealed: Uint8Array;
  /** SHA-256 of `sealed`, lower-case hex. */
  readonly bodySha256: string;
  /** Which of the gateway's sealing keys was used. */
  readonly sealingKeyId: string;
  readonly createdAt: UtcMillis;
}

export interface LeasedRecord extends SealedRecord {
  /** How often it was leased, this time included. */
  readonly attempts: number;
  /** The terminal that made it, where it is another one. */
  readonly origin?: RecordOrigin;
}

/** How one leased record's upload went. */
export type Settlement =
  | { readonly recordId: string; readonly result: 'delivered' }
  | { readonly recordId: string; readonly result: 'retry'; readonly nextAttemptAt: UtcMillis; readonly error: string }
  | { readonly recordId: string; readonly result: 'dead'; readonly error: string };

export type OutboxCounts = Readonly<Record<OutboxState, number>>;

/** What the uploader needs of the store. Synchronous: each call is one transaction. */
export interface Outbox {
  /** Leases up to `limit` due records: the newest of travellers who may still stand at the desk, then the oldest due. A lease that runs out makes its record due again. */
  lease(limit: number, now: UtcMillis, leaseUntil: UtcMillis): readonly LeasedRecord[];
  /** Settles records by their own answers. A delivery always counts; a retry or a refusal only while the record is leased. */
  settle(settlements: readonly Settlement[], now: UtcMillis): void;
  /** When the next record becomes due; null when none waits. */
  nextDueAt(): UtcMillis | null;
  counts(): OutboxCounts;
}

/** The gateway's answer for a delivered record, handed to the desk and kept in memory alone. */
export interface Receipt {
  readonly recordId: string;
  /** Text of the mainland code, to be shown as a QR. */
  readonly mainlandCode: string;
  readonly validUntil: UtcMillis;
  readonly deliveredAt: UtcMillis;
}
