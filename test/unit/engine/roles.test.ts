import { afterEach, describe, expect, it } from 'vitest';
import { type CallName, calls, type Request } from '../../../core/contract.ts';
import { type Role, ROLES } from '../../../core/model/staff.ts';
import { CallError } from '../../../core/wire.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

const UUID = '00000000-0000-4000-8000-000000000000';
/** A well-formed request of every call. */
const REQUESTS: { readonly [Name in CallName]: Request<Name> } = {
  'app:welcome': {},
  'app:status': {},
  'desk:wedge': { text: 'x', strokes: [], inputMethod: false },
  'desk:manual': { text: 'x' },
  'desk:camera': { text: 'x', symbology: ']Q1' },
  'desk:picture': { text: 'x', symbology: null },
  'desk:clear': {},
  'desk:current': {},
  'desk:recent': {},
  'desk:convert': { scanId: UUID, consent: true, permitNumber: '', birthDate: '', phone: '', destinationCity: '', destinationAddress: '' },
  'desk:override': { scanId: UUID, reason: 'exempt' },
  'trust:accept-stale': {},
  'case:open': { scanId: UUID, kind: 'second-line' },
  'case:list': {},
  'case:close': { number: 1, outcome: 'passed', reason: 'other' },
  'overview:read': { from: 0, to: 1 },
  'overview:export': { kind: 'csv', from: 0, to: 1 },
  'service:scanners': {},
  'service:examine-code': { text: 'x', symbology: null },
  'service:watch-reports': { on: false },
  'service:devices': {},
  'service:export-reports': { deviceId: 'none' },
  'service:start-test-card': { length: 'short' },
  'service:stop-test-card': {},
  'service:test-card': {},
  'service:trust': {},
  'trust:state': {},
  'trust:update': {},
  'trust:sticks': {},
  'trust:import': { folder: '/media/none' },
  'rules:read': {},
  'rules:rehearse': { digest: 'a'.repeat(64) },
  'rules:decide': { digest: 'a'.repeat(64), decision: 'refuse', reason: 'other' },
  'service:queue': {},
  'queue:page': { state: 'dead', after: null },
  'service:retry-now': {},
  'queue:hasten': { recordId: UUID },
  'queue:park': { recordId: UUID },
  'service:requeue': { recordId: UUID },
  'service:renew-key': {},
  'queue:requeue-all': {},
  'queue:export': { set: 'parked', folder: 'stick' },
  'queue:cancel': {},
  'service:system': {},
  'service:acknowledge-damage': {},
  'service:diagnostics': {},
  'staff:session': {},
  'staff:identify': { staffNumber: '1042' },
  'staff:enter-pin': { pin: '482915' },
  'staff:choose-pin': { pin: '482915' },
  'staff:cancel': {},
  'staff:active': {},
  'staff:list': {},
  'staff:release': { staffNumber: '1042' },
  'staff:reset-pin': { staffNumber: '1042' },
  'audit:read': {},
  'contingency:state': {},
  'contingency:declare': { reason: 'other' },
  'contingency:end': {},
  'contingency:read-mrz': { text: 'x' },
  'contingency:record': { evidence: 'identity-document', outcome: 'refused', reason: 'no-evidence', conversion: null },
  'contingency:report': { contingencyId: null },
  'notice:list': {},
  'notice:send': { severity: 'information', text: 'x', until: { end: 'withdrawn' } },
  'notice:withdraw': { noticeId: UUID },
  'notice:pending': {},
  'notice:acknowledge': { noticeId: UUID },
  'drill:state': {},
  'drill:set': {},
  'drill:present': { kind: 'red' },
  'drill:badge': { role: 'officer' },
  // Last, since they end the session.
  'staff:lock': {},
  'staff:sign-out': {},
};

/** Whom the desk's calls are for, stated a second time so that a slip in the contract shows here. */
const OFFICERS_ONLY: readonly CallName[] = ['desk:manual', 'desk:camera', 'desk:picture', 'desk:current', 'desk:recent', 'desk:convert', 'desk:override', 'case:open', 'contingency:read-mrz', 'contingency:record', 'notice:pending', 'notice:acknowledge'];
/** Likewise for what supervisors alone may do with notices. */
const SUPERVISORS_ONLY: readonly CallName[] = ['notice:list', 'notice:send', 'notice:withdraw'];

describe('the table of who may call what', () => {
  it.each<[string, readonly Role[], 'locked' | 'open']>([
    ...ROLES.map((role): [string, readonly Role[], 'open'] => [`a ${role}`, [role], 'open']),
    ['nobody', [], 'open'],
    ['whoever has every role and has locked: as for nobody', ROLES, 'locked'],
  ])('is kept by the engine for %s', async (_, roles, state) => {
    for (const channel of Object.keys(REQUESTS) as CallName[]) {
      // One terminal a call would be the same, a hundred times slower; only the two that end a session need a fresh one.
      if (open === null || channel.startsWith('staff:lock') || channel.startsWith('staff:sign-out')) {
        await open?.stop();
        open = await openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people', ...(roles.length === 0 ? {} : { startAs: { staffNumber: '1042', roles } }) } } }));
        if (state === 'locked') await open.client.call('staff:lock', {});
      }
      const failure = await open.client.call(channel, REQUESTS[channel]).then(
        () => null,
        (error: unknown) => (error instanceof CallError ? error.failure.code : String(error)),
      );
      const { callers } = calls[channel];
      const may = callers === 'anyone' || (state === 'open' && callers.some((role) => roles.includes(role)));
      expect([channel, failure], channel).toEqual([channel, may ? null : 'not-permitted']);
    }
  });

  it('keeps travellers from technicians, and the terminal’s parts from officers', () => {
    for (const channel of OFFICERS_ONLY) expect(calls[channel].callers, channel).toEqual(['officer', 'supervisor']);
    for (const channel of SUPERVISORS_ONLY) expect(calls[channel].callers, channel).toEqual(['supervisor']);
    const open = (Object.keys(calls) as CallName[]).filter((channel) => calls[channel].callers === 'anyone');
    expect(open).toEqual(['app:welcome', 'app:status', 'desk:wedge', 'desk:clear', 'staff:session', 'staff:identify', 'staff:enter-pin', 'staff:choose-pin', 'staff:cancel', 'staff:sign-out', 'staff:active', 'contingency:state', 'drill:state', 'drill:set', 'drill:badge', 'drill:present']);
  });
});

describe('a terminal that nobody has signed in to', () => {
  it('judges no traveller: not from a scanner, not from the window', async () => {
    open = await openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people' } } }));
    const told = open.next('staff:changed');
    open.drill.present('good');
    expect(await told).toMatchObject({ state: 'uncommissioned' });
    await open.client.call('desk:wedge', { text: open.drill.goodCode(Date.now() as never), strokes: [], inputMethod: false });
    expect(await open.client.call('desk:current', {}).catch((error: unknown) => (error as CallError).failure.code)).toBe('not-permitted');
    expect((await open.client.call('app:status', {})).queue.waiting).toBe(0);
  });
});
