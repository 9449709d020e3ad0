/** Who is signed in, who may be, and the audit of what they did. */
import * as z from 'zod';
import { AUDIT_ACTIONS } from '../model/audit.ts';
import { ROLES, SECOND_ACTIONS } from '../model/staff.ts';
import { ANYONE, call, STAFF, SUPERVISOR } from './call.ts';
import { Count, Done, Nothing, Time } from './words.ts';

export const RoleName = z.enum(ROLES);
const StaffNumber = z.string().regex(/^[A-Z0-9]{3,12}$/);
const Pin = z.string().max(64);
const Person = z.strictObject({ staffNumber: z.string(), roles: z.array(RoleName) });
/** Why somebody is not let in. */
export const STAFF_REFUSALS = [
  'badge-malformed',
  'badge-not-proved',
  'badge-forged',
  'badge-not-yet-valid',
  'badge-expired',
  'badge-revoked',
  'staff-unknown',
  'badge-needed',
  'technician-first',
  'nobody-waiting',
  'pin-wrong',
  'pin-wait',
  'pin-blocked',
  'pin-form',
  'pin-weak',
  'busy',
  'second-person-same',
  'second-person-role',
  'second-person-badge',
  'second-person-pin-reset',
  'second-person-too-late',
] as const;
const StaffRefusal = z.enum(STAFF_REFUSALS);
export type StaffRefusal = z.infer<typeof StaffRefusal>;
const StaffReply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({ ok: z.literal(false), refusal: StaffRefusal, waitUntil: Time.nullable() }),
]);
export type StaffReply = z.infer<typeof StaffReply>;
export const SESSION_STATES = ['open', 'uncommissioned', 'signed-out', 'signed-in', 'locked'] as const;
export const SessionView = z.strictObject({
  /** `open`: nobody has to sign in here; `uncommissioned`: a technician must sign in first. */
  state: z.enum(SESSION_STATES),
  /** Who is signed in, or who locked. */
  person: Person.nullable(),
  since: Time.nullable(),
  /** Whose PIN is awaited; `new-pin`: there is none yet. */
  waiting: Person.extend({ needs: z.enum(['pin', 'new-pin']), waitUntil: Time.nullable(), blocked: z.boolean() }).nullable(),
  /** What waits for a second person: a badge is then that person's, not a hand-over. */
  pending: z.strictObject({ action: z.enum(SECOND_ACTIONS), roles: z.array(RoleName), reason: z.string(), until: Time }).nullable(),
  /** What became of the last badge or number. */
  refusal: StaffRefusal.nullable(),
});
export type SessionView = z.infer<typeof SessionView>;
const StaffView = Person.extend({ hasPin: z.boolean(), failures: Count, blocked: z.boolean(), badgeExpiresAt: Time, badgeCounts: z.boolean() });
export type StaffView = z.infer<typeof StaffView>;
const AuditLine = z.strictObject({
  at: Time,
  action: z.enum(AUDIT_ACTIONS),
  person: z.string().nullable(),
  roles: z.array(z.string()),
  second: z.string().nullable(),
  secondRoles: z.array(z.string()),
  subject: z.string().nullable(),
  reason: z.string().nullable(),
  ruleSet: z.string().nullable(),
});
export type AuditLine = z.infer<typeof AuditLine>;

export const staffCalls = {
  'staff:session': call(ANYONE, Nothing, SessionView),
  /** Names somebody whose badge is not at hand. */
  'staff:identify': call(ANYONE, z.strictObject({ staffNumber: StaffNumber }), StaffReply),
  'staff:enter-pin': call(ANYONE, z.strictObject({ pin: Pin }), StaffReply),
  /** The first PIN of somebody whose badge was just scanned. */
  'staff:choose-pin': call(ANYONE, z.strictObject({ pin: Pin }), StaffReply),
  /** Forgets whose PIN was awaited. */
  'staff:cancel': call(ANYONE, Nothing, Done),
  'staff:lock': call(STAFF, Nothing, Done),
  /** Ends the session, a locked one too. */
  'staff:sign-out': call(ANYONE, Nothing, Done),
  /** A key or a pointer moved: not idle. */
  'staff:active': call(ANYONE, Nothing, Done),
  'staff:list': call(SUPERVISOR, Nothing, z.strictObject({ staff: z.array(StaffView) })),
  'staff:release': call(SUPERVISOR, z.strictObject({ staffNumber: StaffNumber }), z.strictObject({ found: z.boolean() })),
  'staff:reset-pin': call(SUPERVISOR, z.strictObject({ staffNumber: StaffNumber }), z.strictObject({ found: z.boolean() })),
  /** The newest lines of the audit. */
  'audit:read': call(SUPERVISOR, Nothing, z.strictObject({ entries: z.array(AuditLine).max(200) })),
} as const;

export const staffEvents = {
  'staff:changed': SessionView,
} as const;
