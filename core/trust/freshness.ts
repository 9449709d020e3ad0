/**
 * How fresh trust is at an instant. Expired trust does not stop a desk at once, nor does it go on for ever: it goes through the steps of the signed policy.
 * The validity of every single key holds in each of them. Pure. Layer: trust.
 */
import { FRESHNESS_STATES, type FreshnessState } from '../model/trust-state.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { FreshnessLimits } from './distribution/policy-file.ts';

export interface Freshness {
  readonly state: FreshnessState;
  /** When the state began; null while fresh, and where nothing was ever verified. */
  readonly since: UtcMillis | null;
  /** The next state and when it comes, by the passing of time alone; null when nothing graver is left. */
  readonly next: { readonly state: FreshnessState; readonly at: UtcMillis } | null;
}

/**
 * @param signedUntil - first instant after the time that the trust was signed for; null where the terminal has none: that is dead.
 * @param at - from the clock that never runs backwards. A state begins at its boundary exactly.
 */
export function freshnessAt(signedUntil: UtcMillis | null, limits: FreshnessLimits, at: UtcMillis): Freshness {
  if (signedUntil === null) return { state: 'dead', since: null, next: null };
  const starts = { ageing: signedUntil + limits.ageingAfter, stale: signedUntil + limits.staleAfter, dead: signedUntil + limits.deadAfter };
  const startOf = (state: FreshnessState): number => (state === 'fresh' ? -Infinity : starts[state]);
  // The gravest that has begun: of two that begin together the milder one never comes.
  const state = FRESHNESS_STATES.findLast((each) => startOf(each) <= at) ?? 'fresh';
  const upcoming = Math.min(...FRESHNESS_STATES.map(startOf).filter((start) => start > at));
  const next = FRESHNESS_STATES.findLast((each) => startOf(each) === upcoming);
  return {
    state,
    since: state === 'fresh' ? null : utcMillis(startOf(state)),
    next: next === undefined ? null : { state: next, at: utcMillis(upcoming) },
  };
}
