import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_SPAN_MS } from '../../../core/contract.ts';
import type { Role } from '../../../core/model/staff.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { fileTrust } from '../../../core/trust/trust-source.ts';
import type { CallError } from '../../../core/wire.ts';
import { toCsv } from '../../../renderer/overview/csv.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { rawDatabase } from '../../support/raw-database.ts';

let open: Terminal | null = null;
afterEach(async () => {
  await open?.stop();
  open = null;
});
const SUPERVISOR = { staffNumber: '2077', roles: ['supervisor'] as readonly Role[] };
const terminal = async (perOfficer = false): Promise<Terminal> =>
  (open = await openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, perOfficer, staff: { signIn: 'required', lockAfterMinutes: 60, startAs: SUPERVISOR, override: 'two-people' } } })));
const day = () => ({ from: Date.now() - 86_000_000 / 2, to: Date.now() });

describe('the overview of a terminal', () => {
  it('counts what was scanned, names its issuer, and tells no officers', async () => {
    const { client, present } = await terminal();
    await present('good');
    await present('red');
    expect(await client.call('overview:read', day())).toMatchObject({
      totals: { pass: 1, refuse: 1 },
      issuers: [{ issuer: 'MO-DEMO', names: { en: 'Drill issuer' }, count: 2 }],
      lanes: [{ lane: '07', count: 2 }],
      officers: null,
    });
  });

  it('counts by officer where the settings allow it, but never in what is exported', async () => {
    const { client, present } = await terminal(true);
    await present('good');
    expect((await client.call('overview:read', day())).officers).toEqual([{ staffNumber: '2077', counts: { pass: 1, refer: 0, refuse: 0 } }]);
    expect((await client.call('overview:export', { kind: 'csv', ...day() })).officers).toBeNull();
  });

  it('writes into the audit who exported which span, and how', async () => {
    const { client } = await terminal();
    const { from, to } = { from: Date.parse('2026-10-30T22:50:00+08:00'), to: Date.parse('2026-11-01T00:00:00+08:00') };
    await client.call('overview:export', { kind: 'csv', from, to });
    await client.call('overview:export', { kind: 'print', from, to });
    const span = '2026-10-30T22:45:00.000+08:00/2026-11-01T00:00:00.000+08:00';
    const { entries } = await client.call('audit:read', {});
    expect(entries.filter(({ action }) => action === 'exported').map(({ person, subject }) => [person, subject])).toEqual([
      ['2077', `overview print ${span}`],
      ['2077', `overview csv ${span}`],
    ]);
  });

  it('exports a file that says what its rows say: cases and appeals, overrides by reason, crossings, the queue, incidents', async () => {
    const { client, present, dataDir } = (open = await openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, startAs: SUPERVISOR, override: 'supervisor' } } }), 'down'));
    await client.call('case:open', { scanId: (await present('yellow')).scanId, kind: 'second-line' });
    await client.call('case:open', { scanId: (await present('red')).scanId, kind: 'appeal' });
    const { scanId } = await present('red');
    await client.call('case:open', { scanId, kind: 'appeal' });
    expect(await client.call('desk:override', { scanId, reason: 'emergency' })).toMatchObject({ ok: true });
    await client.call('contingency:declare', { reason: 'drill' });
    for (const outcome of ['passed', 'refused'] as const) {
      await client.call('contingency:record', { evidence: 'identity-document', outcome, reason: outcome === 'passed' ? 'in-order' : 'no-evidence', conversion: null });
    }
    await until(async () => (await client.call('overview:read', day())).incidents.some(({ code }) => code === 'network-down'));
    const overview = await client.call('overview:export', { kind: 'csv', ...day() });
    const same = (value: string): string => value;
    const csv = toCsv(overview, { reason: same, issuer: ({ issuer }) => issuer, caseKind: same, overrideReason: same, incident: same });
    const lines = csv.split('\r\n').map((line) => line.split(','));
    const totals = (part: string): unknown[] => lines.filter(([first]) => first === part).map(([, , , key, , total]) => ({ key, count: Number(total) }));

    // Counted from the rows themselves: no rollup is read here.
    const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
    expect(totals('cases')).toEqual(db.prepare("SELECT '' AS key, count(*) AS count FROM cases").all());
    expect(totals('case')).toEqual(db.prepare('SELECT kind AS key, count(*) AS count FROM cases GROUP BY kind ORDER BY count DESC').all());
    expect(totals('case')).toEqual([{ key: 'appeal', count: 2 }, { key: 'second-line', count: 1 }]);
    expect(totals('overrides')).toEqual(db.prepare("SELECT '' AS key, count(*) AS count FROM overrides").all());
    expect(totals('override')).toEqual(db.prepare('SELECT reason AS key, count(*) AS count FROM overrides GROUP BY reason').all());
    expect(totals('override')).toEqual([{ key: 'emergency', count: 1 }]);
    expect(totals('crossings')).toEqual(db.prepare("SELECT '' AS key, count(*) AS count FROM crossings").all());
    expect(totals('queue')).toEqual(db.prepare("SELECT 'waiting' AS key, count(*) FILTER (WHERE state < 2) AS count FROM outbox UNION ALL SELECT 'delivered', count(*) FILTER (WHERE state = 2) FROM outbox UNION ALL SELECT 'dead', count(*) FILTER (WHERE state = 3) FROM outbox").all());
    const down = db.prepare("SELECT DISTINCT code FROM incidents WHERE code LIKE '%-down'").pluck().all();
    expect(lines.filter(([part, , , key]) => part === 'incident' && key?.endsWith('-down')).map(([, , , key]) => key)).toEqual(down);
    db.close();
  });

  it('refuses a span that ends before it begins or is longer than a month, and exports nothing then', async () => {
    const { client } = await terminal();
    for (const span of [{ from: 1, to: 0 }, { from: 0, to: MAX_SPAN_MS + 1 }, { from: -1, to: 0 }, { from: 0.5, to: 1 }]) {
      const code = (error: unknown) => (error as CallError).failure.code;
      expect(await client.call('overview:read', span).catch(code)).toBe('bad-request');
      expect(await client.call('overview:export', { kind: 'csv', ...span }).catch(code)).toBe('bad-request');
    }
    expect((await client.call('audit:read', {})).entries.filter(({ action }) => action === 'exported')).toEqual([]);
  });

  it('shows when the keys were no longer fresh', async () => {
    const aged = await openTerminal((parts) => ({
      ...parts,
      trust: fileTrust(utcMillis(Date.now() - 2 * HOUR_MS), HOUR_MS),
      settings: { ...parts.settings, staff: { signIn: 'required', lockAfterMinutes: 60, startAs: SUPERVISOR, override: 'two-people' } },
    }));
    open = aged;
    await aged.present('good');
    await until(async () => (await aged.client.call('overview:read', { from: Date.now() - 3_600_000, to: Date.now() })).incidents.some(({ code }) => code === 'keys-old'));
  });
});
