/**
 * Which of several rule sets is in force at an instant: of those that count and whose time has come, the one that came last. Pure, so that a verdict at
 * the first millisecond of a set's minute is by that set, whatever timers do. Layer: rules.
 */
import type { HeldSetRow } from '../model/rule-book.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { RuleSet } from './rule-set.ts';

export interface HeldSet {
  readonly ruleSet: RuleSet;
  readonly offeredAt: UtcMillis;
  readonly setAside: HeldSetRow['setAside'];
}

/** A set that names no beginning begins when it is offered. */
export const startOf = ({ ruleSet, offeredAt }: HeldSet): UtcMillis => ruleSet.effectiveFrom ?? offeredAt;

export const isWaiting = (held: HeldSet, at: UtcMillis): boolean => held.setAside === null && startOf(held) > at;

const isInItsTime = (held: HeldSet, at: UtcMillis): boolean => startOf(held) <= at && (held.ruleSet.effectiveTo === null || at < held.ruleSet.effectiveTo);

/**
 * @param held - in the order in which they were offered; of two that begin at the same minute the later one counts.
 * @returns null when none is: the terminal's own set is then.
 */
export function heldInForce<T extends HeldSet>(held: readonly T[], at: UtcMillis): T | null {
  let found: T | null = null;
  for (const each of held) {
    if (each.setAside === null && isInItsTime(each, at) && (found === null || startOf(each) >= startOf(found))) found = each;
  }
  return found;
}

/** The next instant at which another set may come into force; null when there is none. */
export function nextChange(held: readonly HeldSet[], at: UtcMillis): UtcMillis | null {
  const edges = held.filter(({ setAside }) => setAside === null).flatMap((each) => [startOf(each), each.ruleSet.effectiveTo]);
  const ahead = edges.filter((edge) => edge !== null && edge > at);
  return ahead.length === 0 ? null : utcMillis(Math.min(...ahead.map(Number)));
}
