import type { AuditEntry } from './audit.ts';
import type { ReasonCode } from './reasons.ts';
import type { UtcMillis } from './units.ts';

/** What the check digits of a machine readable zone stand for; `composite` is the one over several fields (ICAO 9303 part 3 clause 4.9). */
export const MRZ_FIELDS = ['number', 'birth-date', 'expiry', 'personal-number', 'composite'] as const;
export type MrzField = (typeof MRZ_FIELDS)[number];

/** Why a document has to be scanned again. `incomplete`: lines are missing; `unreadable`: no zone of a passport or an identity document. */
export const DOCUMENT_FAULTS = ['incomplete', 'unreadable', 'check-digit'] as const;
export type DocumentFault = (typeof DOCUMENT_FAULTS)[number];

/** What a code and the document in the traveller's hand both say. */
export const DOCUMENT_FIELDS = ['name', 'birth-date', 'number'] as const;
export type DocumentField = (typeof DOCUMENT_FIELDS)[number];

/** `tolerable`: the same but for spelling, order, or parts that one of the two leaves out; `not-comparable`: one of the two says nothing that the other says. */
export const COMPARISONS = ['equal', 'tolerable', 'differs', 'not-comparable'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Whether the document is that of the code: `same` and `differs` are certain, `cannot-tell` leaves it to the officer's eye. */
export const DOCUMENT_OUTCOMES = ['same', 'differs', 'cannot-tell'] as const;
export type DocumentOutcome = (typeof DOCUMENT_OUTCOMES)[number];

/** `required`: a pass is not converted before a document agrees with its code. */
export const DOCUMENT_RULES = ['optional', 'required'] as const;
export type DocumentRule = (typeof DOCUMENT_RULES)[number];

/** What is kept of the check of a document against a code: nothing of what either says. */
export interface DocumentCheck {
  readonly scanId: string;
  readonly at: UtcMillis;
  readonly outcome: DocumentOutcome;
  /** Fields that differ. */
  readonly differing: readonly DocumentField[];
  /** The document was over on that day. */
  readonly expired: boolean;
  /** Who was at the desk; null where nobody has to sign in. */
  readonly staffNumber: string | null;
}

export interface DocumentCheckEntry extends DocumentCheck {
  readonly lane: string;
  /** The reason for which the traveller passes no more; null where the document changes nothing. */
  readonly endedPassBy: ReasonCode | null;
  /** The line of the audit of a document that differs; null for any other. */
  readonly audit: AuditEntry | null;
}
