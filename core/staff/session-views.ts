/** What the contract tells of a session and of the members of staff: never a PIN, never a badge's text. Layer: staff. */
import type { SessionView, StaffView } from '../contract.ts';
import type { Badge, Person, StaffRecord } from '../model/staff.ts';
import type { UtcMillis } from '../model/units.ts';
import type { KeySet } from '../trust/key-set.ts';
import { mayTry } from './pin-tries.ts';
import type { Pending } from './second-person.ts';
import { findBadgeFault } from './verify-badge.ts';

export const toPerson = ({ staffNumber, roles }: Person): NonNullable<SessionView['person']> => ({ staffNumber, roles: [...roles] });

export function toPending(pending: Pending | null): SessionView['pending'] {
  if (pending === null) return null;
  const { action, roles, reason } = pending.request;
  return { action, roles: [...roles], reason, until: pending.until };
}

export function toWaiting(badge: Badge, { pin, tries }: StaffRecord, at: UtcMillis): NonNullable<SessionView['waiting']> {
  const may = mayTry(tries, at);
  return { ...toPerson(badge), needs: pin === null ? 'new-pin' : 'pin', waitUntil: may.may === 'later' ? may.at : null, blocked: may.may === 'never' };
}

export function toStaffView({ badge, pin, tries }: StaffRecord, keys: KeySet, at: UtcMillis): StaffView {
  return {
    ...toPerson(badge),
    hasPin: pin !== null,
    failures: tries.failures,
    blocked: mayTry(tries, at).may === 'never',
    badgeExpiresAt: badge.expiresAt,
    badgeCounts: findBadgeFault(badge, keys, at) === null,
  };
}
