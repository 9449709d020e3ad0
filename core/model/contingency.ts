import type { AuditEntry } from './audit.ts';
import type { SealedRecord } from './outbox.ts';
import type { UtcMillis } from './units.ts';

/** Why the terminal's codes cannot be relied upon. */
export const CONTINGENCY_REASONS = ['issuer-down', 'trust-dead', 'scanner-gone', 'network-attack', 'drill', 'other'] as const;
export type ContingencyReason = (typeof CONTINGENCY_REASONS)[number];

/** What the terminal itself can see, or is told by its signed rules, that speaks for declaring one. */
export const CONTINGENCY_OFFERS = ['scanner-gone', 'trust-dead', 'issuer-down'] as const satisfies readonly ContingencyReason[];
export type ContingencyOffer = (typeof CONTINGENCY_OFFERS)[number];

/** What a traveller showed in the place of a code: paper, a document with no health data, or the other side's code on a screen. */
export const EVIDENCE_KINDS = ['paper-certificate', 'identity-document', 'other-side-code'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** What the officer decided. Not a verdict: the terminal has judged nothing. */
export const CROSSING_OUTCOMES = ['passed', 'refused', 'second-line'] as const;
export type CrossingOutcome = (typeof CROSSING_OUTCOMES)[number];

/** Why, by outcome; the first of each is the usual one. */
export const CROSSING_REASONS_OF = {
  passed: ['in-order', 'humanitarian'],
  refused: ['no-evidence', 'evidence-expired', 'evidence-not-genuine', 'test-positive'],
  'second-line': ['evidence-doubtful', 'identity-doubtful', 'symptoms-or-contact', 'other'],
} as const satisfies Record<CrossingOutcome, readonly string[]>;
export type CrossingReason = (typeof CROSSING_REASONS_OF)[CrossingOutcome][number];
export const CROSSING_REASONS: readonly CrossingReason[] = CROSSING_OUTCOMES.flatMap((outcome) => [...CROSSING_REASONS_OF[outcome]]);

/** Whether a reason may stand beside an outcome. */
export const isReasonOf = (reason: CrossingReason, outcome: CrossingOutcome): boolean => CROSSING_REASONS_OF[outcome].some((each) => each === reason);

/** A declared contingency; open while `endedAt` is null. */
export interface Contingency {
  readonly contingencyId: string;
  readonly reason: ContingencyReason;
  readonly startedAt: UtcMillis;
  /** Staff number; null where nobody has to sign in. */
  readonly startedBy: string | null;
  readonly endedAt: UtcMillis | null;
  readonly endedBy: string | null;
}

/** What is kept of a crossing: nothing that tells who crossed. */
export interface Crossing {
  readonly crossingId: string;
  readonly contingencyId: string;
  readonly at: UtcMillis;
  readonly lane: string;
  readonly staffNumber: string | null;
  readonly evidence: EvidenceKind;
  readonly outcome: CrossingOutcome;
  readonly reason: CrossingReason;
}

/** What goes with a crossing whose traveller consented: the sealed record and the audit of the consent. */
export interface CrossingConversion {
  readonly sealed: SealedRecord;
  readonly consent: AuditEntry;
}

/** A contingency in figures, counted from the rows each time. */
export interface ContingencyFigures {
  readonly crossings: number;
  readonly evidence: Readonly<Record<EvidenceKind, number>>;
  readonly outcomes: Readonly<Record<CrossingOutcome, number>>;
  readonly reasons: readonly { readonly reason: CrossingReason; readonly count: number }[];
  /** How many different officers recorded. */
  readonly officers: number;
  readonly converted: number;
  /** Of the converted: with a receipt, waiting, and refused by the gateway. */
  readonly delivered: number;
  readonly waiting: number;
  readonly dead: number;
  /** Median seconds between consecutive travellers of a lane, pauses over ten minutes left out; null with fewer than two. */
  readonly medianGapSeconds: number | null;
}

/** Where contingencies and crossings are kept; each write is one transaction, on disk when it returns. */
export interface ContingencyRecords {
  /** The open one. */
  current(): Contingency | null;
  find(contingencyId: string): Contingency | null;
  /** Newest first. */
  recent(limit: number): readonly Contingency[];
  begin(contingency: Contingency, act: AuditEntry): void;
  end(contingencyId: string, at: UtcMillis, by: string | null, act: AuditEntry): void;
  /** The crossing alone, or with its sealed record in the outbox, and what the audit says of it: all or nothing. */
  recordCrossing(crossing: Crossing, act: AuditEntry, conversion: CrossingConversion | null): void;
  /** Crossings of one contingency. */
  countOf(contingencyId: string): number;
  figures(contingencyId: string): ContingencyFigures;
  /** Crossings in `[from, to)`. */
  countCrossings(from: UtcMillis, to: UtcMillis): number;
  newestAt(): UtcMillis | null;
}
