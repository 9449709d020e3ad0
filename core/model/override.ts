import type { AuditEntry } from './audit.ts';
import type { UtcMillis } from './units.ts';

/** Who may let a traveller through whom the rules refuse. */
export const OVERRIDE_POLICIES = ['never', 'supervisor', 'two-people'] as const;
export type OverridePolicy = (typeof OVERRIDE_POLICIES)[number];

/** The closed list of why somebody is let through all the same. */
export const OVERRIDE_REASONS = ['paper-result', 'exempt', 'health-bureau-agrees', 'emergency', 'rule-misread'] as const;
export type OverrideReason = (typeof OVERRIDE_REASONS)[number];

/** A traveller let through against the rules. The journal keeps the verdict as it was. */
export interface Override {
  readonly scanId: string;
  readonly at: UtcMillis;
  readonly reason: OverrideReason;
  /** Staff numbers: who asked, and who confirmed; `second` is null where a supervisor may do it alone. */
  readonly first: string;
  readonly second: string | null;
}

export interface OverrideEntry extends Override {
  readonly lane: string;
  readonly audit: AuditEntry;
}

/** Where overrides are kept; each write is one transaction with rollup and audit, on disk when it returns. */
export interface OverrideRecords {
  /** @returns false when the scan has been overridden already. */
  record(entry: OverrideEntry): boolean;
  ofScan(scanId: string): Override | null;
}
