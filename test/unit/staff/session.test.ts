import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Audit } from '../../../core/model/audit.ts';
import { BLOCKED_AFTER } from '../../../core/staff/pin-tries.ts';
import { BADGE_WAITS_MS } from '../../../core/staff/session.ts';
import { badge, CHEAP, claims, DAY_MS, type Desk, keys, NOW, openCommissioned, openDesk, person, PIN, workshop } from './people.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { encodeBadge } from '../../../tools/issuer/encode-badge.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { type KeySet, keySetOf, parseKeySet } from '../../../core/trust/key-set.ts';

const WRONG = '573920';

describe('a terminal that nobody has commissioned', () => {
  it('takes a technician first, and nobody else', async () => {
    const { session, signIn, reasons } = openDesk();
    expect(session.view().state).toBe('uncommissioned');
    session.take(badge('1042', ['officer']));
    expect(session.view()).toMatchObject({ state: 'uncommissioned', refusal: 'technician-first', waiting: null });
    await signIn('T300', ['technician']);
    expect(session.view()).toMatchObject({ state: 'signed-in', person: { staffNumber: 'T300' }, refusal: null });
    expect(reasons()).toEqual(['signed-in', 'commissioned', 'pin-chosen', 'sign-in-refused: technician-first']);
  });

  it('stays commissioned after a restart', async () => {
    const first = await openCommissioned();
    first.store.close();
    expect(openDesk({}, first.file).session.view().state).toBe('signed-out');
  });
});

