import type { AuditEntry } from './audit.ts';
import type { UtcMillis } from './units.ts';

/** How far what the terminal trusts has gone past the time it was signed for, mildest first. */
export const FRESHNESS_STATES = ['fresh', 'ageing', 'stale', 'dead'] as const;
export type FreshnessState = (typeof FRESHNESS_STATES)[number];

/** The closed list of why a terminal is taken out of service from afar. */
export const DEACTIVATION_REASONS = ['stolen', 'lost', 'tampering-suspected', 'retired', 'other'] as const;
export type DeactivationReason = (typeof DEACTIVATION_REASONS)[number];

/**
 * What can put the clock's floor where it is: when this program was built, the newest time that was signed, the newest record on disk, or the
 * newest time that this terminal noted for itself.
 */
export const FLOOR_SOURCES = ['build', 'signed', 'record', 'mark'] as const;
export type FloorSource = (typeof FLOOR_SOURCES)[number];

/** The word of two people, one of them a supervisor, that this terminal may pass travellers on stale trust, for a while. */
export interface TrustConsent {
  readonly at: UtcMillis;
  /** End of the signed time of the trust it was given for: newer trust needs no consent, and none goes over to it. */
  readonly signedUntil: UtcMillis;
  /** First instant at which it no longer counts. */
  readonly until: UtcMillis;
  /** Staff numbers: who asked, and who confirmed. */
  readonly first: string;
  readonly second: string;
}

/** Where consents are kept; a write is one transaction with its audit, on disk when it returns. */
export interface TrustConsentRecords {
  record(consent: TrustConsent, audit: AuditEntry): void;
  newest(): TrustConsent | null;
}
