import type { UtcMillis } from './units.ts';

/** Where the audit stood: the number of its last line and that line's hash. */
export interface AuditPoint {
  /** Number of the line, from 1 without a gap. */
  readonly sequence: number;
  /** SHA-256, lower-case hex. */
  readonly hash: string;
}

/** A point of a terminal's audit under the terminal's own signature: whoever keeps it can tell later whether that line, or any before it, was changed or cut off. */
export interface AuditHead extends AuditPoint {
  readonly terminalId: string;
  readonly at: UtcMillis;
  /** Of the terminal key that signed. */
  readonly keyId: string;
  /** Ed25519 over `auditHeadText`, base64. */
  readonly signature: string;
}

/** What became of a head: on its way, at the gateway, refused by it, or left out because a newer one says more. */
export const HEAD_RESULTS = ['uploaded', 'refused', 'superseded'] as const;
export type HeadResult = (typeof HEAD_RESULTS)[number];

export interface KeptHead extends AuditHead {
  /** Null while it waits. */
  readonly result: HeadResult | null;
  readonly settledAt: UtcMillis | null;
}

/** Where heads are kept; each write is on disk when it returns. */
export interface AuditHeadRecords {
  /** Keeps a new head; heads that still wait are superseded by it. */
  keep(head: AuditHead): void;
  /** The head that waits for the gateway; null when none does. */
  waiting(): AuditHead | null;
  settle(sequence: number, result: HeadResult, at: UtcMillis): void;
  /** Newest first. */
  recent(limit: number): readonly KeptHead[];
}

/** The bytes that are signed, UTF-8: a line each for purpose, terminal, line number, hash and time (UTC milliseconds). */
export const auditHeadText = ({ terminalId, sequence, hash, at }: Omit<AuditHead, 'keyId' | 'signature'>): string => `portas-audit-head-1\n${terminalId}\n${sequence}\n${hash}\n${at}\n`;
