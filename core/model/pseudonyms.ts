import type { UtcMillis } from './units.ts';

/** A key of the pseudonyms in the journal. */
export interface PseudonymKey {
  readonly id: number;
  readonly madeAt: UtcMillis;
  /** 32 random bytes. */
  readonly key: Uint8Array;
}

/** Where the keys are kept; each write is on disk when it returns. */
export interface PseudonymKeyRecords {
  /** Oldest first. */
  all(): readonly PseudonymKey[];
  add(key: Omit<PseudonymKey, 'id'>): PseudonymKey;
  /** Overwritten, not only marked as free. */
  destroy(ids: readonly number[]): void;
}
