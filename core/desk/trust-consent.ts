/**
 * Consent to stale trust: for a few hours two people, one of them a supervisor, answer for it that this terminal passes travellers on keys which may
 * since have been withdrawn. It never reaches over the next step, nor from one set to another. Layer: desk.
 */
import type { Reply } from '../contract.ts';
import { type Person, ROLES, type SecondRequest } from '../model/staff.ts';
import type { TrustConsent, TrustConsentRecords } from '../model/trust-state.ts';
import { durationMs, HOUR_MS, MINUTE_MS, utcMillis } from '../model/units.ts';
import type { Standing } from '../trust/standing.ts';

/** A shift: whoever comes after answers anew. */
export const LONGEST_CONSENT_MS = durationMs(8 * HOUR_MS);
/** It can be given again this long before it runs out, so that the desk need not stop for it. */
export const RENEWABLE_MS = durationMs(30 * MINUTE_MS);

export interface TrustConsentParts {
  readonly records: TrustConsentRecords;
  readonly standing: () => Standing;
  readonly person: () => Person | null;
  /** Waits for somebody else's badge and PIN. @returns false while another action waits. */
  readonly askSecond: (request: SecondRequest) => boolean;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
  readonly changed: () => void;
}

export interface TrustConsentDesk {
  /** The consent that counts in this standing; null when none does. */
  current(standing: Standing): TrustConsent | null;
  /** Whether there is something to consent to: stale trust without a consent, or with one that soon runs out. */
  mayAccept(standing: Standing): boolean;
  accept(): Reply<'trust:accept-stale'>;
}

export function createTrustConsent({ records, standing, person, askSecond, ruleSet, changed }: TrustConsentParts): TrustConsentDesk {
  let newest = records.newest();
  const current: TrustConsentDesk['current'] = ({ at, age, freshness }) =>
    newest !== null && freshness.state === 'stale' && newest.signedUntil === age?.signedUntil && at < newest.until ? newest : null;
  const mayAccept: TrustConsentDesk['mayAccept'] = (now) => {
    const given = current(now);
    return now.freshness.state === 'stale' && (given === null || (given.until - now.at <= RENEWABLE_MS && given.until !== now.freshness.next?.at));
  };
  const carryOut = (first: Person, second: Person): boolean => {
    const now = standing();
    const { at, age, freshness } = now;
    // Asked again: a minute can have passed while the second person came.
    if (age === null || !mayAccept(now)) return false;
    const until = utcMillis(Math.min(at + LONGEST_CONSENT_MS, freshness.next?.at ?? Infinity));
    const consent: TrustConsent = { at, signedUntil: age.signedUntil, until, first: first.staffNumber, second: second.staffNumber };
    const subject = `until ${new Date(until).toISOString()}`;
    records.record(consent, { at, action: 'trust-stale-accepted', person: consent.first, roles: first.roles, second: consent.second, secondRoles: second.roles, subject, reason: 'trust-stale', ruleSet: ruleSet() });
    newest = consent;
    changed();
    return true;
  };
  return {
    current,
    mayAccept,
    accept() {
      const now = standing();
      if (now.freshness.state !== 'stale') return { ok: false, refusal: 'not-stale' };
      if (!mayAccept(now)) return { ok: false, refusal: 'already-accepted' };
      const first = person();
      // Nobody can answer for it where nobody signs in.
      if (first === null) return { ok: false, refusal: 'not-allowed' };
      const asked = askSecond({
        action: 'accept-stale',
        // One of the two is a supervisor.
        roles: first.roles.includes('supervisor') ? ROLES : ['supervisor'],
        subject: 'trust',
        reason: 'trust-stale',
        carryOut,
      });
      return asked ? { ok: true } : { ok: false, refusal: 'busy' };
    },
  };
}
