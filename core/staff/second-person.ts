/**
 * Actions that one person alone may not take: somebody else's badge and PIN confirm them at the same terminal, within a minute, while the
 * person who asked stays signed in. Layer: staff.
 */
import type { StaffRefusal } from '../contract.ts';
import type { Person, SecondRequest } from '../model/staff.ts';
import { durationMs, SECOND_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { createTimeLimit } from './time-limit.ts';

/** Long enough to walk to the desk, too short to be forgotten. */
export const SECOND_PERSON_MS = durationMs(60 * SECOND_MS);

/** What waits for a second person. */
export interface Pending {
  readonly first: Person;
  readonly request: SecondRequest;
  /** First instant at which it no longer waits. */
  readonly until: UtcMillis;
}

/** How it ends. `too-late`: confirmed, but it could not be done any more. */
export type SecondPersonEnd = 'confirmed' | 'too-late' | 'lapsed' | 'cancelled';

export interface SecondPersonParts {
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** Whether one of these two has taken the other's PIN away of late, and so may know the new one. */
  readonly hasResetOther: (one: string, other: string) => boolean;
  /** It no longer waits; `second` is whoever confirmed it. */
  readonly ended: (pending: Pending, end: SecondPersonEnd, second: Person | null) => void;
  /** The time has run out. */
  readonly expired: () => void;
}

export interface SecondPerson {
  /** @returns false while another action waits. */
  ask(first: Person, request: SecondRequest): boolean;
  pending(): Pending | null;
  /** Why somebody cannot be the second person; null when nothing speaks against it. */
  objection(person: Person): StaffRefusal | null;
  /** Carries out what waits. The caller has proved badge and PIN. @returns why nothing was done; null when it was. */
  confirm(person: Person): StaffRefusal | null;
  cancel(): void;
}

export function createSecondPerson({ now, hasResetOther, ended, expired }: SecondPersonParts): SecondPerson {
  let asked: Pending | null = null;
  const forget = (): void => {
    limit.clear();
    asked = null;
  };
  const cancel = (): void => {
    const waited = asked;
    const end = limit.isOver() ? 'lapsed' : 'cancelled';
    forget();
    if (waited !== null) ended(waited, end, null);
  };
  const limit = createTimeLimit(now, () => {
    const waited = asked;
    forget();
    if (waited !== null) ended(waited, 'lapsed', null);
    expired();
  });
  const pending = (): Pending | null => (limit.isOver() ? null : asked);
  const objection = (person: Person): StaffRefusal | null => {
    const waits = pending();
    if (waits === null) return 'nobody-waiting';
    if (person.staffNumber === waits.first.staffNumber) return 'second-person-same';
    if (!waits.request.roles.some((role) => person.roles.includes(role))) return 'second-person-role';
    return hasResetOther(person.staffNumber, waits.first.staffNumber) ? 'second-person-pin-reset' : null;
  };
  return {
    ask(first, request) {
      if (pending() !== null) return false;
      cancel();
      const until = utcMillis(now() + SECOND_PERSON_MS);
      asked = { first, request, until };
      limit.set(until);
      return true;
    },
    pending,
    objection,
    confirm(person) {
      const waits = pending();
      const against = objection(person);
      if (waits === null || against !== null) return against;
      // Gone before it is carried out: whatever comes of it, it happens once.
      forget();
      const done = waits.request.carryOut(waits.first, person);
      ended(waits, done ? 'confirmed' : 'too-late', person);
      return done ? null : 'second-person-too-late';
    },
    cancel,
  };
}
