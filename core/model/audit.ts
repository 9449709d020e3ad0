import type { AuditPoint } from './audit-head.ts';
import type { UtcMillis } from './units.ts';

/** The closed list of what is audited. */
export const AUDIT_ACTIONS = [
  'engine-started',
  'engine-stopped',
  'settings-changed',
  'keys-changed',
  'records-parked',
  'commissioned',
  'signed-in',
  'sign-in-refused',
  'unlocked',
  'locked',
  'signed-out',
  'pin-chosen',
  'pin-reset',
  'pin-blocked',
  'pin-released',
  'call-refused',
  'consent-recorded',
  'document-differs',
  'crossing-recorded',
  'record-hastened',
  'record-parked',
  'record-requeued',
  'records-requeued',
  'records-exported',
  'queue-work-cancelled',
  'upload-hastened',
  'key-renewal-asked',
  'key-renewed',
  'reports-watched',
  'reports-exported',
  'test-card-shown',
  'code-examined',
  'diagnostics-written',
  'override',
  'second-person-asked',
  'second-person-refused',
  'second-person-confirmed',
  'second-person-too-late',
  'second-person-lapsed',
  'second-person-cancelled',
  'case-opened',
  'case-passed',
  'case-refused',
  'exported',
  'contingency-declared',
  'contingency-ended',
  'trust-stale-accepted',
  'terminal-out-of-service',
  'terminal-in-service',
  'clock-behind',
  'trust-updated',
  'trust-refused',
  'rules-offered',
  'rules-not-taken',
  'rules-activated',
  'rules-withdrawn',
  'rules-refused',
  'rules-recalled',
  'rules-rolled-back',
  'rules-restored',
  'notice-sent',
  'notice-withdrawn',
  'notice-acknowledged',
  'store-damage-acknowledged',
  'store-backed-up',
  'store-restored',
  'records-carried-out',
  'records-carried-in',
  'records-moved',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Keeps a line of the audit by whoever is signed in; on disk when it returns. @throws what the store throws. */
export type RecordAct = (action: AuditAction, subject: string | null) => void;

/**
 * One line of the audit: who did what, when, why, under which rules. Append-only; never a traveller's name or document number, never a PIN.
 * Law asks for it (Regulation (EU) 2017/2226 article 46 for such systems: purpose, time, data sent, who).
 */
export interface AuditEntry {
  readonly at: UtcMillis;
  readonly action: AuditAction;
  /** Staff number; null where nobody is signed in. */
  readonly person: string | null;
  /** Roles of the person, as signed in. */
  readonly roles: readonly string[];
  /** Staff number of the second person of an action that needs two. */
  readonly second: string | null;
  /** Roles of the second person; left out where there is none. */
  readonly secondRoles?: readonly string[];
  /** What it was done to: a scan, a record, a staff number. */
  readonly subject: string | null;
  /** A closed word: why, or why not. */
  readonly reason: string | null;
  /** Rules in force, `id@version`. */
  readonly ruleSet: string | null;
}

/** Where the audit is kept; on disk when it returns. */
export interface Audit {
  record(entry: AuditEntry): void;
  /** Whether an act of this kind was ever recorded. */
  has(action: AuditAction): boolean;
  /** Whether `person` did this to `subject` at `since` or after. */
  did(act: { readonly person: string; readonly action: AuditAction; readonly subject: string; readonly since: UtcMillis }): boolean;
  newestAt(): UtcMillis | null;
  /** The last line and its hash; null before the first that is chained. */
  end(): AuditPoint | null;
  /** Hash of a line, lower-case hex; null when there is no such line, or it is from before the chain. */
  hashAt(sequence: number): string | null;
  /** The newest line of a kind; null when there is none. */
  newest(action: AuditAction): AuditEntry | null;
  /** When the terminal was last put out of service, or in again; null when it never was. */
  newestServiceChange(): AuditEntry | null;
  /** Newest first. */
  recent(limit: number): readonly AuditEntry[];
}
