/** How the terminal stands by what it trusts, at an instant: one reading for one scan. Pure. Layer: trust. */
import type { ReasonCode } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import type { Policy } from './distribution/policy-file.ts';
import { type Freshness, freshnessAt } from './freshness.ts';
import { type OutOfService, outOfService } from './out-of-service.ts';
import type { TrustAge, TrustSource } from './trust-source.ts';

export interface Standing {
  readonly at: UtcMillis;
  readonly age: TrustAge | null;
  readonly policy: Policy;
  readonly freshness: Freshness;
  readonly outOfService: OutOfService | null;
}

/** @param at - from the clock that never runs backwards. */
export function standingAt(source: TrustSource, self: { readonly terminalId: string; readonly version: string }, at: UtcMillis): Standing {
  const age = source.trustAge();
  const policy = source.policy();
  return { at, age, policy, freshness: freshnessAt(age?.signedUntil ?? null, policy.freshness, at), outOfService: outOfService(policy.terminals, self) };
}

/**
 * What speaks against a pass, whatever the code says; empty when nothing does.
 * @param consented - a consent to stale trust counts.
 */
export function reasonsAgainst({ freshness, outOfService: out }: Pick<Standing, 'freshness' | 'outOfService'>, consented: boolean): readonly ReasonCode[] {
  const reasons: ReasonCode[] = out === null ? [] : ['terminal-out-of-service'];
  if (freshness.state === 'dead') reasons.push('trust-dead');
  else if (freshness.state === 'stale' && !consented) reasons.push('trust-stale');
  return reasons;
}