describe('signing in', () => {
  it('needs badge and PIN, and tells who it is and what they may do', async () => {
    const { session, signIn } = await openCommissioned();
    expect(session.take(badge('1042', ['officer', 'supervisor']))).toBe(true);
    expect(session.view()).toMatchObject({ state: 'signed-out', waiting: { staffNumber: '1042', needs: 'new-pin' } });
    expect(session.may(['officer'])).toBe(false);
    expect(await session.choosePin(PIN)).toEqual({ ok: true });
    expect(session.person()).toEqual(person('1042', 'officer', 'supervisor'));
    expect([session.may(['supervisor']), session.may(['technician']), session.may(['technician', 'officer'])]).toEqual([true, false, true]);
    session.signOut();
    expect(session.person()).toBeNull();
    await signIn('1042', ['officer', 'supervisor']);
    expect(session.view().state).toBe('signed-in');
  });

  it('leaves travellers’ codes to the desk', async () => {
    const { session } = await openCommissioned();
    expect(session.take('MO1:ABC')).toBe(false);
    expect(session.take('HC1:ABC')).toBe(false);
  });

  it('knows somebody whose badge it has seen by the staff number, and nobody else', async () => {
    const { session, signIn } = await openCommissioned();
    expect(session.identify('1042')).toMatchObject({ ok: false, refusal: 'staff-unknown' });
    session.take(badge('1042', ['officer']));
    session.cancel();
    expect(session.identify('1042')).toMatchObject({ ok: false, refusal: 'badge-needed' });
    await signIn('1042', ['officer']);
    session.signOut();
    expect(session.identify('1042')).toEqual({ ok: true });
    expect(await session.enterPin(PIN)).toEqual({ ok: true });
  });

  it('lets nobody choose a PIN for a number without the badge', async () => {
    const { session, signIn, reasons } = await openCommissioned();
    await signIn('1042', ['officer']);
    session.signOut();
    session.identify('1042');
    expect(await session.choosePin('918273')).toMatchObject({ refusal: 'badge-needed' });
    expect(reasons()[0]).toBe('sign-in-refused: badge-needed');
    session.cancel();
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
    expect(await session.choosePin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
  });

  it.each([
    ['one digit over and over', '777777', 'pin-weak'],
    ['a run up', '345678', 'pin-weak'],
    ['a run down', '987654', 'pin-weak'],
    ['a pair over and over', '121212', 'pin-weak'],
    ['too short', '48291', 'pin-form'],
    ['letters', '48291a', 'pin-form'],
    ['too long', '4829150672831', 'pin-form'],
  ])('takes no PIN that is %s', async (_, pin, refusal) => {
    const { session } = await openCommissioned();
    session.take(badge('1042', ['officer']));
    expect(await session.choosePin(pin)).toMatchObject({ ok: false, refusal });
    expect(session.person()).toBeNull();
  });

  it.each([
    ['forged', encodeBadge(claims('1042', ['officer']), { ...workshop.strayKeySigner, keyId: workshop.badgeSigner.keyId }), 'badge-forged'],
    ['signed by a key for travellers’ codes', encodeBadge(claims('1042', ['officer']), workshop.signer), 'badge-forged'],
    ['signed by an unknown key', encodeBadge(claims('1042', ['officer']), workshop.strayKeySigner), 'badge-not-proved'],
    ['of an unknown issuer', encodeBadge(claims('1042', ['officer'], { issuer: 'XX' }), workshop.strangerSigner), 'badge-not-proved'],
    ['expired', badge('1042', ['officer'], { expiresAt: utcMillis(NOW - 1_000) }), 'badge-expired'],
    ['from the future', badge('1042', ['officer'], { issuedAt: utcMillis(NOW + DAY_MS) }), 'badge-not-yet-valid'],
    ['withdrawn', badge('1042', ['officer'], { badgeId: workshop.revokedCodeId }), 'badge-revoked'],
    ['for four years', badge('1042', ['officer'], { expiresAt: utcMillis(NOW + 1_400 * DAY_MS) }), 'badge-malformed'],
    ['without a role', badge('1042', []), 'badge-malformed'],
    ['with a role twice', badge('1042', ['officer', 'officer']), 'badge-malformed'],
    ['with a staff number that is none', badge('a b', ['officer']), 'badge-malformed'],
    ['cut off', badge('1042', ['officer']).slice(0, -9), 'badge-malformed'],
  ])('refuses a badge that is %s, and records it', async (_, text, refusal) => {
    const { session, reasons, store } = await openCommissioned();
    expect(session.take(text)).toBe(true);
    expect(session.view()).toMatchObject({ waiting: null, refusal });
    expect(reasons()[0]).toBe(`sign-in-refused: ${refusal}`);
    expect(store.staff.find('1042')).toBeNull();
  });

  it('does not let in somebody whose badge ran out between badge and PIN', async () => {
    const { session, clock } = await openCommissioned();
    session.take(badge('1042', ['officer'], { expiresAt: utcMillis(NOW + 30_000) }));
    clock.advance(30_000);
    expect(await session.choosePin(PIN)).toMatchObject({ refusal: 'badge-expired' });
    expect(session.person()).toBeNull();
  });
});

describe('a badge that was read', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());
  const NOBODY = { waiting: null, refusal: null };

  it.each<[string, (desk: Desk) => void]>([
    ['by the clock, though no timer came', ({ clock }) => clock.advance(BADGE_WAITS_MS)],
    ['by the timer, though the clock stands still', () => void vi.advanceTimersByTime(BADGE_WAITS_MS)],
  ])('waits a minute for a PIN to be chosen or entered, and no longer %s', async (_, pass) => {
    const desk = await openCommissioned();
    const { session, signIn, store } = desk;
    session.take(badge('1042', ['officer']));
    pass(desk);
    expect(session.view()).toMatchObject({ state: 'signed-out', ...NOBODY });
    expect(await session.choosePin('918273')).toMatchObject({ refusal: 'nobody-waiting' });
    expect(store.staff.find('1042')?.pin).toBeNull();
    await signIn('1042', ['officer']);
    session.signOut();
    expect(session.identify('1042')).toEqual({ ok: true });
    pass(desk);
    expect(session.view()).toMatchObject({ state: 'signed-out', ...NOBODY });
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'nobody-waiting' });
  });

  it('is told of to the window when its minute is over, and not when it has come in before', async () => {
    let told = 0;
    const { session, signIn } = await openCommissioned({ listener: { changed: () => void (told += 1), ended: () => undefined } });
    session.take(badge('1042', ['officer']));
    const before = told;
    vi.advanceTimersByTime(BADGE_WAITS_MS);
    expect(told).toBe(before + 1);
    await signIn('1042', ['officer']);
    const signedIn = told;
    vi.advanceTimersByTime(10 * BADGE_WAITS_MS);
    expect([told, session.view().state]).toEqual([signedIn, 'signed-in']);
    session.take(badge('1043', ['officer']));
    session.stop();
    const stopped = told;
    vi.advanceTimersByTime(10 * BADGE_WAITS_MS);
    expect(told).toBe(stopped);
  });

  it('waits on while somebody waits for the next try, and a minute more', async () => {
    const { session, signIn, clock } = await openCommissioned();
    await signIn('1042', ['officer']);
    session.signOut();
    session.take(badge('1042', ['officer']));
    for (let failure = 1; failure <= 4; failure++) {
      await session.enterPin(WRONG);
      clock.advance((session.view().waiting?.waitUntil ?? clock.now()) - clock.now());
    }
    clock.advance(BADGE_WAITS_MS - 1);
    expect(session.view().waiting?.staffNumber).toBe('1042');
    clock.advance(1);
    expect(session.view().waiting).toBeNull();
  });
});

