import type { UtcMillis } from './units.ts';

/** What is forgotten in time, in small steps; each is one transaction. */
export interface RetentionRecords {
  /** Removes the pseudonyms of up to `limit` journal rows from before an instant. @returns whether there may be more. */
  forgetPseudonyms(before: UtcMillis, limit: number): boolean;
  /** Removes the staff numbers of up to `limit` journal rows from before an instant. @returns whether there may be more. */
  forgetStaff(before: UtcMillis, limit: number): boolean;
  /**
   * Removes up to `limit` journal rows from before an instant, with what hangs on them. Rows stay whose record has not been delivered and purged, or
   * whose case is open.
   * @param after - where the step before ended; 0 to begin with.
   * @returns where this step ended; null when none is left.
   */
  removeScans(before: UtcMillis, after: number, limit: number): number | null;
  /**
   * Parks up to `limit` records that wait since before an instant, or were put back before it: a technician decides what becomes of them.
   * @returns how many.
   */
  parkUndelivered(before: UtcMillis, limit: number): number;
}
