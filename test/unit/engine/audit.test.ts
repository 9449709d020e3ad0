/** Every call that a role is needed for either reads, or leaves its line in the audit. */
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type CallName, calls, type Request } from '../../../core/contract.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import type { EngineParts } from '../../../core/engine-parts.ts';
import type { AuditAction } from '../../../core/model/audit.ts';
import type { Clock } from '../../../core/model/clock.ts';
import { ROLES } from '../../../core/model/staff.ts';
import { DAY_MS, utcMillis } from '../../../core/model/units.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { STICK_FOLDER } from '../../../tools/drill/drill-trust.ts';
import { consentOf } from '../../../tools/drill/officer.ts';
import { keepManyRecords } from '../../support/many-records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const PERSON = { staffNumber: '2001', roles: ROLES };
let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});
/** How far the terminal's clock has been moved on. */
let laterMs = 0;
const clock: Clock = { now: () => utcMillis(systemClock.now() + laterMs), monotonic: () => systemClock.monotonic() };

async function terminal(): Promise<Terminal> {
  laterMs = 0;
  const change = (parts: EngineParts): EngineParts => ({ ...parts, clock, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, startAs: PERSON, override: 'supervisor' } } });
  const opened = await openTerminal(change, 'down', systemClock, true);
  open = opened;
  // The drill's waiting rules leave a line of their own once they are rehearsed.
  await until(async () => (await opened.client.call('rules:read', {})).waiting.length === 1);
  return opened;
}

/** Rows of the terminal's database, read beside the engine. */
function rows<T>({ dataDir }: Terminal, sql: string): T[] {
  const db = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
  const found = db.prepare(sql).all() as T[];
  db.close();
  return found;
}

/** Calls that only read, with a request each. */
const READING = {
  'desk:current': {},
  'desk:recent': {},
  'case:list': {},
  'overview:read': { from: Date.now() - 3_600_000, to: Date.now() },
  'service:scanners': {},
  'service:devices': {},
  'service:stop-test-card': {},
  'service:test-card': {},
  'service:trust': {},
  'trust:state': {},
  'trust:sticks': {},
  'rules:read': {},
  'rules:rehearse': { digest: 'a'.repeat(64) },
  'service:queue': {},
  'queue:page': { state: 'pending', after: null },
  'service:system': {},
  'staff:list': {},
  'audit:read': {},
  'contingency:read-mrz': { text: 'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<' },
  'contingency:report': { contingencyId: null },
  'notice:list': {},
  'notice:pending': {},
} satisfies { readonly [Name in CallName]?: Request<Name> };

interface Line {
  readonly action: AuditAction;
  readonly subject?: string | null;
  readonly reason?: string | null;
}
/** Does what one call is for; returns the lines that it has to leave. `null`: its record is the journal row. */
type Act = (terminal: Terminal) => Promise<readonly Line[] | null>;

/** A record that waits; not one that is just on its way to a gateway that is not there. */
async function waitingRecord(client: Terminal['client']): Promise<string> {
  let found: string | undefined;
  await until(async () => (found = (await client.call('queue:page', { state: 'pending', after: null })).rows[0]?.recordId) !== undefined);
  return found ?? '';
}
/** Long work on the queue has ended. */
const idleQueue = (client: Terminal['client']): Promise<void> => until(async () => (await client.call('service:queue', {})).work?.state !== 'running');

