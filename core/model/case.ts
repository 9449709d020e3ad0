import type { AuditEntry } from './audit.ts';
import type { ReasonCode } from './reasons.ts';
import type { UtcMillis } from './units.ts';

/** Why a traveller goes to the second line: the officer sends him, or he contests the colour of his code. */
export const CASE_KINDS = ['second-line', 'appeal'] as const;
export type CaseKind = (typeof CASE_KINDS)[number];

/** What the second line decided. */
export const CASE_OUTCOMES = ['passed', 'refused'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/** The closed list of what a decision rests on. */
export const CLOSING_REASONS = ['document-agrees', 'document-differs', 'health-check-clear', 'health-check-positive', 'rule-misread', 'other'] as const;
export type ClosingReason = (typeof CLOSING_REASONS)[number];

/** Reasons that a traveller can contest as the colour of his code. */
export const COLOUR_REASONS = ['colour-red', 'colour-yellow', 'colour-unrecognised'] as const satisfies readonly ReasonCode[];

/** One traveller at the second line. Holds nobody's identity: traveller and case meet by the number. */
export interface Case {
  /** Spoken and written on the slip; 1, 2, 3 ... on each terminal. */
  readonly number: number;
  readonly scanId: string;
  readonly kind: CaseKind;
  /** What the verdict said, most decisive first. */
  readonly reasons: readonly ReasonCode[];
  readonly openedAt: UtcMillis;
  /** Staff number; null where nobody has to sign in. */
  readonly openedBy: string | null;
  /** Null while the case is open. */
  readonly closed: { readonly at: UtcMillis; readonly by: string | null; readonly outcome: CaseOutcome; readonly reason: ClosingReason } | null;
}

export interface CaseOpening extends Pick<Case, 'scanId' | 'kind' | 'reasons' | 'openedAt' | 'openedBy'> {
  readonly lane: string;
  readonly audit: AuditEntry;
}

export interface CaseClosing extends NonNullable<Case['closed']> {
  readonly number: number;
  readonly audit: AuditEntry;
}

/** Where cases are kept; each write is one transaction with its audit line, on disk when it returns. */
export interface CaseRecords {
  /** @returns null when the scan has a case already. */
  open(opening: CaseOpening): Case | null;
  /** @returns null when there is no such open case. */
  close(closing: CaseClosing): Case | null;
  find(number: number): Case | null;
  ofScan(scanId: string): Case | null;
  /** Open ones, the oldest first; then the closed ones, the last first. */
  list(limit: { readonly open: number; readonly closed: number }): { readonly open: readonly Case[]; readonly closed: readonly Case[] };
  waiting(): { readonly open: number; readonly oldestAt: UtcMillis | null };
}
