/** The records that wait for the gateway, and the key by which it knows the terminal. */
import * as z from 'zod';
import { KEY_RENEWALS } from '../model/network.ts';
import { OUTBOX_STATES } from '../model/outbox.ts';
import { QUEUE_FAULTS, QUEUE_SETS, QUEUE_WORK_KINDS, QUEUE_WORK_STATES } from '../model/queue.ts';
import { BACK_OFFICE, call, TECHNICIAN } from './call.ts';
import { Status } from './status.ts';
import { Count, MAX_FOLDER_CHARACTERS, Nothing, Time } from './words.ts';

const RenewKeyReply = z.strictObject({ result: z.enum([...KEY_RENEWALS, 'no-gateway']), keyId: z.string().nullable(), error: z.string().nullable() });

export { PARKED_BY_HAND, QUEUE_SETS } from '../model/queue.ts';
const OutboxStateName = z.enum(OUTBOX_STATES);
const QueueRow = z.strictObject({
  recordId: z.uuid(),
  state: OutboxStateName,
  createdAt: Time,
  attempts: Count,
  nextAttemptAt: Time.nullable(),
  lastError: z.string().nullable(),
  deliveredAt: Time.nullable(),
});
export type QueueRow = z.infer<typeof QueueRow>;
/** Rows of a page of the queue. */
export const QUEUE_PAGE_ROWS = 50;
/** Where a page ends and the next begins; the engine's own, not to be made up. */
const QueueCursor = z.strictObject({ at: z.int(), id: z.int() });
export type QueueCursor = z.infer<typeof QueueCursor>;
const QueuePage = z.strictObject({ rows: z.array(QueueRow).max(QUEUE_PAGE_ROWS), next: QueueCursor.nullable() });
export type QueuePage = z.infer<typeof QueuePage>;
/** Work on many records, under way or as it ended. */
const QueueWork = z.strictObject({
  kind: z.enum(QUEUE_WORK_KINDS),
  state: z.enum(QUEUE_WORK_STATES),
  done: Count,
  total: Count,
  /** The whole file that an export has written. */
  file: z.string().nullable(),
  fault: z.enum(QUEUE_FAULTS).nullable(),
});
export type QueueWork = z.infer<typeof QueueWork>;
/** Why an export was not begun. */
export const QUEUE_REFUSALS = ['busy', 'not-a-path'] as const;
/** `started` is false while other work is under way. */
const QueueStart = z.strictObject({ started: z.boolean() });
const QueueView = z.strictObject({
  counts: z.strictObject({ pending: Count, leased: Count, delivered: Count, dead: Count }),
  network: Status.shape.network,
  oldestParkedAt: Time.nullable(),
  work: QueueWork.nullable(),
});
export type QueueView = z.infer<typeof QueueView>;

export const queueCalls = {
  'service:queue': call(BACK_OFFICE, Nothing, QueueView),
  /** Rows of one state, from the beginning or after a page: waiting and parked ones the oldest first, delivered ones the newest first. */
  'queue:page': call(BACK_OFFICE, z.strictObject({ state: OutboxStateName, after: QueueCursor.nullable() }), QueuePage),
  /** Closes the breaker and makes all waiting records due, batch by batch. */
  'service:retry-now': call(BACK_OFFICE, Nothing, QueueStart),
  /** Makes one waiting record due. */
  'queue:hasten': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ hastened: z.boolean() })),
  /** Sets one waiting record aside: it is not sent until it is put back. */
  'queue:park': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ parked: z.boolean() })),
  /** Puts a parked record back into the queue. */
  'service:requeue': call(TECHNICIAN, z.strictObject({ recordId: z.uuid() }), z.strictObject({ requeued: z.boolean() })),
  /** Has the gateway take a new key of this terminal in place of the one in use. */
  'service:renew-key': call(TECHNICIAN, Nothing, RenewKeyReply),
  /** Puts all parked records back, batch by batch. */
  'queue:requeue-all': call(TECHNICIAN, Nothing, QueueStart),
  /** Writes records, still sealed, into a folder as JSON Lines, batch by batch. */
  'queue:export': call(
    TECHNICIAN,
    z.strictObject({ set: z.enum(QUEUE_SETS), folder: z.string().min(1).max(MAX_FOLDER_CHARACTERS) }),
    z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true) }), z.strictObject({ ok: z.literal(false), refusal: z.enum(QUEUE_REFUSALS) })]),
  ),
  /** Ends the work under way after its batch. */
  'queue:cancel': call(TECHNICIAN, Nothing, z.strictObject({ cancelled: z.boolean() })),
} as const;

export const queueEvents = {
  /** Work on the queue has come further, or has ended: ask for it. */
  'queue:changed': Nothing,
} as const;
