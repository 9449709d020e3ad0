import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { DATABASE_FILE, openEngine } from '../../../core/engine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { VERSION } from '../../../core/version.ts';
import { consentOf } from '../../../tools/drill/officer.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { keepManyRecords } from '../../support/many-records.ts';
import { rawDatabase } from '../../support/raw-database.ts';

let open: Terminal | null = null;
const terminal = async (...args: Parameters<typeof openTerminal>): Promise<Terminal> => (open = await openTerminal(...args));
afterEach(async () => {
  await open?.stop();
  open = null;
});
const convertRequest = (verdict: Parameters<typeof consentOf>[0]) => {
  const consent = consentOf(verdict);
  if (consent === null) throw new Error('this traveller cannot be converted');
  return consent;
};

/** Files that this process has open. */
const openFiles = (): string[] =>
  readdirSync('/proc/self/fd').map((descriptor) => {
    try {
      return readlinkSync(join('/proc/self/fd', descriptor));
    } catch {
      // The listing's own, closed by now.
      return '';
    }
  });

describe('the engine', () => {
  it('welcomes a window with what it needs, and the version of the package', async () => {
    const { client } = await terminal();
    expect(await client.call('app:welcome', {})).toMatchObject({ mode: 'drill', version: VERSION, terminal: { id: 'DRILL-07', lane: '07' }, desk: { language: 'en' } });
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(VERSION).toBe(version);
  });

  it('takes a code from HID reports to the gateway’s receipt', async () => {
    const { client, drill, next, present } = await terminal();
    const verdict = await present('good');
    expect(verdict).toMatchObject({ outcome: 'pass', source: 'hid-pos', format: 'MO1', issuerNames: { en: 'Drill issuer' } });
    const reply = await client.call('desk:convert', convertRequest(verdict));
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    const state = await next('conversion:changed');
    const delivered = state.state === 'delivered' ? state : await next('conversion:changed');
    expect(delivered).toMatchObject({ state: 'delivered', recordId: reply.recordId });
    expect(delivered.mainlandCode).not.toBeNull();
    expect(drill.gateway.records.find(reply.recordId)).not.toBeNull();
    expect(await client.call('desk:recent', {})).toMatchObject({ scans: [{ scanId: verdict.scanId, converted: true }] });
  });

  it('gives an issuer its name only when the code is proved', async () => {
    const { present } = await terminal();
    expect(await present('forged')).toMatchObject({ issuer: 'MO-DEMO', issuerNames: null, traveller: null });
  });

  it('judges typed and pasted codes, undoing Caps Lock', async () => {
    const { client, drill, next } = await terminal();
    const code = drill.goodCode(utcMillis(Date.now()));
    const wedge = next('verdict:shown');
    await client.call('desk:wedge', { text: code.toLowerCase(), strokes: [], inputMethod: false });
    expect(await wedge).toMatchObject({ outcome: 'pass', source: 'wedge' });
    const manual = next('verdict:shown');
    await client.call('desk:manual', { text: `  ${drill.goodCode(utcMillis(Date.now()))}\n` });
    expect(await manual).toMatchObject({ outcome: 'pass', source: 'manual' });
  });

  it('tells every window, until it leaves', async () => {
    const { window, present } = await terminal();
    const second = window();
    const seen: string[] = [];
    second.client.on('verdict:shown', ({ outcome }) => seen.push(outcome));
    await present('red');
    await until(() => seen.length === 1);
    second.leave();
    await present('yellow');
    expect(seen).toEqual(['refuse']);
  });

  it('gives a window that was reloaded the traveller back, and forgets on request', async () => {
    const { client, present } = await terminal();
    const verdict = await present('good');
    expect((await client.call('desk:current', {})).verdict?.scanId).toBe(verdict.scanId);
    await client.call('desk:clear', {});
    expect(await client.call('desk:current', {})).toEqual({ verdict: null, conversion: null, case: null, override: null });
  });

  it('forgets the traveller by itself at the limit of holding, whatever the window does', async () => {
    const { client, present } = await terminal((parts) => ({ ...parts, settings: { ...parts.settings, desk: { ...parts.settings.desk, holdLimitSeconds: 0.2 } } }));
    await present('good');
    await until(async () => (await client.call('desk:current', {})).verdict === null);
  });

  it('shows no verdict that it could not keep, and says so', async () => {
    const { dataDir, drill, next, client } = await terminal();
    // Somebody else holds the database for longer than a traveller can wait.
    const lock = rawDatabase(join(dataDir, DATABASE_FILE));
    lock.exec('BEGIN IMMEDIATE');
    const fault = next('fault:raised');
    drill.present('good');
    expect(await fault).toMatchObject({ code: 'record-not-kept' });
    lock.exec('ROLLBACK');
    lock.close();
    expect(await client.call('desk:current', {})).toEqual({ verdict: null, conversion: null, case: null, override: null });
    expect((await client.call('desk:recent', {})).scans).toEqual([]);
  });

  it('shows queue, trust, system and scanners, and puts dead records back', async () => {
    const { client, present, dataDir } = await terminal(undefined, 'down');
    const reply = await client.call('desk:convert', convertRequest(await present('good')));
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    const { recordId } = reply;
    // It may be on its way to a gateway that is not there.
    await until(async () => (await client.call('queue:page', { state: 'pending', after: null })).rows[0]?.recordId === recordId);
    expect(await client.call('service:requeue', { recordId })).toEqual({ requeued: false });
    const raw = rawDatabase(join(dataDir, DATABASE_FILE));
    raw.prepare('UPDATE outbox SET state = 3').run();
    raw.close();
    expect((await client.call('service:queue', {})).counts).toMatchObject({ pending: 0, dead: 1 });
    expect(await client.call('service:requeue', { recordId })).toEqual({ requeued: true });
    const trust = await client.call('service:trust', {});
    expect(trust.keys.filter(({ issuer }) => issuer === 'MO-DEMO').map(({ inForce }) => inForce)).toEqual([true, true, false, false]);
    expect(trust.terminalKey.publicKeyPem).toContain('PUBLIC KEY');
    expect(trust.rules.length).toBeGreaterThan(5);
    expect(await client.call('service:system', {})).toMatchObject({ dataDir, versions: { portas: VERSION } });
    expect((await client.call('service:scanners', {})).scanners).toMatchObject([{ product: 'Virtual scanner', state: 'ready', codesRead: 1 }]);
    expect(JSON.parse((await client.call('service:diagnostics', {})).json)).toMatchObject({ terminal: { id: 'DRILL-07' } });
  });

  it('delivers what waits as soon as a technician asks, once the gateway is back', async () => {
    const { client, present, drill } = await terminal(undefined, 'down');
    await client.call('desk:convert', convertRequest(await present('good')));
    expect((await client.call('drill:set', { gateway: 'up' })).state).toMatchObject({ gateway: 'up' });
    await client.call('service:retry-now', {});
    await until(async () => (await client.call('app:status', {})).queue.waiting === 0);
    expect(drill.gateway.records.count()).toBe(1);
  });

  it('judges a scan at once while long work on the queue is under way', async () => {
    const { client, present, dataDir } = await terminal(undefined, 'down');
    keepManyRecords(join(dataDir, DATABASE_FILE), 100_000, 'dead', Date.now() - 200_000_000);
    const work = async () => (await client.call('service:queue', {})).work;
    expect(await client.call('queue:requeue-all', {})).toEqual({ started: true });
    expect(await client.call('queue:requeue-all', {})).toEqual({ started: false });
    const verdict = await present('good');
    expect(verdict.outcome).toBe('pass');
    expect(await work()).toMatchObject({ kind: 'requeue', state: 'running', total: 100_000 });
    expect(await client.call('queue:cancel', {})).toEqual({ cancelled: true });
    await until(async () => (await work())?.state === 'cancelled');
    expect(await client.call('queue:cancel', {})).toEqual({ cancelled: false });
  });

  it('sets one record aside, and writes what is parked into a folder, still sealed', async () => {
    const { client, present } = await terminal(undefined, 'down');
    const reply = await client.call('desk:convert', convertRequest(await present('good')));
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    await until(async () => (await client.call('queue:park', { recordId: reply.recordId })).parked);
    expect(await client.call('queue:hasten', { recordId: reply.recordId })).toEqual({ hastened: false });
    expect((await client.call('app:status', {})).queue).toMatchObject({ waiting: 0, dead: 1 });
    expect(await client.call('queue:export', { set: 'parked', folder: 'stick' })).toEqual({ ok: false, refusal: 'not-a-path' });
    const folder = tempDir();
    expect(await client.call('queue:export', { set: 'parked', folder })).toEqual({ ok: true });
    await until(async () => (await client.call('service:queue', {})).work?.state === 'done');
    const { work } = await client.call('service:queue', {});
    const line = JSON.parse(readFileSync(work?.file ?? '', 'utf8')) as Record<string, string>;
    expect(line.recordId).toBe(reply.recordId);
    expect(createHash('sha256').update(Buffer.from(line.sealedBase64 ?? '', 'base64')).digest('hex')).toBe(line.bodySha256);
  });

  it('reports scanner and network as they change, and keeps them as incidents', async () => {
    const { client, next } = await terminal();
    await until(async () => (await client.call('app:status', {})).network.state === 'up');
    const torn = next('drill:changed');
    await client.call('drill:set', { scanner: 'unplugged' });
    expect(await torn).toMatchObject({ scanner: 'unplugged' });
    await until(async () => (await client.call('app:status', {})).scanner === 'lost');
    const codes = (await client.call('service:system', {})).incidents.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['scanner-ready', 'scanner-lost', 'network-up']));
  });

  it('sends reports to whoever asked for them, and to nobody once that person has left', async () => {
    const { client, present, drill, next } = await terminal();
    const devices = new Set<string>();
    client.on('service:report', ({ deviceId }) => devices.add(deviceId));
    await client.call('service:watch-reports', { on: true });
    await present('good');
    expect(devices.size).toBe(1);
    await client.call('staff:lock', {});
    devices.clear();
    // Whoever is not signed in is told so when a whole code was read.
    const told = next('staff:changed');
    drill.present('good');
    expect(await told).toMatchObject({ state: 'locked' });
    expect(devices.size).toBe(0);
  });

  it('judges and converts nobody without a gateway', async () => {
    const { client, present } = await terminal((parts) => ({ ...parts, settings: { ...parts.settings, gateway: null } }));
    expect(await present('good')).toMatchObject({ outcome: 'pass', conversion: { possible: false, barrier: 'sealing-key-missing' } });
    await client.call('service:retry-now', {});
    expect((await client.call('app:status', {})).network).toEqual({ state: 'unknown', since: null, cause: null });
  });

  it('has no drill to control outside one', async () => {
    const { client } = await terminal((parts) => Object.fromEntries(Object.entries(parts).filter(([name]) => name !== 'drill')) as unknown as typeof parts);
    expect(await client.call('drill:state', {})).toEqual({ state: null });
    expect(await client.call('drill:set', { auto: true })).toEqual({ state: null });
    await client.call('drill:present', { kind: 'good' });
    expect((await client.call('desk:recent', {})).scans).toEqual([]);
  });

  it('stops once, however often it is asked', async () => {
    const { engine } = await terminal();
    await Promise.all([engine.stop(), engine.stop()]);
    await engine.stop();
  });

  it('lets go of everything though a part of it does not stop in good order, and says so', async () => {
    const { engine, drill, dataDir } = await terminal();
    const spare = join(dataDir, `${DATABASE_FILE}.spare`);
    rmSync(spare, { force: true });
    mkdirSync(spare);
    await expect(engine.stop()).rejects.toThrow();
    rmdirSync(spare);
    expect(openFiles().filter((path) => path.startsWith(dataDir) && !path.startsWith(join(dataDir, 'gateway')))).toEqual([]);
    await (await openEngine(drill.parts)).stop();
    await drill.stop();
    open = null;
  });

  it('puts back what was on its way to a gateway that does not answer before it closes', async () => {
    const { client, drill, engine, present, dataDir, logged } = await terminal();
    const verdict = await present('good');
    await until(async () => (await client.call('app:status', {})).network.state === 'up');
    await drill.gateway.faults.set({ rates: { hang: 1 } });
    const reply = await client.call('desk:convert', convertRequest(verdict));
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    await until(async () => (await client.call('service:queue', {})).counts.leased === 1);
    await engine.stop();
    const store = openStore(join(dataDir, DATABASE_FILE));
    expect(store.outbox.counts()).toMatchObject({ pending: 1, leased: 0 });
    store.close();
    expect(logged.filter((line) => /upload-fault|not-kept/.test(line))).toEqual([]);
  });

  it('is the only one on its data folder', async () => {
    const { drill } = await terminal();
    await expect(openEngine(drill.parts)).rejects.toMatchObject({ code: 'data-dir-in-use' });
  });

  it.runIf(process.platform === 'linux')('leaves no file open when a part of it cannot be opened', async () => {
    const { drill } = await terminal();
    const { parts } = drill;
    const dataDir = tempDir();
    const gateway = { ...(parts.settings.gateway ?? { timeoutSeconds: 1, sealingKey: null }), url: 'gateway' };
    await expect(openEngine({ ...parts, settings: { ...parts.settings, dataDir, gateway } as typeof parts.settings })).rejects.toMatchObject({ code: 'config-invalid' });
    expect(openFiles().filter((path) => path.startsWith(dataDir))).toEqual([]);
  });

  it('does not open on a sealing key that is none', async () => {
    const { drill } = await terminal();
    const { parts } = drill;
    const gateway = { ...(parts.settings.gateway ?? { url: '', timeoutSeconds: 1 }), sealingKey: { keyId: 'k', publicKeyBase64: `${'A'.repeat(43)}=` } };
    await expect(openEngine({ ...parts, settings: { ...parts.settings, dataDir: tempDir(), gateway } })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
