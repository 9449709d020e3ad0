/** How often a PIN may be tried. Pure. Layer: staff. */
import type { PinTries } from '../model/staff.ts';
import { type DurationMs, durationMs, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from '../model/units.ts';

/** Slips of the finger cost nothing. */
const FREE_FAILURES = 2;
const FIRST_WAIT_MS = 30 * SECOND_MS;
const LONGEST_WAIT_MS = 15 * MINUTE_MS;
/** Then a supervisor must look at who is trying: ten guesses of a million. */
export const BLOCKED_AFTER = 10;

/** Wait after so many failures: none, none, then 30 s, doubled each time, at most 15 min. */
export function waitAfter(failures: number): DurationMs {
  if (failures <= FREE_FAILURES) return durationMs(0);
  return durationMs(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - FREE_FAILURES - 1)));
}

export type MayTry = { readonly may: 'now' } | { readonly may: 'later'; readonly at: UtcMillis } | { readonly may: 'never' };

/** @param at - from the clock that never runs backwards, so that turning the clock back only lengthens the wait. */
export function mayTry({ failures, lastFailureAt }: PinTries, at: UtcMillis): MayTry {
  if (failures >= BLOCKED_AFTER) return { may: 'never' };
  const next = utcMillis((lastFailureAt ?? 0) + waitAfter(failures));
  return at >= next ? { may: 'now' } : { may: 'later', at: next };
}
