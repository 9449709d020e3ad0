import type { UtcMillis } from './units.ts';

/** How a database was found to be damaged. */
export const DAMAGE_CAUSES = ['unreadable', 'log-damaged', 'empty', 'missing', 'key-missing', 'found-while-running', 'restored-over'] as const;
export type DamageCause = (typeof DAMAGE_CAUSES)[number];

/** A database that was set aside, and what came out of it. */
export interface Damage {
  readonly at: UtcMillis;
  readonly cause: DamageCause;
  /** Where it lies, below the data folder. */
  readonly folder: string;
  /** Undelivered records that wait in the new database. */
  readonly saved: number;
  /** Undelivered records that could not be read; null where the damage leaves no way to tell. */
  readonly lost: number | null;
  /** Whether what keeps signed sets and the clock from going back was found. */
  readonly marks: 'kept' | 'lost';
  readonly acknowledged: { readonly at: UtcMillis; readonly by: string | null } | null;
}
