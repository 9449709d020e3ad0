import { afterEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../../core/engine.ts';
import type { Person } from '../../../core/model/staff.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { CallError, createClient } from '../../../core/wire.ts';
import { localPorts } from '../../../electron/local-port.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { sampleFile } from '../rules/sample-set.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

const signedIn = (startAs: Person) =>
  openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people', startAs } } }));
const codeOf = (error: unknown): string => (error instanceof CallError ? error.failure.code : String(error));
const SUPERVISOR: Person = { staffNumber: '2001', roles: ['supervisor'] };

describe('notices in the engine', () => {
  it('are told to every window without their words, since a window may stand where nobody is signed in', async () => {
    open = await signedIn(SUPERVISOR);
    const other = open.window();
    const told = new Promise((resolve) => other.client.on('notice:changed', resolve));
    await open.client.call('notice:send', { severity: 'urgent', text: 'Lane 3 closes.', until: { end: 'end-of-day' } });
    expect(await told).toEqual({});
    expect(await other.client.call('notice:pending', {})).toMatchObject({ notices: [{ source: 'typed', text: 'Lane 3 closes.', sentBy: '2001' }] });
    await other.client.call('staff:lock', {});
    expect(await other.client.call('notice:pending', {}).catch(codeOf)).toBe('not-permitted');
  });

  it.each([
    ['more text than is taken for checking', { severity: 'urgent', text: 'x'.repeat(8_193), until: { end: 'withdrawn' } }],
    ['an end outside the closed list', { severity: 'urgent', text: 'x', until: { end: 'tomorrow' } }],
    ['a severity outside the closed list', { severity: 'red', text: 'x', until: { end: 'withdrawn' } }],
    ['a time that no clock shows', { severity: 'urgent', text: 'x', until: { end: 'time-of-day', minutes: 1_440 } }],
    ['an end at a time that is not said', { severity: 'urgent', text: 'x', until: { end: 'time-of-day' } }],
    ['a member too many', { severity: 'urgent', text: 'x', until: { end: 'withdrawn' }, lane: '08' }],
  ])('are not sent with %s', async (_, request) => {
    open = await signedIn(SUPERVISOR);
    expect(await open.client.call('notice:send', request as never).catch(codeOf)).toBe('bad-request');
    expect((await open.client.call('notice:list', {})).standing).toEqual([]);
  });

  it('come from the rule set too, and are acknowledged beside typed ones', async () => {
    const text = { 'zh-Hant': '新表格', pt: 'Novo formulário', en: 'New form', 'zh-Hans': '新表格' };
    const rules = parseRuleSet({ ...sampleFile({}), notices: [{ id: 'new-form', text }] }, 'day.json');
    open = await openTerminal((parts) => ({ ...parts, rules }));
    const [notice] = (await open.client.call('notice:pending', {})).notices;
    expect(notice).toMatchObject({ source: 'rules', text });
    expect(await open.client.call('notice:acknowledge', { noticeId: notice?.noticeId ?? '' })).toEqual({ ok: true });
    expect((await open.client.call('notice:pending', {})).notices).toEqual([]);
    const { entries } = await open.client.call('audit:read', {});
    expect(entries[0]).toMatchObject({ action: 'notice-acknowledged', person: 'DRILL', subject: notice?.noticeId });
  });

  it('are acknowledged once for a lane without people, and stay so after a restart', async () => {
    const lane = (parts: Parameters<typeof openEngine>[0]) => ({ ...parts, settings: { ...parts.settings, staff: { signIn: 'none' as const, lockAfterMinutes: 60, override: 'never' as const } } });
    open = await openTerminal(lane);
    const reply = await open.client.call('notice:send', { severity: 'information', text: '電梯停用', until: { end: 'withdrawn' } });
    if (!reply.ok) throw new Error(reply.refusal);
    await open.client.call('notice:send', { severity: 'information', text: '開放時間改變', until: { end: 'withdrawn' } });
    expect(await open.client.call('notice:acknowledge', { noticeId: reply.noticeId })).toEqual({ ok: true });
    await open.stop();
    const { parts } = open.drill;
    open = null;
    const engine = await openEngine(lane(parts));
    const [mine, theirs] = localPorts();
    engine.attach(theirs);
    const client = createClient(mine);
    expect(await client.call('notice:pending', {})).toMatchObject({ notices: [{ text: '開放時間改變', sentBy: null }] });
    expect(await client.call('notice:list', {})).toMatchObject({ standing: [{ text: '電梯停用', acknowledged: [{ by: null }] }, { acknowledged: [] }] });
    mine.close();
    await engine.stop();
  });
});
