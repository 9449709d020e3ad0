import type { UtcMillis } from './units.ts';

/** What people at a terminal may be. One person can be several. */
export const ROLES = ['officer', 'supervisor', 'technician'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody at the terminal. Names are not kept: the staff number is known to those who have to know whose it is. */
export interface Person {
  readonly staffNumber: string;
  readonly roles: readonly Role[];
}

/** What takes two people. */
export const SECOND_ACTIONS = ['override', 'accept-stale', 'recall', 'roll-back', 'restore'] as const;
export type SecondAction = (typeof SECOND_ACTIONS)[number];

/** An action that waits for a second person. */
export interface SecondRequest {
  readonly action: SecondAction;
  /** Who may be the second person. */
  readonly roles: readonly Role[];
  readonly subject: string;
  /** A closed word: why it is asked for. */
  readonly reason: string;
  /** @returns false when what was asked for could not be done any more. */
  readonly carryOut: (first: Person, second: Person) => boolean;
}

/** What a verified badge says. */
export interface Badge extends Person {
  /** 16 bytes, lower-case hex. */
  readonly badgeId: string;
  readonly issuer: string;
  readonly keyId: string;
  readonly issuedAt: UtcMillis;
  /** First instant at which it no longer counts. */
  readonly expiresAt: UtcMillis;
}

/** A PIN as it is kept: scrypt (RFC 7914) with its parameters beside it. */
export interface PinRecord {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  /** N, r and p. */
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** Wrong PINs since the last right one. */
export interface PinTries {
  readonly failures: number;
  readonly lastFailureAt: UtcMillis | null;
}

/** What a terminal knows of a member of staff whose badge it has seen. */
export interface StaffRecord {
  readonly badge: Badge;
  readonly pin: PinRecord | null;
  readonly tries: PinTries;
}

/** Where staff records are kept; each write is on disk when it returns. */
export interface StaffRecords {
  find(staffNumber: string): StaffRecord | null;
  /** Keeps a badge that was verified; PIN and tries stay. */
  keepBadge(badge: Badge): void;
  /** Counts a try as failed before it is made, so that a crash in the middle of it forgives nothing. */
  countTry(staffNumber: string, at: UtcMillis): void;
  forgiveTries(staffNumber: string): void;
  /** Null takes the PIN away: the next badge chooses one. */
  setPin(staffNumber: string, pin: PinRecord | null): void;
  all(): readonly StaffRecord[];
}