describe('a badge that counts no longer', () => {
  const withdrawn = parseKeySet({ ...workshop.keySet, issuers: workshop.keySet.issuers.map((issuer) => ({ ...issuer, revoked: [claims('1042', ['officer']).badgeId] })) }, 'test');
  const nobody = keySetOf([], { sequence: 1, issuedAt: NOW, origin: 'test' });

  it.each<[string, KeySet, number, string]>([
    ['is withdrawn', withdrawn, 0, 'badge-revoked'],
    ['is not proved any more', nobody, 0, 'badge-not-proved'],
    ['has expired', keys, 300 * DAY_MS, 'badge-expired'],
  ])('ends the session of whoever is here, signed in or locked, when it %s', async (_, later, passed, fault) => {
    for (const lock of [false, true]) {
      let current = keys;
      const { session, signIn, clock, ended, reasons } = await openCommissioned({ keys: () => current });
      await signIn('1042', ['officer']);
      session.recheck();
      expect(session.person()?.staffNumber).toBe('1042');
      session.askSecond({ action: 'override', roles: ['supervisor'], subject: 'x', reason: 'exempt', carryOut: () => true });
      if (lock) session.lock('key');
      const before = ended();
      current = later;
      clock.advance(passed);
      session.recheck();
      expect(session.view()).toMatchObject({ state: 'signed-out', person: null, pending: null, waiting: null, refusal: fault });
      expect(ended()).toBe(before + 1);
      expect(reasons().filter((line) => line === `signed-out: ${fault}`)).toHaveLength(1);
      session.recheck();
      expect(reasons().filter((line) => line === `signed-out: ${fault}`)).toHaveLength(1);
    }
  });

  it('is not looked for where a drill’s person has none', () => {
    const { session } = openDesk({ startAs: person('DRILL', 'officer'), keys: () => nobody });
    session.recheck();
    expect(session.person()?.staffNumber).toBe('DRILL');
  });
});