/** Calls that change something, in an order in which each finds what it needs. */
const ACTING: Readonly<Partial<Record<CallName, Act>>> = {
  async 'desk:manual'({ client, drill, next }) {
    const shown = next('verdict:shown');
    await client.call('desk:manual', { text: drill.goodCode(Date.now() as never) });
    await shown;
    return null;
  },
  async 'desk:camera'({ client, drill, next }) {
    const shown = next('verdict:shown');
    await client.call('desk:camera', { text: drill.goodCode(Date.now() as never), symbology: ']Q1' });
    await shown;
    return null;
  },
  async 'desk:picture'({ client, drill, next }) {
    const shown = next('verdict:shown');
    await client.call('desk:picture', { text: drill.goodCode(Date.now() as never), symbology: ']Q1' });
    await shown;
    return null;
  },
  async 'desk:convert'({ client, present }) {
    const verdict = await present('good');
    const consent = consentOf(verdict);
    if (consent === null) throw new Error('a good traveller can be converted');
    expect((await client.call('desk:convert', consent)).ok).toBe(true);
    return [{ action: 'consent-recorded', subject: verdict.scanId }];
  },
  async 'service:retry-now'({ client }) {
    await client.call('service:retry-now', {});
    await idleQueue(client);
    return [{ action: 'upload-hastened' }];
  },
  async 'queue:park'({ client }) {
    const recordId = await waitingRecord(client);
    // It may be on its way for a moment, to a gateway that is away.
    await until(async () => (await client.call('queue:park', { recordId })).parked);
    return [{ action: 'record-parked', subject: recordId }];
  },
  async 'service:requeue'({ client }) {
    const [{ recordId } = { recordId: '' }] = (await client.call('queue:page', { state: 'dead', after: null })).rows;
    expect(await client.call('service:requeue', { recordId })).toEqual({ requeued: true });
    return [{ action: 'record-requeued', subject: recordId }];
  },
  async 'queue:hasten'({ client }) {
    const recordId = await waitingRecord(client);
    await until(async () => (await client.call('queue:hasten', { recordId })).hastened);
    return [{ action: 'record-hastened', subject: recordId }];
  },
  async 'queue:requeue-all'({ client }) {
    expect(await client.call('queue:requeue-all', {})).toEqual({ started: true });
    await idleQueue(client);
    return [{ action: 'records-requeued', subject: '0' }];
  },
  async 'queue:export'({ client }) {
    expect(await client.call('queue:export', { set: 'waiting', folder: tempDir() })).toEqual({ ok: true });
    await idleQueue(client);
    return [{ action: 'records-exported', subject: 'waiting' }];
  },
  async 'queue:cancel'({ client, dataDir }) {
    keepManyRecords(join(dataDir, DATABASE_FILE), 20_000, 'dead', Date.now());
    await client.call('queue:requeue-all', {});
    expect(await client.call('queue:cancel', {})).toEqual({ cancelled: true });
    await idleQueue(client);
    return [{ action: 'records-requeued', subject: '20000' }, { action: 'queue-work-cancelled', subject: 'requeue' }];
  },
  async 'service:renew-key'({ client }) {
    // The gateway is away: asked for, and not taken.
    expect((await client.call('service:renew-key', {})).result).toBe('unavailable');
    return [{ action: 'key-renewal-asked' }];
  },
  async 'desk:override'({ client, present }) {
    const { scanId } = await present('red');
    expect(await client.call('desk:override', { scanId, reason: 'exempt' })).toEqual({ ok: true, state: 'done' });
    return [{ action: 'override', subject: scanId, reason: 'exempt' }];
  },
  async 'case:open'({ client, present }) {
    const { scanId } = await present('yellow');
    await client.call('case:open', { scanId, kind: 'appeal' });
    return [{ action: 'case-opened', subject: scanId, reason: 'appeal' }];
  },
  async 'case:close'({ client }) {
    const [found] = (await client.call('case:list', {})).open;
    await client.call('case:close', { number: found?.number ?? 0, outcome: 'refused', reason: 'other' });
    return [{ action: 'case-refused', subject: found?.scanId ?? '', reason: 'other' }];
  },
  async 'overview:export'({ client }) {
    const { from, to } = await client.call('overview:export', { kind: 'csv', from: Date.now() - 3_600_000, to: Date.now() });
    expect(to).toBeGreaterThan(from);
    return [{ action: 'exported' }];
  },
  async 'service:examine-code'({ client, drill }) {
    const { format } = await client.call('service:examine-code', { text: drill.goodCode(Date.now() as never), symbology: ']Q1' });
    expect(format).toBe('MO1');
    return [{ action: 'code-examined', subject: 'MO1' }];
  },
  async 'service:watch-reports'({ client }) {
    await client.call('service:watch-reports', { on: true });
    await client.call('service:watch-reports', { on: false });
    return [{ action: 'reports-watched' }];
  },
  async 'service:export-reports'({ client, present }) {
    await client.call('service:watch-reports', { on: true });
    await present('red');
    const { recorded: [deviceId = ''] } = await client.call('service:devices', {});
    expect((await client.call('service:export-reports', { deviceId: 'none' })).fixture).toBeNull();
    expect((await client.call('service:export-reports', { deviceId })).fixture).not.toBeNull();
    await client.call('service:watch-reports', { on: false });
    return [{ action: 'reports-watched' }, { action: 'reports-exported', subject: deviceId }];
  },
  async 'service:start-test-card'({ client }) {
    await client.call('service:start-test-card', { length: 'long' });
    await client.call('service:stop-test-card', {});
    return [{ action: 'test-card-shown', subject: 'long' }];
  },
  async 'trust:update'({ client }) {
    expect(await client.call('trust:update', {})).toMatchObject({ ok: true, outcome: { result: 'current' } });
    return [{ action: 'trust-updated', reason: 'current' }];
  },
  async 'trust:import'({ client, dataDir }) {
    expect(await client.call('trust:import', { folder: join(dataDir, 'none') })).toMatchObject({ ok: true, outcome: { result: 'refused' } });
    expect(await client.call('trust:import', { folder: join(dataDir, STICK_FOLDER) })).toMatchObject({ ok: true, outcome: { result: 'installed' } });
    return [{ action: 'trust-refused', subject: 'folder', reason: 'unreachable' }, { action: 'trust-updated', reason: null }];
  },
  async 'rules:decide'({ client }) {
    const [waiting] = (await client.call('rules:read', {})).waiting;
    expect(await client.call('rules:decide', { digest: waiting?.digest ?? '', decision: 'refuse', reason: 'unexpected-verdicts' })).toEqual({ ok: true, state: 'done' });
    return [{ action: 'rules-refused', subject: waiting?.name ?? '', reason: 'unexpected-verdicts' }];
  },
  async 'service:acknowledge-damage'({ client, dataDir }) {
    const db = rawDatabase(join(dataDir, DATABASE_FILE));
    db.exec(`INSERT INTO damages (at_ms, cause, folder, saved, lost, marks) VALUES (1, 'unreadable', 'quarantine/1', 0, 0, 'kept')`);
    db.close();
    expect(await client.call('service:acknowledge-damage', {})).toEqual({ acknowledged: true });
    expect(await client.call('service:acknowledge-damage', {})).toEqual({ acknowledged: false });
    return [{ action: 'store-damage-acknowledged', subject: 'quarantine/1' }];
  },
  async 'service:diagnostics'({ client }) {
    await client.call('service:diagnostics', {});
    return [{ action: 'diagnostics-written' }];
  },
  async 'contingency:declare'({ client }) {
    await client.call('contingency:declare', { reason: 'issuer-down' });
    return [{ action: 'contingency-declared', reason: 'issuer-down' }];
  },
  async 'contingency:record'({ client }) {
    await client.call('contingency:record', { evidence: 'identity-document', outcome: 'refused', reason: 'no-evidence', conversion: null });
    return [{ action: 'crossing-recorded', reason: 'no-evidence' }];
  },
  async 'contingency:end'({ client }) {
    await client.call('contingency:end', {});
    return [{ action: 'contingency-ended', reason: 'issuer-down' }];
  },
  async 'notice:send'({ client }) {
    const sent = await client.call('notice:send', { severity: 'urgent', text: 'Lane closes', until: { end: 'withdrawn' } });
    return [{ action: 'notice-sent', subject: sent.ok ? sent.noticeId : 'not sent', reason: 'withdrawn' }];
  },
  async 'notice:acknowledge'({ client }) {
    const [standing] = (await client.call('notice:pending', {})).notices;
    expect(await client.call('notice:acknowledge', { noticeId: standing?.noticeId ?? '' })).toEqual({ ok: true });
    return [{ action: 'notice-acknowledged', subject: standing?.noticeId ?? '' }];
  },
  async 'notice:withdraw'({ client }) {
    const [standing] = (await client.call('notice:list', {})).standing;
    expect(await client.call('notice:withdraw', { noticeId: standing?.noticeId ?? '' })).toEqual({ ok: true });
    return [{ action: 'notice-withdrawn', subject: standing?.noticeId ?? '' }];
  },
  async 'staff:release'({ client, drill, next }) {
    const asked = next('staff:changed');
    drill.parts.drill?.presentBadge('officer');
    const staffNumber = (await asked).waiting?.staffNumber ?? '';
    await client.call('staff:cancel', {});
    expect(await client.call('staff:release', { staffNumber })).toEqual({ found: true });
    return [{ action: 'pin-released', subject: staffNumber }];
  },
  async 'staff:reset-pin'({ client }) {
    const [member] = (await client.call('staff:list', {})).staff;
    expect(await client.call('staff:reset-pin', { staffNumber: member?.staffNumber ?? '' })).toEqual({ found: true });
    return [{ action: 'pin-reset', subject: member?.staffNumber ?? '' }];
  },
  async 'trust:accept-stale'({ client }) {
    // Signed for a day, stale three days after it.
    laterMs = 5 * DAY_MS;
    expect(await client.call('trust:accept-stale', {})).toEqual({ ok: true });
    return [{ action: 'second-person-asked', subject: 'trust', reason: 'accept-stale' }];
  },
  async 'staff:lock'({ client }) {
    await client.call('staff:lock', {});
    // What was asked for before waits no longer.
    return [{ action: 'locked', reason: 'key' }, { action: 'second-person-cancelled', subject: 'trust', reason: 'accept-stale' }];
  },
};

