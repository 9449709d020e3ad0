import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Person, Role } from '../../../core/model/staff.ts';
import { RESET_PARTS_MS } from '../../../core/staff/session.ts';
import { SECOND_PERSON_MS } from '../../../core/staff/second-person.ts';
import { badge, type Desk, openCommissioned, person, PIN } from './people.ts';

const WRONG = '573920';
const SCAN = '00000000-0000-4000-8000-000000000001';

/** An officer who is signed in, and a supervisor and another officer whose PINs are known here. */
async function openWithOfficer(stillPossible = true) {
  const desk = await openCommissioned();
  await desk.signIn('2001', ['supervisor']);
  await desk.signIn('1043', ['officer']);
  await desk.signIn('1042', ['officer', 'supervisor']);
  const done: (readonly [Person, Person])[] = [];
  const ask = (roles: readonly Role[] = ['supervisor']): boolean =>
    desk.session.askSecond({ action: 'override', roles, subject: SCAN, reason: 'exempt', carryOut: (first, second) => stillPossible && done.push([first, second]) > 0 });
  return { ...desk, done, ask };
}
const ASKED = { person: '1042', roles: ['officer', 'supervisor'], subject: SCAN, reason: 'override' };
const last = ({ store }: Desk) => store.audit.recent(1)[0];

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

