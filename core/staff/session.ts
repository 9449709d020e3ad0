/**
 * Who stands at the terminal. A badge names somebody and a PIN proves it; without a badge at hand the staff number of somebody whose badge this
 * terminal has seen will do. Until a technician has signed in once, a terminal is not commissioned and takes nobody else. Layer: staff.
 */
import { isBadge } from '../codes/badge.ts';
import type { SessionView, StaffRefusal, StaffReply, StaffView } from '../contract.ts';
import type { Audit, AuditAction } from '../model/audit.ts';
import type { Badge, Person, Role, SecondRequest, StaffRecord, StaffRecords } from '../model/staff.ts';
import { durationMs, HOUR_MS, SECOND_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import type { KeySet } from '../trust/key-set.ts';
import { isRightPin, isWeakPin, makePin, type Pepper, PIN_COST, PIN_PATTERN, type ScryptCost } from './pin.ts';
import { mayTry } from './pin-tries.ts';
import { createSecondPerson } from './second-person.ts';
import { toPending, toPerson, toStaffView, toWaiting } from './session-views.ts';
import { createTimeLimit } from './time-limit.ts';
import { findBadgeFault, verifyBadge } from './verify-badge.ts';

/** How long a badge that was read waits for its PIN, or for the next try: nobody is to find it waiting and choose the PIN of whoever went away. */
export const BADGE_WAITS_MS = durationMs(60 * SECOND_MS);

/** Whoever took somebody's PIN away could have chosen the new one with a copied badge: for so long the two are not two people. */
export const RESET_PARTS_MS = durationMs(24 * HOUR_MS);

/** Why a terminal was locked. */
export const LOCK_CAUSES = ['key', 'badge', 'idle'] as const;
export type LockCause = (typeof LOCK_CAUSES)[number];

export interface SessionParts {
  readonly records: StaffRecords;
  readonly audit: Audit;
  /** Those in force now. */
  readonly keys: () => KeySet;
  readonly pepper: Pepper;
  readonly pinCost?: ScryptCost;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** Rules in force, `id@version`, for the audit. */
  readonly ruleSet: () => string;
  /** `none`: a lane without people. */
  readonly signIn: 'required' | 'none';
  /** Signed in from the start: a drill. */
  readonly startAs: Person | null;
  readonly listener: {
    changed(): void;
    /** Somebody left or locked: a traveller's data must go. */
    ended(): void;
  };
}

export interface Session {
  /** Takes a scanned text if it is a badge. @returns whether it was one. */
  take(text: string): boolean;
  /** Names somebody without a badge. */
  identify(staffNumber: string): StaffReply;
  enterPin(pin: string): Promise<StaffReply>;
  choosePin(pin: string): Promise<StaffReply>;
  /** Waits for a second person's badge and PIN. @returns false while another action waits, or nobody is signed in. */
  askSecond(request: SecondRequest): boolean;
  /** Forgets who was waiting, and what waited for a second person. */
  cancel(): void;
  lock(cause: LockCause): void;
  signOut(): void;
  /** Ends the session of whoever's badge counts no longer: keys and time have gone on since it was read. */
  recheck(): void;
  /** Ends what waits; nothing comes of itself any more. */
  stop(): void;
  /** Whoever is signed in; null when nobody is, or nobody has to. */
  person(): Person | null;
  /** Whether somebody of one of these roles is at the terminal. */
  may(roles: readonly Role[]): boolean;
  view(): SessionView;
  staff(): readonly StaffView[];
  /** A supervisor lets a blocked PIN be tried again. @returns whether there is such a member of staff. */
  release(staffNumber: string): boolean;
  /** A supervisor takes a forgotten PIN away. @returns whether there is such a member of staff. */
  resetPin(staffNumber: string): boolean;
}

/** Who is here; `badge` is null in a drill, whose people have none. */
type Present = { readonly kind: 'signed-in' | 'locked'; readonly person: Person; readonly badge: Badge | null; readonly since: UtcMillis };

/** Whose PIN is awaited; `second`: to confirm what waits for a second person, not to sign in. */
type Waiting = { readonly badge: Badge; readonly atHand: boolean; readonly second: boolean };

export function createSession(parts: SessionParts): Session {
  const { records, audit, keys, pepper, now, listener } = parts;
  let present: Present | null = parts.startAs === null ? null : { kind: 'signed-in', person: parts.startAs, badge: null, since: now() };
  let waiting: Waiting | null = null;
  let refusal: StaffRefusal | null = null;
  let busy = false;
  let commissioned = parts.startAs !== null || audit.has('commissioned');

  const write = (action: AuditAction, person: Person | null, about: { readonly subject?: string; readonly reason?: string; readonly second?: Person } = {}): void =>
    audit.record({
      at: now(),
      action,
      person: person?.staffNumber ?? null,
      roles: person?.roles ?? [],
      second: about.second?.staffNumber ?? null,
      secondRoles: about.second?.roles ?? [],
      subject: about.subject ?? null,
      reason: about.reason ?? null,
      ruleSet: parts.ruleSet(),
    });
  const hasReset = (person: string, subject: string): boolean => audit.did({ person, action: 'pin-reset', subject, since: utcMillis(Math.max(0, now() - RESET_PARTS_MS + 1)) });
  const second = createSecondPerson({
    now,
    hasResetOther: (one, other) => hasReset(one, other) || hasReset(other, one),
    ended: ({ first, request }, end, confirmer) =>
      write(`second-person-${end}`, first, { subject: request.subject, reason: request.action, ...(confirmer === null ? {} : { second: confirmer }) }),
    expired: () => {
      forget();
      listener.changed();
    },
  });
  const limit = createTimeLimit(now, () => {
    awaitNobody();
    listener.changed();
  });
  const awaited = (): Waiting | null => (limit.isOver() ? null : waiting);
  const awaitNobody = (): void => {
    limit.clear();
    waiting = null;
    refusal = null;
  };
  const forget = (): void => {
    awaitNobody();
    second.cancel();
  };
  const forgetAndTell = (): void => {
    try {
      forget();
    } finally {
      listener.changed();
    }
  };
  const writeRefusal = (code: StaffRefusal, staffNumber: string | null): void => {
    const pending = second.pending();
    if (pending === null) return write('sign-in-refused', null, staffNumber === null ? { reason: code } : { subject: staffNumber, reason: code });
    const { first, request } = pending;
    const refused = staffNumber === null ? {} : { second: { staffNumber, roles: records.find(staffNumber)?.badge.roles ?? [] } };
    write('second-person-refused', first, { subject: `${request.action} ${request.subject}`, reason: code, ...refused });
  };
  const refuse = (code: StaffRefusal, subject: string | null, waitUntil: UtcMillis | null = null): StaffReply => {
    writeRefusal(code, subject);
    refusal = code;
    listener.changed();
    return { ok: false, refusal: code, waitUntil };
  };
  /** Nothing was tried: nothing to audit. */
  const decline = (code: StaffRefusal): StaffReply => ({ ok: false, refusal: code, waitUntil: null });
  /** What was last put off, so that asking on and on leaves one line for a badge and a wait. */
  let putOff: { readonly asked: Waiting; readonly code: StaffRefusal; readonly waitUntil: UtcMillis | null } | null = null;
  /** Not even looked at. */
  const putOffTry = (asked: Waiting, code: StaffRefusal, waitUntil: UtcMillis | null = null): StaffReply => {
    if (putOff?.asked !== asked || putOff.code !== code || putOff.waitUntil !== waitUntil) writeRefusal(code, asked.badge.staffNumber);
    putOff = { asked, code, waitUntil };
    return { ok: false, refusal: code, waitUntil };
  };

  /** A wait that wrong PINs have earned is no part of it. */
  const waitsUntil = ({ staffNumber }: Badge): UtcMillis => {
    const record = records.find(staffNumber);
    const may = record === null ? null : mayTry(record.tries, now());
    return utcMillis((may?.may === 'later' ? may.at : now()) + BADGE_WAITS_MS);
  };
  const expect = (badge: Badge, atHand: boolean): void => {
    waiting = { badge, atHand, second: second.pending() !== null };
    refusal = null;
    limit.set(waitsUntil(badge));
    listener.changed();
  };

  const leave = (reason: string): void => {
    if (present === null) return;
    try {
      write('signed-out', present.person, { reason });
    } finally {
      // Whoever goes is gone, and the traveller's data with them, though the audit cannot be kept.
      present = null;
      listener.ended();
      second.cancel();
    }
  };

  const enter = (badge: Badge): StaffReply => {
    const { staffNumber, roles } = badge;
    const person = { staffNumber, roles };
    const returns = present?.person.staffNumber === staffNumber;
    if (!returns) leave('handed-over');
    if (!commissioned) write('commissioned', person);
    write(returns ? 'unlocked' : 'signed-in', person, { subject: badge.badgeId });
    commissioned = true;
    present = { kind: 'signed-in', person, badge, since: now() };
    awaitNobody();
    listener.changed();
    return { ok: true };
  };

  const lock = (cause: LockCause): void => {
    if (present?.kind !== 'signed-in') return;
    const locked = { ...present, kind: 'locked', since: now() } as const;
    try {
      write('locked', present.person, { reason: cause });
    } finally {
      // Locked all the same, as above.
      present = locked;
      listener.ended();
      forgetAndTell();
    }
  };

  const takeBadge = (text: string): void => {
    const result = verifyBadge(text, keys(), now());
    if (!result.ok) return void refuse(result.refusal, null);
    const { badge } = result;
    if (!commissioned && !badge.roles.includes('technician')) return void refuse('technician-first', badge.staffNumber);
    records.keepBadge(badge);
    if (second.pending() !== null) {
      const objection = second.objection(badge);
      return objection === null ? expect(badge, true) : void refuse(objection, badge.staffNumber);
    }
    if (present?.kind === 'signed-in' && present.person.staffNumber === badge.staffNumber) return lock('badge');
    expect(badge, true);
  };

  /** Runs one slow check at a time; what it finds counts only for whoever waited when it began. */
  const alone = async (work: (asked: Waiting, record: StaffRecord) => Promise<StaffReply>): Promise<StaffReply> => {
    const asked = awaited();
    const record = asked === null ? null : records.find(asked.badge.staffNumber);
    if (asked === null || record === null) return decline('nobody-waiting');
    if (busy) return decline('busy');
    const fault = findBadgeFault(asked.badge, keys(), now());
    if (fault !== null) return refuse(fault, asked.badge.staffNumber);
    busy = true;
    try {
      return await work(asked, record);
    } finally {
      busy = false;
    }
  };
  /** Badge and PIN are right: whoever it is comes in, or confirms what waited, if it still does. */
  const complete = (asked: Waiting): StaffReply => {
    if (!stillWaits(asked)) return decline('nobody-waiting');
    if (!asked.second) return enter(asked.badge);
    const { staffNumber, roles } = asked.badge;
    awaitNobody();
    const undone = second.confirm({ staffNumber, roles });
    // Something speaks against this person since the badge was read; what waits goes on waiting for another.
    if (undone !== null && second.pending() !== null) return refuse(undone, staffNumber);
    refusal = undone;
    listener.changed();
    return undone === null ? { ok: true } : decline(undone);
  };
  const stillWaits = ({ badge, second: asSecond }: Waiting): boolean => awaited()?.badge.badgeId === badge.badgeId && waiting?.second === asSecond;

  const countFailure = (badge: Badge): StaffReply => {
    const may = mayTry(records.find(badge.staffNumber)?.tries ?? { failures: 0, lastFailureAt: null }, now());
    if (may.may === 'never') write('pin-blocked', null, { subject: badge.staffNumber });
    // Whoever tried is still here.
    if (waiting?.badge.badgeId === badge.badgeId) limit.set(waitsUntil(badge));
    return refuse('pin-wrong', badge.staffNumber, may.may === 'later' ? may.at : null);
  };

  return {
    take(text) {
      if (parts.signIn === 'none' || !isBadge(text)) return false;
      takeBadge(text);
      return true;
    },
    identify(staffNumber) {
      // The second person stands here with the badge, or it is not the second person.
      if (second.pending() !== null) return refuse('second-person-badge', null);
      const record = records.find(staffNumber);
      if (record === null) return refuse('staff-unknown', null);
      const fault = findBadgeFault(record.badge, keys(), now());
      if (fault !== null) return refuse(fault, staffNumber);
      if (record.pin === null) return refuse('badge-needed', staffNumber);
      expect(record.badge, false);
      return { ok: true };
    },
    enterPin: (pin) =>
      alone(async (asked, record) => {
        const { badge } = asked;
        const { staffNumber } = badge;
        if (record.pin === null) return putOffTry(asked, 'badge-needed');
        const may = mayTry(record.tries, now());
        if (may.may === 'never') return putOffTry(asked, 'pin-blocked');
        if (may.may === 'later') return putOffTry(asked, 'pin-wait', may.at);
        // Counted before it is made: pulling the plug in the middle of a try forgives nothing.
        records.countTry(staffNumber, now());
        if (!PIN_PATTERN.test(pin) || !(await isRightPin(staffNumber, pin, pepper, record.pin))) return countFailure(badge);
        records.forgiveTries(staffNumber);
        return complete(asked);
      }),
    choosePin: (pin) =>
      alone(async (asked, record) => {
        const { staffNumber, roles } = asked.badge;
        if (record.pin !== null || !asked.atHand) return putOffTry(asked, 'badge-needed');
        if (!PIN_PATTERN.test(pin)) return decline('pin-form');
        if (isWeakPin(pin, staffNumber)) return decline('pin-weak');
        const made = await makePin(staffNumber, pin, pepper, parts.pinCost ?? PIN_COST);
        if (!stillWaits(asked)) return decline('nobody-waiting');
        records.setPin(staffNumber, made);
        write('pin-chosen', { staffNumber, roles });
        return complete(asked);
      }),
    askSecond(request) {
      if (present?.kind !== 'signed-in' || !second.ask(present.person, request)) return false;
      write('second-person-asked', present.person, { subject: request.subject, reason: request.action });
      awaitNobody();
      listener.changed();
      return true;
    },
    cancel: forgetAndTell,
    lock,
    signOut() {
      try {
        leave('signed-out');
      } finally {
        forgetAndTell();
      }
    },
    recheck() {
      const badge = present?.badge ?? null;
      const fault = badge === null ? null : findBadgeFault(badge, keys(), now());
      if (fault === null) return;
      leave(fault);
      forget();
      refusal = fault;
      listener.changed();
    },
    stop: forget,
    person: () => (present?.kind === 'signed-in' ? present.person : null),
    may(roles) {
      if (parts.signIn === 'none') return true;
      return present?.kind === 'signed-in' && present.person.roles.some((role) => roles.includes(role));
    },
    view() {
      const asked = awaited();
      const record = asked === null ? null : records.find(asked.badge.staffNumber);
      return {
        state: parts.signIn === 'none' ? 'open' : (present?.kind ?? (commissioned ? 'signed-out' : 'uncommissioned')),
        person: present === null ? null : toPerson(present.person),
        since: present?.since ?? null,
        waiting: asked === null || record === null ? null : toWaiting(asked.badge, record, now()),
        pending: toPending(second.pending()),
        refusal,
      };
    },
    staff: () => records.all().map((record) => toStaffView(record, keys(), now())),
    release(staffNumber) {
      const record = records.find(staffNumber);
      if (record === null) return false;
      write('pin-released', present?.person ?? null, { subject: staffNumber });
      records.forgiveTries(staffNumber);
      listener.changed();
      return true;
    },
    resetPin(staffNumber) {
      if (records.find(staffNumber) === null) return false;
      write('pin-reset', present?.person ?? null, { subject: staffNumber });
      records.setPin(staffNumber, null);
      records.forgiveTries(staffNumber);
      listener.changed();
      return true;
    },
  };
}