describe('the audit', () => {
  it('is asked of every call that needs a role', () => {
    const needRoles = Object.entries(calls).filter(([, { callers }]) => callers !== 'anyone');
    expect([...Object.keys(READING), ...Object.keys(ACTING)].sort()).toEqual(needRoles.map(([name]) => name).sort());
  });

  it('has one line of everything that somebody does: who in which roles, when, what, why, under which rules', async () => {
    const here = await terminal();
    const lines = () => rows<Line & { readonly person: string }>(here, 'SELECT at_ms AS at, action, person, roles, subject, reason, rule_set AS ruleSet FROM audit ORDER BY id');
    for (const [name, act] of Object.entries(ACTING)) {
      const before = lines().length;
      const expected = await act(here);
      const left = lines().slice(before);
      const who = { person: PERSON.staffNumber, roles: JSON.stringify(ROLES), ruleSet: expect.stringMatching(/^.+@.+$/) as string, at: expect.any(Number) as number };
      expect(left, name).toMatchObject((expected ?? []).map((line) => ({ ...line, ...who })));
      expect(left, name).toHaveLength(expected?.length ?? 0);
      if (expected !== null) continue;
      const [judged] = rows<object>(here, 'SELECT staff_number AS person, source, outcome, rule_set AS ruleSet FROM journal ORDER BY id DESC LIMIT 1');
      expect(judged, name).toEqual({ person: PERSON.staffNumber, source: name.slice('desk:'.length), outcome: 'pass', ruleSet: who.ruleSet });
    }
  });

  it('has nothing of who only reads, and reading changes nothing', async () => {
    const here = await terminal();
    await here.present('red');
    // Incidents are the terminal's own, with what waited then: the network comes and goes by itself.
    const tables = rows<{ name: string }>(here, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('incidents', 'backlog') ORDER BY name").map(({ name }) => name);
    expect(tables).toContain('audit');
    const content = () => JSON.stringify(tables.map((table) => rows(here, `SELECT * FROM "${table}"`)));
    const before = content();
    for (const [name, request] of Object.entries(READING)) {
      await here.client.call(name as CallName, request);
      expect(content() === before, name).toBe(true);
    }
  });

  it('has one line a minute of a call that was not permitted, for each who made it', async () => {
    const here = await terminal();
    const attempts = async (): Promise<void> => {
      for (let call = 0; call < 5; call++) await expect(here.client.call('staff:list', {})).rejects.toMatchObject({ failure: { code: 'not-permitted' } });
    };
    const lines = () => rows(here, "SELECT person, roles, subject, reason FROM audit WHERE action = 'call-refused' ORDER BY id");
    await here.client.call('staff:lock', {});
    await attempts();
    const locked = { person: PERSON.staffNumber, roles: JSON.stringify(ROLES), subject: 'staff:list', reason: 'locked' };
    expect(lines()).toEqual([locked]);
    await here.client.call('staff:sign-out', {});
    await attempts();
    expect(lines()).toEqual([locked, { person: null, roles: '[]', subject: 'staff:list', reason: 'signed-out' }]);
  });

  it('has nothing of what was not done', async () => {
    const here = await terminal();
    const { client } = here;
    const nobody = '00000000-0000-4000-8000-000000000000';
    const before = rows(here, 'SELECT action FROM audit');
    expect((await client.call('rules:decide', { digest: 'a'.repeat(64), decision: 'refuse', reason: 'other' })).ok).toBe(false);
    expect(await client.call('service:requeue', { recordId: nobody })).toEqual({ requeued: false });
    expect(await client.call('queue:park', { recordId: nobody })).toEqual({ parked: false });
    expect(await client.call('queue:hasten', { recordId: nobody })).toEqual({ hastened: false });
    expect((await client.call('queue:export', { set: 'parked', folder: 'stick' })).ok).toBe(false);
    expect(await client.call('queue:cancel', {})).toEqual({ cancelled: false });
    expect(await client.call('staff:release', { staffNumber: '9999' })).toEqual({ found: false });
    expect(await client.call('staff:reset-pin', { staffNumber: '9999' })).toEqual({ found: false });
    expect(await client.call('contingency:end', {})).toEqual({ ended: false });
    expect((await client.call('contingency:record', { evidence: 'identity-document', outcome: 'refused', reason: 'no-evidence', conversion: null })).ok).toBe(false);
    expect((await client.call('case:open', { scanId: nobody, kind: 'second-line' })).ok).toBe(false);
    expect((await client.call('case:close', { number: 1, outcome: 'passed', reason: 'other' })).ok).toBe(false);
    expect(await client.call('trust:accept-stale', {})).toEqual({ ok: false, refusal: 'not-stale' });
    expect(await client.call('trust:import', { folder: 'stick' })).toEqual({ ok: false, refusal: 'not-a-path' });
    expect((await client.call('desk:override', { scanId: nobody, reason: 'exempt' })).ok).toBe(false);
    expect(rows(here, 'SELECT action FROM audit')).toEqual(before);
  });
});