describe('wrong PINs', () => {
  it('wait longer and longer, and block in the end until a supervisor has looked', async () => {
    const desk = await openCommissioned();
    const { session, clock, store } = desk;
    await desk.signIn('1042', ['officer']);
    session.signOut();
    session.take(badge('1042', ['officer']));
    const waits: number[] = [];
    for (let failure = 1; failure <= BLOCKED_AFTER; failure++) {
      const reply = await session.enterPin(WRONG);
      expect(reply).toMatchObject({ ok: false, refusal: 'pin-wrong' });
      const until = reply.ok ? null : reply.waitUntil;
      waits.push(until === null ? 0 : until - clock.now());
      if (until === null) continue;
      // Even the right one is not looked at before its time.
      expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'pin-wait', waitUntil: until });
      clock.advance(until - clock.now());
    }
    expect(waits.map((ms) => ms / 1_000)).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900, 0]);
    clock.advance(30 * DAY_MS);
    session.take(badge('1042', ['officer']));
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'pin-blocked' });
    expect(session.view().waiting).toMatchObject({ blocked: true });
    expect(session.release('1042')).toBe(true);
    expect(await session.enterPin(PIN)).toEqual({ ok: true });
    expect(store.audit.recent(3).map(({ action, reason }) => [action, reason])).toEqual([['signed-in', null], ['pin-released', null], ['sign-in-refused', 'pin-blocked']]);
  });

  it('that are not even looked at leave one line for each wait, and one for each badge when blocked', async () => {
    const desk = await openCommissioned();
    const { session, clock, reasons } = desk;
    await desk.signIn('1042', ['officer']);
    session.signOut();
    session.take(badge('1042', ['officer']));
    const count = (reason: string): number => reasons().filter((line) => line === `sign-in-refused: ${reason}`).length;
    for (let failure = 1; failure <= BLOCKED_AFTER; failure++) {
      await session.enterPin(WRONG);
      const until = session.view().waiting?.waitUntil ?? null;
      for (let again = 0; again < 3 && until !== null; again++) await session.enterPin(PIN);
      clock.advance((until ?? clock.now()) - clock.now());
    }
    // No wait after the first two, and none after the last.
    expect([count('pin-wrong'), count('pin-wait'), count('pin-blocked')]).toEqual([BLOCKED_AFTER, BLOCKED_AFTER - 3, 0]);
    for (let again = 0; again < 3; again++) {
      session.take(badge('1042', ['officer']));
      await session.enterPin(PIN);
      await session.enterPin(PIN);
    }
    expect(count('pin-blocked')).toBe(3);
  });

  it('count before they are tried, so that pulling the plug forgives nothing', async () => {
    const { session, signIn, store } = await openCommissioned();
    await signIn('1042', ['officer']);
    session.signOut();
    session.take(badge('1042', ['officer']));
    const trying = session.enterPin(WRONG);
    expect(store.staff.find('1042')?.tries.failures).toBe(1);
    await trying;
  });

  it('are not forgiven by a restart or by turning the clock back', async () => {
    const first = await openCommissioned();
    await first.signIn('1042', ['officer']);
    first.session.signOut();
    first.session.take(badge('1042', ['officer']));
    for (let failure = 1; failure <= 3; failure++) await first.session.enterPin(WRONG);
    first.store.close();
    const second = openDesk({}, first.file, utcMillis(NOW - 10_000));
    second.session.take(badge('1042', ['officer']));
    expect(await second.session.enterPin(PIN)).toMatchObject({ refusal: 'pin-wait', waitUntil: NOW + 30_000 });
  });

  it('are tried one at a time', async () => {
    const { session, signIn } = await openCommissioned();
    await signIn('1042', ['officer']);
    session.signOut();
    session.take(badge('1042', ['officer']));
    const [first, second] = await Promise.all([session.enterPin(WRONG), session.enterPin(PIN)]);
    expect(first).toMatchObject({ refusal: 'pin-wrong' });
    expect(second).toMatchObject({ refusal: 'busy' });
  });

  it('say nothing of a PIN, and nothing of it is kept', async () => {
    const { store, signIn, file } = await openCommissioned();
    await signIn('1042', ['officer']);
    const kept = JSON.stringify([store.audit.recent(50), store.staff.all()]);
    store.checkpoint();
    store.close();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(file).includes(PIN)).toBe(false);
    expect(kept).not.toContain(PIN);
  });

  it('can be taken away with the PIN, and the next badge chooses another', async () => {
    const { session, signIn } = await openCommissioned();
    await signIn('1042', ['officer']);
    expect(session.resetPin('1042')).toBe(true);
    expect([session.resetPin('9999'), session.release('9999')]).toEqual([false, false]);
    session.signOut();
    session.take(badge('1042', ['officer']));
    expect(session.view().waiting?.needs).toBe('new-pin');
    expect(await session.enterPin(PIN)).toMatchObject({ refusal: 'badge-needed' });
    expect(await session.choosePin('620483')).toEqual({ ok: true });
  });
});

