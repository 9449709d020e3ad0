import type { AuditEntry } from './audit.ts';
import type { UtcMillis } from './units.ts';

/** Longest notice, in Unicode characters: what is read in one look beside a traveller. */
export const MAX_NOTICE_CHARACTERS = 280;

/** Why a text is no notice. `forbidden-character`: a control, a line break, or a mark that steers the direction of text. */
export const NOTICE_TEXT_FAULTS = ['empty', 'too-long', 'forbidden-character'] as const;
export type NoticeTextFault = (typeof NOTICE_TEXT_FAULTS)[number];

/** How pressing a notice is; the urgent come first, with a shape, a word and a tone of their own. */
export const NOTICE_SEVERITIES = ['information', 'urgent'] as const;
export type NoticeSeverity = (typeof NOTICE_SEVERITIES)[number];

/** How long a typed notice stands: to the end of the Macau day, to a time of day, or until it is withdrawn. */
export const NOTICE_ENDS = ['end-of-day', 'time-of-day', 'withdrawn'] as const;
export type NoticeEnd = (typeof NOTICE_ENDS)[number];

/** A notice that a supervisor typed. Its text is the supervisor's duty; it is not to name a traveller. */
export interface Notice {
  readonly noticeId: string;
  readonly severity: NoticeSeverity;
  readonly text: string;
  readonly sentAt: UtcMillis;
  /** Staff number; null where nobody has to sign in. */
  readonly sentBy: string | null;
  /** First instant at which it no longer stands; null: until withdrawn. */
  readonly validUntil: UtcMillis | null;
  readonly withdrawn: { readonly at: UtcMillis; readonly by: string | null } | null;
}

/** That somebody has read a notice, typed or of the rule set. */
export interface Acknowledgement {
  readonly noticeId: string;
  readonly at: UtcMillis;
  /** Staff number; null: the lane, where nobody has to sign in. */
  readonly by: string | null;
}

/** Where notices are kept; each write is one transaction with its audit line, on disk when it returns. */
export interface NoticeRecords {
  send(notice: Omit<Notice, 'withdrawn'>, audit: AuditEntry): void;
  /** @returns false when there is no such notice, or it is withdrawn already. */
  withdraw(noticeId: string, at: UtcMillis, by: string | null, audit: AuditEntry): boolean;
  /** @returns false when that person, or the lane, has acknowledged it already. */
  acknowledge(acknowledgement: Acknowledgement, audit: AuditEntry): boolean;
  /** Neither withdrawn nor at its end, the oldest first. */
  standing(at: UtcMillis): readonly Notice[];
  /** Withdrawn or at their end, the newest first. */
  past(at: UtcMillis, limit: number): readonly Notice[];
  hasAcknowledged(noticeId: string, by: string | null): boolean;
  /** In the order in which they were given. */
  acknowledgementsOf(noticeId: string): readonly Acknowledgement[];
}

/**
 * What no notice may hold, as Unicode names it: controls (line breaks and tabs among them), formats (marks that reverse or hide text), line and
 * paragraph separators, halves of characters.
 */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Unicode code points, as the database counts them: a rare Han character is one. */
export const countCharacters = (text: string): number => Array.from(text).length;

/**
 * Takes the blank space off both ends and checks what is left: 1 to 280 characters (Unicode code points), all of them printable.
 * @returns the text to keep, or why there is none.
 */
export function parseNoticeText(typed: string): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: NoticeTextFault } {
  const text = typed.trim();
  if (text === '') return { ok: false, fault: 'empty' };
  if (FORBIDDEN.test(text)) return { ok: false, fault: 'forbidden-character' };
  if (countCharacters(text) > MAX_NOTICE_CHARACTERS) return { ok: false, fault: 'too-long' };
  return { ok: true, text };
}
