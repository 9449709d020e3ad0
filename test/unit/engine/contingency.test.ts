import { afterEach, describe, expect, it } from 'vitest';
import type { ContingencyState, Request } from '../../../core/contract.ts';
import { parseRuleSet } from '../../../core/rules/rule-set.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { sampleFile } from '../rules/sample-set.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});

/** Twelve hours ago in Macau, as the form takes it. */
const sampledAt = (): string => new Date(Date.now() - 4 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 12);
const converted = (): Request<'contingency:record'> => ({
  evidence: 'paper-certificate',
  outcome: 'passed',
  reason: 'in-order',
  conversion: { consent: true, name: 'SAM PUN', sex: 'female', nationality: 'CHN', permitNumber: 'M12345678', birthDate: '19800229', phone: '66123456', destinationCity: '440400', destinationAddress: '', testSampledAt: sampledAt() },
});

describe('a contingency in the engine', () => {
  it('takes a traveller without a code to the gateway’s receipt, and judges those with one as ever', async () => {
    const { client, drill, present } = (open = await openTerminal());
    expect(await client.call('contingency:declare', { reason: 'issuer-down' })).toEqual({ refusal: null });
    const reply = await client.call('contingency:record', converted());
    if (!reply.ok || reply.recordId === null) throw new Error(JSON.stringify(reply));
    const { recordId } = reply;
    await until(() => drill.gateway.records.find(recordId) !== null);
    await until(async () => (await client.call('contingency:report', { contingencyId: null })).report?.delivered === 1);
    expect(await present('good')).toMatchObject({ outcome: 'pass', conversion: { possible: true } });
    expect(await client.call('overview:read', { from: Date.now() - 3_600_000, to: Date.now() + 1_000 })).toMatchObject({ crossings: 1, converted: 1, totals: { pass: 1 } });
    expect(await client.call('contingency:end', {})).toEqual({ ended: true });
    expect((await client.call('contingency:report', { contingencyId: null })).report).toMatchObject({ crossings: 1, converted: 1, delivered: 1, waiting: 0 });
  });

  it('is offered to every window when the scanner goes, and no more when it is back', async () => {
    const { client } = (open = await openTerminal());
    const offers: ContingencyState['offer'][] = [];
    client.on('contingency:changed', ({ offer }) => offers.push(offer));
    await client.call('drill:set', { scanner: 'unplugged' });
    await until(() => offers.length === 1);
    await client.call('drill:set', { scanner: 'plugged' });
    await until(() => offers.length === 2);
    expect(offers).toEqual(['scanner-gone', null]);
    expect((await client.call('contingency:state', {})).active).toBeNull();
  });

  it('is offered when a notice of the rules says that the issuer is down, and shown as any notice', async () => {
    const text = { 'zh-Hant': '健康碼系統故障' };
    const rules = parseRuleSet({ ...sampleFile({}), notices: [{ id: 'down', severity: 'urgent', text, contingency: 'issuer-down' }] }, 'day.json');
    const { client } = (open = await openTerminal((parts) => ({ ...parts, rules })));
    expect(await client.call('contingency:state', {})).toEqual({ active: null, offer: 'issuer-down' });
    expect(await client.call('notice:pending', {})).toMatchObject({ notices: [{ source: 'rules', severity: 'urgent', text }] });
  });
});
