/**
 * Tries a rule set before it counts: on its own scenarios, and on the newest travellers beside the rules in force today, so that a person sees whose
 * verdict would be another. Yields between travellers, since the desk goes on meanwhile. Layer: rules.
 */
import { setImmediate } from 'node:timers/promises';
import type { Outcome, ReasonCode } from '../model/reasons.ts';
import type { KeptTraveller } from '../model/rule-book.ts';
import { DAY_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import { dccRuleName } from './dcc-rule.ts';
import { fromKept, isKept } from './kept-facts.ts';
import { judge } from './judge.ts';
import type { RuleDirection } from './payload.ts';
import { readsOf, type RuleSet } from './rule-set.ts';
import { type BrokenScenario, judgeScenario } from './run-scenarios.ts';

/** Judgements between two pauses: some 5 ms. */
const IN_ONE_GO = 25;
/** Broken scenarios and rules not tried that a report names; it counts all. */
const MAX_NAMED = 20;

export type Counts = Readonly<Record<Outcome, number>>;

/** Travellers whose verdict would be another, and the rule it turns on. */
export interface Change {
  readonly from: Outcome;
  readonly to: Outcome;
  /** Rule of the graver verdict; null where the road itself speaks. */
  readonly ruleId: string | null;
  readonly reason: ReasonCode;
  readonly count: number;
}

export interface Rehearsal {
  readonly at: UtcMillis;
  readonly scenarios: { readonly tried: number; readonly broken: number; readonly first: readonly BrokenScenario[] };
  readonly travellers: { readonly tried: number; readonly oldestAt: UtcMillis | null };
  /** Verdicts by the rules in force today, and by these. */
  readonly today: Counts;
  readonly then: Counts;
  /** The most frequent first. */
  readonly changes: readonly Change[];
  /** Rules that kept facts cannot answer: they ask for what identifies somebody, or for crossings. */
  readonly untried: readonly string[];
}

export interface RehearsalParts {
  readonly at: UtcMillis;
  /** Rules in force at an instant. */
  readonly today: (at: UtcMillis) => RuleSet;
  readonly lane: { readonly direction: RuleDirection; readonly port: string };
  readonly travellers: readonly KeptTraveller[];
}

/** Whatever the set is, this ends: scenarios, travellers and the steps of a verdict are bounded. Never throws. */
export async function rehearse(ruleSet: RuleSet, { at, today, lane, travellers }: RehearsalParts): Promise<Rehearsal> {
  const pause = createPause();
  const broken: BrokenScenario[] = [];
  for (const scenario of ruleSet.scenarios) {
    broken.push(...judgeScenario(ruleSet, scenario));
    await pause();
  }
  const counts = { today: { pass: 0, refer: 0, refuse: 0 }, then: { pass: 0, refer: 0, refuse: 0 } };
  const changes = new Map<string, Change>();
  let tried = 0;
  let oldestAt: UtcMillis | null = null;
  for (const traveller of travellers) {
    const pair = judgeBoth(ruleSet, today(traveller.at), lane, traveller);
    await pause();
    if (pair === null) continue;
    const [before, after] = pair;
    tried += 1;
    oldestAt = utcMillis(Math.min(oldestAt ?? traveller.at, traveller.at));
    counts.today[before.outcome] += 1;
    counts.then[after.outcome] += 1;
    if (before.outcome === after.outcome) continue;
    const change = toChange(before, after);
    const key = `${change.from} ${change.to} ${change.reason} ${change.ruleId ?? ''}`;
    changes.set(key, { ...change, count: (changes.get(key)?.count ?? 0) + 1 });
  }
  return {
    at,
    scenarios: { tried: ruleSet.scenarios.length, broken: broken.length, first: broken.slice(0, MAX_NAMED) },
    travellers: { tried, oldestAt },
    ...counts,
    changes: [...changes.values()].sort((a, b) => b.count - a.count),
    untried: untriedOf(ruleSet).slice(0, MAX_NAMED),
  };
}

/** Today's rules see the traveller as it was; the others, if their time is still to come, as many whole days later, so that minutes and midnights stay as they were. */
function judgeBoth(ruleSet: RuleSet, today: RuleSet, lane: RehearsalParts['lane'], { at, facts: kept }: KeptTraveller): readonly [Verdict, Verdict] | null {
  const shift = Math.ceil(Math.max(0, (ruleSet.effectiveFrom ?? 0) - at) / DAY_MS) * DAY_MS;
  const facts = fromKept(kept);
  const moved = fromKept(kept, shift);
  if (facts === null || moved === null) return null;
  return [judge(facts, { ...lane, at, ruleSet: today }), judge(moved, { ...lane, at: utcMillis(at + shift), ruleSet })];
}

const GRAVITY: Readonly<Record<Outcome, number>> = { pass: 0, refer: 1, refuse: 2 };

function toChange(before: Verdict, after: Verdict): Change {
  const graver = GRAVITY[after.outcome] > GRAVITY[before.outcome] ? after : before;
  const [reason] = graver.reasons;
  // Whatever is graver than a pass has a reason.
  return { from: before.outcome, to: after.outcome, ruleId: reason?.ruleId ?? null, reason: reason?.code ?? 'no-rules-in-force', count: 1 };
}

function untriedOf({ rules, dccRules }: RuleSet): readonly string[] {
  const own = rules.filter(({ logic, frequency }) => frequency !== null || readsOf(logic).some((path) => !isKept(path))).map(({ id }) => id);
  return [...own, ...(dccRules?.rules ?? []).map(dccRuleName)];
}

/** Lets whoever waits have a turn. */
function createPause(): () => Promise<void> {
  let done = 0;
  return async () => {
    if (++done % IN_ONE_GO === 0) await setImmediate();
  };
}
