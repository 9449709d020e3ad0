import { afterEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { parseRuleSet, type RuleSet } from '../../../core/rules/rule-set.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { sampleFile, withScenario } from '../rules/sample-set.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

const setOf = (version: string, from: UtcMillis | null, rule: object = {}): RuleSet =>
  parseRuleSet(withScenario({ ...sampleFile(rule), version, ...(from === null ? {} : { effective: { from: new Date(Math.floor(from / MINUTE_MS) * MINUTE_MS).toISOString() } }) }), `${version}.json`);
const terminal = async (...offeredRules: readonly RuleSet[]): Promise<Terminal> => (open = await openTerminal((parts) => ({ ...parts, offeredRules })));

describe('rules at a terminal', () => {
  it('bring their notices to the desk when they come into force', async () => {
    const { client } = await terminal(parseRuleSet(withScenario({ ...sampleFile({}), version: 'told', notices: [{ id: 'told', text: { 'zh-Hant': '新規定' } }] }), 'told.json'));
    await until(async () => (await client.call('notice:pending', {})).notices.length === 1);
    expect((await client.call('rules:read', {})).inForce.name).toBe('sample@told');
  });

  it('that are offered and due are what verdicts, status and service speak of', async () => {
    const { client, present } = await terminal(setOf('strict', null, { logic: false }));
    await until(async () => (await client.call('rules:read', {})).inForce.name === 'sample@strict');
    expect(await present('good')).toMatchObject({ outcome: 'refuse', ruleSet: 'sample@strict' });
    expect((await client.call('app:status', {})).rules).toEqual({ id: 'sample', version: 'strict', count: 1 });
    expect((await client.call('service:trust', {})).ruleSet).toMatchObject({ id: 'sample', version: 'strict' });
    expect((await client.call('audit:read', {})).entries).toContainEqual(expect.objectContaining({ action: 'rules-activated', subject: 'sample@strict', person: null }));
  });

  it('that wait are rehearsed on the travellers of the day, and refused by the technician', async () => {
    const soon = utcMillis(Date.now() + HOUR_MS);
    const { client, present } = await terminal(setOf('soon', soon, { logic: false }));
    await present('good');
    await until(async () => (await client.call('rules:read', {})).waiting.length === 1);
    const digest = (await client.call('rules:read', {})).waiting[0]?.digest ?? '';
    expect(await client.call('rules:rehearse', { digest })).toEqual({ found: true });
    expect((await client.call('rules:read', {})).waiting[0]?.rehearsal).toMatchObject({
      travellers: { tried: 1 },
      changes: [{ from: 'pass', to: 'refuse', ruleId: 'rule-0', reason: 'colour-red', count: 1 }],
    });
    expect(await client.call('rules:decide', { digest, decision: 'refuse', reason: 'unexpected-verdicts' })).toEqual({ ok: true, state: 'done' });
    expect(await client.call('rules:read', {})).toMatchObject({ waiting: [], setAside: [{ name: 'sample@soon', why: 'refused' }] });
  });

  it('that wait still do after a start without an offer', async () => {
    const first = await terminal(setOf('soon', utcMillis(Date.now() + HOUR_MS)));
    await until(async () => (await first.client.call('rules:read', {})).waiting.length === 1);
    const { dataDir } = first;
    await first.stop();
    open = await openTerminal(({ offeredRules, ...parts }) => {
      expect(offeredRules).toHaveLength(1);
      return { ...parts, settings: { ...parts.settings, dataDir } };
    });
    const { client } = open;
    await until(async () => ((await client.call('rules:read', {})).waiting[0]?.rehearsal ?? null) !== null);
    expect(await client.call('rules:read', {})).toMatchObject({ waiting: [{ name: 'sample@soon' }], setAside: [] });
  });

  it('that break their own scenarios never count, and the desk goes on by its own', async () => {
    const broken = parseRuleSet(
      { ...sampleFile({}), version: 'broken', scenarios: [{ name: 'green is refused', at: '2021-09-01T12:00:00+08:00', direction: 'to-macau', expect: { outcome: 'refuse' } }] },
      'broken.json',
    );
    const { client, present } = await terminal(broken);
    await until(async () => (await client.call('rules:read', {})).setAside.length === 1);
    expect(await client.call('rules:read', {})).toMatchObject({ setAside: [{ why: 'broken', rehearsal: { scenarios: { broken: 1, first: [{ name: 'green is refused' }] } } }] });
    expect((await present('good')).outcome).toBe('pass');
    expect((await client.call('service:system', {})).incidents).toContainEqual(expect.objectContaining({ code: 'rules-not-taken' }));
  });
});
