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

export interface SecondPersonParts {
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** The time has run out. */
  readonly expired: () => void;
}

export interface SecondPerson {
  /** @returns false while another action waits. */
  ask(first: Person, request: SecondRequest): boolean;
  pending(): Pending | null;
  /** Why somebody cannot be the second person; null when nothing speaks against it. */
  objection(person: Person): StaffRefusal | null;
  /** Carries out what waits. The caller has proved badge and PIN. @returns false when nothing waits for this person. */
  confirm(person: Person): boolean;
  cancel(): void;
}

export function createSecondPerson({ now, expired }: SecondPersonParts): SecondPerson {
  let asked: Pending | null = null;
  const cancel = (): void => {
    limit.clear();
    asked = null;
  };
  const limit = createTimeLimit(now, () => {
    cancel();
    expired();
  });
  const pending = (): Pending | null => (limit.isOver() ? null : asked);
  const objection = (person: Person): StaffRefusal | null => {
    const waits = pending();
    if (waits === null) return 'nobody-waiting';
    if (person.staffNumber === waits.first.staffNumber) return 'second-person-same';
    return waits.request.roles.some((role) => person.roles.includes(role)) ? null : 'second-person-role';
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
      if (waits === null || objection(person) !== null) return false;
      // Gone before it is carried out: whatever comes of it, it happens once.
      cancel();
      waits.request.carryOut(waits.first, person);
      return true;
    },
    cancel,
  };
}
