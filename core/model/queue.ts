/** The outbox as people work on it. */
import type { UtcMillis } from './units.ts';

/** What stands as the last error of a record that somebody set aside. */
export const PARKED_BY_HAND = 'parked by a technician';

/** Place of a row in the order of its state: where a page of the queue ends and the next begins. */
export interface QueueCursor {
  readonly at: number;
  readonly id: number;
}

/** What can be taken out of the queue as a file: what waits or is on its way, what is parked, and what was delivered (without bodies, which are gone). */
export const QUEUE_SETS = ['waiting', 'parked', 'delivered'] as const;
export type QueueSet = (typeof QUEUE_SETS)[number];

/** A row as it leaves the terminal in a file. */
export interface SealedRow {
  readonly recordId: string;
  readonly bodySha256: string;
  readonly sealingKeyId: string;
  readonly createdAt: UtcMillis;
  readonly deliveredAt: UtcMillis | null;
  /** Null once delivered. */
  readonly sealed: Uint8Array | null;
}

/** Work on many records: making all that waits due, putting all parked ones back, taking records out as a file. */
export const QUEUE_WORK_KINDS = ['hasten', 'requeue', 'export'] as const;
export const QUEUE_WORK_STATES = ['running', 'done', 'cancelled', 'failed'] as const;

/** Why work on the queue failed: what a technician can do something about, or `failed`. */
export const QUEUE_FAULTS = ['no-folder', 'not-writable', 'disk-full', 'file-exists', 'failed'] as const;
export type QueueFault = (typeof QUEUE_FAULTS)[number];
