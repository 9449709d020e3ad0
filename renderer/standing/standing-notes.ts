/** What the desk has to know of the terminal's own standing, the gravest first. Pure. Texts are `standing.<key>` and `standing.word.<word>` in the locales. */
import type { DEACTIVATION_REASONS, Status } from '../../core/contract.ts';

/** Each with words and a shape of its own. */
export const STANDING_WORDS = ['out-of-service', 'clock', 'ageing', 'stale', 'accepted', 'dead', 'damaged'] as const;
export const STANDING_KEYS = ['deactivated', 'version-too-low', 'clock-behind', 'clock-fast', 'clock-slow', 'ageing', 'stale', 'accepted', 'dead', 'never', 'store-damaged', 'store-damaged-unknown'] as const;

export interface StandingNote {
  readonly key: (typeof STANDING_KEYS)[number];
  readonly word: (typeof STANDING_WORDS)[number];
  /** Red: nobody passes. */
  readonly level: 'amber' | 'red';
  readonly reason?: (typeof DEACTIVATION_REASONS)[number];
  readonly minimum?: string;
  /** By how much the clock is wrong, milliseconds. */
  readonly spanMs?: number;
  /** Records that waited in a damaged database. */
  readonly records?: { readonly saved: number; readonly lost: number | null };
  /** UTC milliseconds. */
  readonly times?: Readonly<Partial<Record<'since' | 'signedUntil' | 'until' | 'next' | 'at', number>>>;
}

export function standingNotes({ outOfService, clock, trust, damage }: Pick<Status, 'outOfService' | 'clock' | 'trust' | 'damage'>): readonly StandingNote[] {
  return [...noteOfService(outOfService), ...noteOfClock(clock), ...noteOfTrust(trust), ...noteOfDamage(damage)];
}

function noteOfService(out: Status['outOfService']): readonly StandingNote[] {
  if (out === null) return [];
  const said = out.cause === 'deactivated' ? { reason: out.reason } : { minimum: out.minimum };
  return [{ key: out.cause, word: 'out-of-service', level: 'red', ...said }];
}

function noteOfClock({ state, behindMs, offsetMs }: Status['clock']): readonly StandingNote[] {
  switch (state) {
    case 'ok':
      return [];
    case 'behind':
      return [{ key: 'clock-behind', word: 'clock', level: 'red', spanMs: behindMs }];
    case 'fast':
    case 'slow':
      return [{ key: `clock-${state}`, word: 'clock', level: 'amber', spanMs: Math.abs(offsetMs ?? 0) }];
  }
}

function noteOfDamage(damage: Status['damage']): readonly StandingNote[] {
  if (damage === null) return [];
  const { at, ...records } = damage;
  return [{ key: records.lost === null ? 'store-damaged-unknown' : 'store-damaged', word: 'damaged', level: 'amber', records, times: { at } }];
}

function noteOfTrust({ state, since, signedUntil, next, consentUntil }: Status['trust']): readonly StandingNote[] {
  if (state === 'fresh') return [];
  if (signedUntil === null) return [{ key: 'never', word: 'dead', level: 'red' }];
  const times = { signedUntil, ...(since === null ? {} : { since }), ...(next === null ? {} : { next: next.at }) };
  if (state === 'ageing') return [{ key: 'ageing', word: 'ageing', level: 'amber', times }];
  if (state === 'dead') return [{ key: 'dead', word: 'dead', level: 'red', times }];
  if (consentUntil === null) return [{ key: 'stale', word: 'stale', level: 'red', times }];
  return [{ key: 'accepted', word: 'accepted', level: 'amber', times: { ...times, until: consentUntil } }];
}
