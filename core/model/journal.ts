import type { AuditEntry } from './audit.ts';
import type { Outcome, ReasonCode } from './reasons.ts';
import type { KeptTraveller } from './rule-book.ts';
import type { ScanSource } from './scan.ts';
import type { UtcMillis } from './units.ts';
import type { Verdict } from './verdict.ts';

/** What is kept of a scan: no name, no document number. */
export interface JournalEntry {
  readonly scanId: string;
  readonly at: UtcMillis;
  readonly lane: string;
  readonly source: ScanSource;
  /** Format or recognised family; null when the symbol was neither. */
  readonly format: string | null;
  readonly issuer: string | null;
  readonly keyId: string | null;
  /** Pseudonym of the code (desk/pseudonyms.ts), 32 bytes; null for what is not a code. */
  readonly codeHash: Uint8Array | null;
  readonly verdict: Verdict;
  /** Who was at the desk; null where nobody has to sign in. */
  readonly staffNumber: string | null;
  /** Pseudonym of the traveller's document, where a rule in force limits crossings; else null. */
  readonly travellerHash: Uint8Array | null;
  /** To try other rules on; null where there were no proved facts. Kept apart from the row. */
  readonly forRehearsal: KeptTraveller | null;
  /** From the last report to the commit, microseconds. */
  readonly elapsedUs: number;
}

export interface ConversionEntry {
  readonly recordId: string;
  readonly scanId: string;
  readonly at: UtcMillis;
  readonly lane: string;
  /** The traveller's consent, and who recorded it: one transaction with the conversion. */
  readonly consent: AuditEntry;
}

/** A reason as the journal keeps it. */
export interface JournalledReason {
  readonly code: ReasonCode;
  /** Null where the road itself spoke before any rule. */
  readonly ruleId: string | null;
}

/** When and where this terminal let a code pass. */
export interface PastPass {
  readonly at: UtcMillis;
  readonly lane: string;
}

/** A past scan as the desk lists it. */
export interface PastScan {
  readonly scanId: string;
  readonly at: UtcMillis;
  readonly outcome: Outcome;
  readonly format: string | null;
  readonly reason: ReasonCode | null;
  readonly converted: boolean;
  /** Let through against the rules. */
  readonly overridden: boolean;
}

/** Incidents that say a part of the terminal has changed its state: part, state, code of the incident. The first state of each is that in which all is well. */
export const STATE_INCIDENTS = {
  network: { up: 'network-up', down: 'network-down' },
  gateway: { accepting: 'gateway-accepting', refusing: 'gateway-refusing' },
  scanner: { ready: 'scanner-ready', lost: 'scanner-lost', denied: 'scanner-denied', 'driver-missing': 'scanner-driver-missing' },
  keyboard: { sound: 'keyboard-sound', 'caps-lock': 'keyboard-caps-lock', layout: 'keyboard-layout', 'input-method': 'keyboard-input-method' },
  keys: { fresh: 'keys-current', ageing: 'keys-old', stale: 'keys-stale', dead: 'keys-dead' },
  disk: { ok: 'disk-ok', low: 'disk-low', full: 'disk-full' },
  clock: { ok: 'clock-right', behind: 'clock-behind', fast: 'clock-fast', slow: 'clock-slow' },
  terminal: { 'in-service': 'terminal-in-service', 'out-of-service': 'terminal-out-of-service' },
} as const;
export type IncidentPart = keyof typeof STATE_INCIDENTS;
export const INCIDENT_PARTS = Object.keys(STATE_INCIDENTS) as IncidentPart[];

/** Something that happened to the terminal itself. */
export interface Incident {
  readonly at: UtcMillis;
  readonly code: string;
  readonly detail: string;
}
