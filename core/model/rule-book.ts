import type { AuditEntry } from './audit.ts';
import type { UtcMillis } from './units.ts';

/** Why a held rule set does not count. The first two are found by the terminal, the others decided by people. */
export const SET_ASIDE = ['broken', 'withdrawn', 'refused', 'recalled', 'rolled-back'] as const;
/** `broken`: does not keep its own scenarios; `withdrawn`: no longer in the signed set before its minute came, or recalled by a set in it. */
export type SetAside = (typeof SET_ASIDE)[number];

/** What people can decide of a rule set. */
export const RULE_DECISIONS = ['refuse', 'recall', 'roll-back', 'restore'] as const;
export type RuleDecision = (typeof RULE_DECISIONS)[number];

/** What each decision comes to; null: the set counts again. */
export const COMES_TO = { refuse: 'refused', recall: 'recalled', 'roll-back': 'rolled-back', restore: null } as const satisfies Record<RuleDecision, SetAside | null>;

/** Why people decide it. */
export const RULE_REASONS = ['withdrawn-by-authority', 'unexpected-verdicts', 'decided-by-mistake', 'other'] as const;
export type RuleReason = (typeof RULE_REASONS)[number];

/** A rule set as it is kept: its content is signed data, what became of it is the terminal's own. */
export interface HeldSetRow {
  /** `id@version`. */
  readonly name: string;
  /** SHA-256 of the content, hex. */
  readonly digest: string;
  readonly origin: string;
  /** JSON. */
  readonly content: string;
  readonly offeredAt: UtcMillis;
  readonly setAside: { readonly why: SetAside; readonly at: UtcMillis } | null;
}

/** A set came into force. */
export interface RuleActivation {
  readonly name: string;
  readonly digest: string;
  readonly at: UtcMillis;
}

/** Where rule sets are kept; each write is one transaction with its line of the audit, on disk when it returns. */
export interface RuleRecords {
  /** In the order in which they were offered. */
  sets(): readonly HeldSetRow[];
  keep(row: HeldSetRow, audit: AuditEntry): void;
  setAside(digest: string, setAside: HeldSetRow['setAside'], audit: AuditEntry): void;
  drop(digest: string): void;
  activate(activation: RuleActivation, audit: AuditEntry): void;
  /** Newest first. */
  activations(limit: number): readonly RuleActivation[];
  /** What rules saw of the newest travellers, without identity, newest first. */
  travellers(): readonly KeptTraveller[];
  /** Removes those seen before an instant. */
  forgetTravellers(before: UtcMillis): void;
}

/** What is kept of a traveller to try rules on: core/rules/kept-facts.ts says what that may be. */
export interface KeptTraveller {
  /** To the minute. */
  readonly at: UtcMillis;
  /** JSON. */
  readonly facts: string;
}