describe('a shift', () => {
  it.each([
    ['locks', 'locked', ({ session }: Desk) => session.lock('key')],
    ['signs out', 'signed-out', ({ session }: Desk) => session.signOut()],
  ] as const)('%s though the audit cannot be kept, which is told, and the traveller’s data goes', async (_case, state, act) => {
    const full = { now: false };
    const file = join(tempDir(), 'p.db');
    const { audit } = openStore(file);
    const filling: Audit = {
      ...audit,
      record(entry) {
        if (full.now) throw new Error('no room');
        audit.record(entry);
      },
    };
    const desk = await openCommissioned({ audit: filling });
    await desk.signIn('1042', ['officer']);
    const before = desk.ended();
    full.now = true;
    expect(() => act(desk)).toThrow('no room');
    expect([desk.session.view().state, desk.session.person(), desk.ended()]).toEqual([state, null, before + 1]);
  });

  it('locks by key, by badge and by idling, and the traveller’s data goes', async () => {
    const { session, signIn, ended, reasons } = await openCommissioned();
    for (const lock of [() => session.lock('key'), () => session.take(badge('1042', ['officer'])), () => session.lock('idle')]) {
      await signIn('1042', ['officer']);
      const before = ended();
      lock();
      expect(session.view()).toMatchObject({ state: 'locked', person: { staffNumber: '1042' } });
      expect([session.person(), session.may(['officer']), ended()]).toEqual([null, false, before + 1]);
      session.lock('key');
      expect(ended()).toBe(before + 1);
    }
    expect(reasons().filter((line) => line.startsWith('locked'))).toEqual(['locked: idle', 'locked: badge', 'locked: key']);
    expect(reasons().filter((line) => line === 'unlocked')).toHaveLength(2);
  });

  it('is handed over by the next badge and PIN, and goes on until then', async () => {
    const { session, signIn, ended, reasons } = await openCommissioned();
    await signIn('1042', ['officer']);
    session.take(badge('1043', ['officer']));
    expect(session.person()?.staffNumber).toBe('1042');
    const before = ended();
    expect(await session.choosePin('918274')).toEqual({ ok: true });
    expect(session.person()?.staffNumber).toBe('1043');
    expect(ended()).toBe(before + 1);
    expect(reasons().slice(0, 2)).toEqual(['signed-in', 'signed-out: handed-over']);
  });

  it('names who is here in every line of the audit, with the rules in force', async () => {
    const { store, signIn } = await openCommissioned();
    await signIn('1042', ['officer']);
    expect(store.audit.recent(1)[0]).toMatchObject({ action: 'signed-in', person: '1042', roles: ['officer'], ruleSet: 'rules@1', at: NOW });
  });

  it('shows a supervisor who is known here', async () => {
    const { session, signIn } = await openCommissioned();
    await signIn('1042', ['officer']);
    expect(session.staff()).toMatchObject([
      { staffNumber: '1042', roles: ['officer'], hasPin: true, failures: 0, blocked: false, badgeCounts: true },
      { staffNumber: 'T300', roles: ['technician'] },
    ]);
  });
});

describe('a terminal that asks nobody to sign in', () => {
  it('lets everything through, knows nobody, and reads no badges', () => {
    const { session, ended } = openDesk({ signIn: 'none' });
    expect(session.view()).toMatchObject({ state: 'open', person: null });
    expect([session.may(['technician']), session.person(), session.take(badge('1042', ['officer']))]).toEqual([true, null, false]);
    session.lock('idle');
    expect([session.view().state, ended()]).toEqual(['open', 0]);
  });
});

describe('a drill', () => {
  it('starts with somebody signed in, who can lock and be replaced', async () => {
    const { session, signIn } = openDesk({ startAs: person('DRILL', 'officer', 'technician'), pinCost: CHEAP });
    expect(session.view()).toMatchObject({ state: 'signed-in', person: { staffNumber: 'DRILL' } });
    session.lock('key');
    expect(session.view().state).toBe('locked');
    await signIn('1042', ['officer']);
    expect(session.person()?.staffNumber).toBe('1042');
  });
});
