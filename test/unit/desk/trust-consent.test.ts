import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTrustConsent, LONGEST_CONSENT_MS, RENEWABLE_MS } from '../../../core/desk/trust-consent.ts';
import type { Person, SecondRequest } from '../../../core/model/staff.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { standingAt } from '../../../core/trust/standing.ts';
import { fileTrust } from '../../../core/trust/trust-source.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const SUPERVISOR: Person = { staffNumber: '2001', roles: ['supervisor'] };
const TECHNICIAN: Person = { staffNumber: '3007', roles: ['technician'] };
const OFFICER: Person = { staffNumber: '1042', roles: ['officer'] };
const SIGNED_UNTIL = utcMillis(Date.parse('2021-09-01T00:00:00Z'));
const STALE = utcMillis(SIGNED_UNTIL + 72 * HOUR_MS);
const DEAD = utcMillis(SIGNED_UNTIL + 336 * HOUR_MS);

function open(person: Person | null, { busy = false, file = join(tempDir(), 'portas.db'), at = STALE } = {}) {
  const store = openStore(file);
  const asked: SecondRequest[] = [];
  const now = { at: at as number, signedUntil: SIGNED_UNTIL as number };
  let changed = 0;
  const standing = () => standingAt(fileTrust(utcMillis(now.signedUntil - 1), 1 as never), { terminalId: 'BG-07', version: '1.0.0' }, utcMillis(now.at));
  const subject = createTrustConsent({
    records: store.trustConsents,
    standing,
    person: () => person,
    askSecond: (request) => (busy ? false : asked.push(request) > 0),
    ruleSet: () => 'rules@1',
    changed: () => void (changed += 1),
  });
  const confirm = (second = SUPERVISOR) => asked.shift()?.carryOut(person ?? OFFICER, second);
  const accept = () => {
    subject.accept();
    confirm();
  };
  const until = () => subject.current(standing())?.until ?? null;
  return { store, file, subject, asked, confirm, accept, now, until, mayAccept: () => subject.mayAccept(standing()), changed: () => changed };
}

describe('consent to stale trust', () => {
  it.each<[string, Person | null, { at?: typeof STALE; busy?: boolean }, string]>([
    ['before trust is stale', SUPERVISOR, { at: utcMillis(STALE - 1) }, 'not-stale'],
    ['when trust is dead', SUPERVISOR, { at: DEAD }, 'not-stale'],
    ['where nobody signs in', null, {}, 'not-allowed'],
    ['while another action waits', TECHNICIAN, { busy: true }, 'busy'],
  ])('is not taken %s', (_, person, options, refusal) => {
    const { subject, until, store, changed } = open(person, options);
    expect(subject.accept()).toEqual({ ok: false, refusal });
    expect([until(), store.audit.recent(5), changed()]).toEqual([null, [], 0]);
    store.close();
  });

  it('holds for eight hours to the millisecond once it is confirmed, and its audit names both', () => {
    const { subject, confirm, until, now, store, changed } = open(OFFICER);
    expect(subject.accept()).toEqual({ ok: true });
    expect([until(), changed()]).toEqual([null, 0]);
    expect(confirm()).toBe(true);
    expect(until()).toBe(STALE + LONGEST_CONSENT_MS);
    now.at = STALE + LONGEST_CONSENT_MS - 1;
    expect(until()).not.toBeNull();
    now.at += 1;
    expect(until()).toBeNull();
    expect(store.audit.recent(5)).toMatchObject([{ at: STALE, action: 'trust-stale-accepted', person: '1042', second: '2001', secondRoles: ['supervisor'], subject: 'until 2021-09-04T08:00:00.000Z', reason: 'trust-stale' }]);
    expect(changed()).toBe(1);
    store.close();
  });

  it.each([
    ['an officer', OFFICER, ['supervisor']],
    ['a technician', TECHNICIAN, ['supervisor']],
    ['a supervisor', SUPERVISOR, ['officer', 'supervisor', 'technician']],
  ])('asked for by %s needs a second person, so that one of the two is a supervisor', (_, person, roles) => {
    const { subject, asked, store } = open(person);
    subject.accept();
    expect(asked).toMatchObject([{ action: 'accept-stale', roles }]);
    store.close();
  });

  it('is not carried out when trust has gone on to dead, or has come back, while the second person came', () => {
    const { subject, until, confirm, now, store } = open(TECHNICIAN, { at: utcMillis(DEAD - 1) });
    subject.accept();
    now.at = DEAD;
    expect(confirm()).toBe(false);
    now.at = DEAD - 1;
    subject.accept();
    now.signedUntil = DEAD + HOUR_MS;
    expect(confirm()).toBe(false);
    expect([until(), store.audit.recent(5)]).toEqual([null, []]);
    store.close();
  });

  it('ends with the step it was given for', () => {
    const { accept, until, now, mayAccept, store } = open(OFFICER, { at: utcMillis(DEAD - HOUR_MS) });
    accept();
    expect(until()).toBe(DEAD);
    now.at = DEAD - 1;
    // There is nothing to gain by asking again.
    expect([until(), mayAccept()]).toEqual([DEAD, false]);
    now.at = DEAD;
    expect(until()).toBeNull();
    store.close();
  });

  it('does not go over to another set that becomes stale', () => {
    const { accept, until, now, store } = open(OFFICER);
    accept();
    now.signedUntil += 1;
    now.at += 1;
    expect(until()).toBeNull();
    store.close();
  });

  it('can be given again only shortly before it runs out', () => {
    const { subject, accept, until, now, mayAccept, store } = open(OFFICER);
    accept();
    expect(subject.accept()).toEqual({ ok: false, refusal: 'already-accepted' });
    now.at = STALE + LONGEST_CONSENT_MS - RENEWABLE_MS - 1;
    expect(mayAccept()).toBe(false);
    now.at += 1;
    expect(mayAccept()).toBe(true);
    accept();
    expect(until()).toBe(now.at + LONGEST_CONSENT_MS);
    store.close();
  });

  it('survives a restart', () => {
    const first = open(OFFICER);
    first.accept();
    first.store.close();
    const second = open(null, { file: first.file });
    expect(second.until()).toBe(STALE + LONGEST_CONSENT_MS);
    second.store.close();
  });

  it('cannot be longer, be changed, be removed or name one person twice', () => {
    const { file, accept, store } = open(OFFICER);
    accept();
    const consent = { at: STALE, signedUntil: SIGNED_UNTIL, until: utcMillis(STALE + 1), first: '1042', second: '2001' };
    const line = { at: STALE, action: 'trust-stale-accepted', person: '2001', roles: [], second: null, subject: null, reason: null, ruleSet: null } as const;
    expect(() => store.trustConsents.record({ ...consent, until: utcMillis(STALE + LONGEST_CONSENT_MS + 1) }, line)).toThrow(/CHECK/);
    expect(() => store.trustConsents.record({ ...consent, second: '1042' }, line)).toThrow(/CHECK/);
    expect(store.audit.recent(5)).toHaveLength(1);
    store.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec('UPDATE trust_consents SET until_ms = until_ms + 1')).toThrow(/write-once/);
    expect(() => raw.exec('DELETE FROM trust_consents')).toThrow(/never removed/);
    raw.close();
  });
});