describe('an action that waits for a second person', () => {
  it('cannot be asked for by nobody, by whoever locked, or while another waits', async () => {
    const { session, ask } = await openWithOfficer();
    session.lock('key');
    expect(ask()).toBe(false);
    session.signOut();
    expect(ask()).toBe(false);
    session.take(badge('1042', ['officer', 'supervisor']));
    await session.enterPin(PIN);
    expect(ask()).toBe(true);
    expect(ask()).toBe(false);
  });

  it('is not confirmed by the person who asked, whatever the roles', async () => {
    const desk = await openWithOfficer();
    desk.ask();
    desk.session.take(badge('1042', ['officer', 'supervisor']));
    expect(desk.session.view()).toMatchObject({ state: 'signed-in', waiting: null, refusal: 'second-person-same' });
    expect(await desk.session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(last(desk)).toMatchObject({ action: 'second-person-refused', person: '1042', second: '1042', subject: `override ${SCAN}`, reason: 'second-person-same' });
    expect(desk.done).toEqual([]);
  });

  it('is not confirmed by a role that may not', async () => {
    const desk = await openWithOfficer();
    desk.ask();
    desk.session.take(badge('1043', ['officer']));
    expect(desk.session.view()).toMatchObject({ waiting: null, refusal: 'second-person-role' });
    expect(await desk.session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(desk.done).toEqual([]);
  });

  it('is not confirmed by a number without its badge, or by a wrong PIN', async () => {
    const desk = await openWithOfficer();
    const { session, ask, done } = desk;
    ask();
    expect(session.identify('2001')).toMatchObject({ ok: false, refusal: 'second-person-badge' });
    const refused = { action: 'second-person-refused', person: '1042', roles: ['officer', 'supervisor'], subject: `override ${SCAN}` };
    expect(last(desk)).toMatchObject({ ...refused, second: null, secondRoles: [], reason: 'second-person-badge' });
    session.take(badge('2001', ['supervisor']));
    expect(await session.enterPin(WRONG)).toMatchObject({ refusal: 'pin-wrong' });
    expect(last(desk)).toMatchObject({ ...refused, second: '2001', secondRoles: ['supervisor'], reason: 'pin-wrong' });
    expect(done).toEqual([]);
    expect(session.view()).toMatchObject({ pending: { action: 'override' }, person: { staffNumber: '1042' } });
  });

  it('is carried out once by badge and PIN of another of the right role; the first stays signed in', async () => {
    const desk = await openWithOfficer();
    const { session, ask, done, ended } = desk;
    const endedBefore = ended();
    ask();
    expect(session.view().pending).toMatchObject({ action: 'override', roles: ['supervisor'], reason: 'exempt' });
    session.take(badge('2001', ['supervisor']));
    expect(session.view().waiting).toMatchObject({ staffNumber: '2001', needs: 'pin' });
    expect(await session.enterPin(PIN)).toEqual({ ok: true });
    expect(last(desk)).toMatchObject({ ...ASKED, action: 'second-person-confirmed', second: '2001', secondRoles: ['supervisor'] });
    expect(done).toEqual([[person('1042', 'officer', 'supervisor'), person('2001', 'supervisor')]]);
    expect(session.view()).toMatchObject({ state: 'signed-in', person: { staffNumber: '1042' }, pending: null, waiting: null });
    expect(ended()).toBe(endedBefore);
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(done).toHaveLength(1);
  });

  describe('between somebody who takes a PIN away and whose it was', () => {
    const copied = (desk: Desk): void => void desk.session.take(badge('1043', ['officer', 'supervisor']));
    /** Supervisor 2001 takes the PIN of 1043 away, and chooses the new one with a copied badge. */
    async function openWithReset() {
      const desk = await openWithOfficer();
      await desk.signIn('2001', ['supervisor']);
      desk.session.resetPin('1043');
      copied(desk);
      expect(await desk.session.choosePin('620483')).toEqual({ ok: true });
      await desk.signIn('2001', ['supervisor']);
      return desk;
    }

    it('is not confirmed by the one whose PIN it was, for 24 hours', async () => {
      const desk = await openWithReset();
      const { session, clock, ask, done } = desk;
      ask();
      copied(desk);
      expect(session.view()).toMatchObject({ waiting: null, refusal: 'second-person-pin-reset' });
      expect(last(desk)).toMatchObject({ action: 'second-person-refused', person: '2001', second: '1043', subject: `override ${SCAN}`, reason: 'second-person-pin-reset' });
      session.cancel();
      clock.advance(RESET_PARTS_MS - 1);
      ask();
      copied(desk);
      expect(session.view().refusal).toBe('second-person-pin-reset');
      expect(done).toEqual([]);
      session.cancel();
      clock.advance(1);
      ask();
      copied(desk);
      expect(await session.enterPin('620483')).toEqual({ ok: true });
      expect(done).toHaveLength(1);
    });

    it('is not confirmed by the one who took it away, either', async () => {
      const desk = await openWithReset();
      copied(desk);
      await desk.session.enterPin('620483');
      desk.ask();
      desk.session.take(badge('2001', ['supervisor']));
      expect(desk.session.view()).toMatchObject({ person: { staffNumber: '1043' }, waiting: null, refusal: 'second-person-pin-reset' });
      expect(desk.done).toEqual([]);
    });

    it('is not confirmed when the PIN is taken away while it waits', async () => {
      const desk = await openWithOfficer();
      await desk.signIn('2001', ['supervisor']);
      desk.ask();
      copied(desk);
      desk.session.resetPin('1043');
      expect(await desk.session.choosePin('620483')).toMatchObject({ refusal: 'second-person-pin-reset' });
      expect(last(desk)).toMatchObject({ action: 'second-person-refused', person: '2001', second: '1043', reason: 'second-person-pin-reset' });
      expect([desk.done, desk.session.view().pending?.action]).toEqual([[], 'override']);
    });

    it('is confirmed by anybody else, and by whoever reset the PIN of a third person', async () => {
      const desk = await openWithReset();
      desk.ask();
      desk.session.take(badge('1042', ['officer', 'supervisor']));
      expect(await desk.session.enterPin(PIN)).toEqual({ ok: true });
      expect(desk.done).toHaveLength(1);
    });
  });

  it('that has become impossible is not said to be done: neither to the second person nor by the audit', async () => {
    const desk = await openWithOfficer(false);
    const { session, ask } = desk;
    ask();
    session.take(badge('2001', ['supervisor']));
    expect(await session.enterPin(PIN)).toMatchObject({ ok: false, refusal: 'second-person-too-late' });
    expect(session.view()).toMatchObject({ state: 'signed-in', pending: null, waiting: null, refusal: 'second-person-too-late' });
    expect(last(desk)).toMatchObject({ ...ASKED, action: 'second-person-too-late', second: '2001', secondRoles: ['supervisor'] });
    session.cancel();
    expect(session.view().refusal).toBeNull();
  });

  it.each<[string, 'cancelled' | 'lapsed', (desk: Desk) => void]>([
    ['Esc', 'cancelled', ({ session }) => session.cancel()],
    ['locking', 'cancelled', ({ session }) => session.lock('idle')],
    ['leaving', 'cancelled', ({ session }) => session.signOut()],
    ['the end of its minute', 'lapsed', () => void vi.advanceTimersByTime(SECOND_PERSON_MS)],
    ['the end of its minute by the clock alone, once somebody looks', 'lapsed', ({ session, clock }) => {
      clock.advance(SECOND_PERSON_MS);
      session.cancel();
    }],
    ['the end of the program', 'cancelled', ({ session }) => session.stop()],
  ])('is ended by %s, with the badge that waited; the audit says that it was %s', async (_, how, end) => {
    const desk = await openWithOfficer();
    desk.ask();
    desk.session.take(badge('2001', ['supervisor']));
    end(desk);
    expect(desk.session.view()).toMatchObject({ pending: null, waiting: null });
    const ends = desk.store.audit.recent(5).filter(({ action }) => /^second-person-(confirmed|too-late|lapsed|cancelled)$/.test(action));
    expect(ends).toMatchObject([{ ...ASKED, action: `second-person-${how}`, second: null, secondRoles: [] }]);
    expect(await desk.session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(desk.done).toEqual([]);
    expect(desk.session.person()?.staffNumber).not.toBe('2001');
  });

  it('is over when its minute is over by the clock, though no timer came', async () => {
    const { session, ask, done, clock } = await openWithOfficer();
    ask();
    session.take(badge('2001', ['supervisor']));
    clock.advance(SECOND_PERSON_MS);
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(done).toEqual([]);
    expect(session.person()?.staffNumber).toBe('1042');
  });

  it('leaves the desk to be handed over by a badge as before once it is over', async () => {
    const { session, ask } = await openWithOfficer();
    ask();
    session.cancel();
    session.take(badge('2001', ['supervisor']));
    expect(await session.enterPin(PIN)).toEqual({ ok: true });
    expect(session.person()?.staffNumber).toBe('2001');
  });
});
