import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { TrustDistribution } from '../../../core/contract.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import type { EngineParts } from '../../../core/engine-parts.ts';
import { DAY_MS, HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import { DRILL_SEED, STICK_FOLDER } from '../../../tools/drill/drill-trust.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { type NewTarget, publish, type TrustRepository } from '../../../tools/trust/repository.ts';
import { readRepository, writeRepository } from '../../../tools/trust/repository-files.ts';
import { roleKeysFromSeed, toRoles } from '../../../tools/trust/roles.ts';
import { testClock } from '../../support/clocks.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { CHEAP, PIN } from '../staff/people.ts';
import { openTerminal, type Terminal } from '../../support/terminal.ts';
import { until } from '../../support/until.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const NO_KEYS = keySetOf([], { sequence: 0, issuedAt: utcMillis(0), origin: '-' });
const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const signers = roleKeysFromSeed(DRILL_SEED);

let terminal: Terminal | null = null;
afterEach(async () => {
  await terminal?.stop();
  terminal = null;
});

/** A terminal that has no keys but those of signed sets, and none yet; its stick. */
async function bare(change: (parts: EngineParts) => EngineParts['settings'] = ({ settings }) => settings): Promise<Terminal & { readonly stick: string; readonly state: () => Promise<TrustDistribution> }> {
  const opened = await openTerminal(
    ({ signedTrust, ...parts }) => ({ ...parts, settings: change(parts), keys: NO_KEYS, keysBesideSet: NO_KEYS, ...(signedTrust === undefined ? {} : { signedTrust: { ...signedTrust, url: null } }) }),
    'up',
    systemClock,
    true,
  );
  terminal = opened;
  const state = async (): Promise<TrustDistribution> => {
    const { distribution } = await opened.client.call('trust:state', {});
    if (distribution === null) throw new Error('expected a distribution');
    return distribution;
  };
  return { ...opened, stick: join(opened.dataDir, STICK_FOLDER), state };
}

function stickOf(before: TrustRepository, add: readonly NewTarget[]): { readonly folder: string; readonly repository: TrustRepository } {
  const folder = tempDir();
  const repository = publish(before, { at: systemClock.now(), signers, add });
  writeRepository(folder, repository);
  return { folder, repository };
}

const keySet = (file: object): NewTarget => ({ path: 'keys/drill.json', content: json(file), custom: { kind: 'key-set' } });
const strangers = (): NewTarget => keySet({ ...createWorkshop('somebody else', systemClock.now()).keySet, issuedAt: new Date(systemClock.now() - 60_000).toISOString() });

describe('a signed set at a terminal', () => {
  it('counts from the next scan on: keys, sealing key and policy', async () => {
    const { client, present, stick, state } = await bare();
    expect((await present('good')).outcome).toBe('refer');
    expect((await state()).set).toBeNull();
    const reply = await client.call('trust:import', { folder: stick });
    expect(reply).toMatchObject({ ok: true, outcome: { result: 'installed', person: 'DRILL' } });
    const verdict = await present('good');
    expect(verdict.outcome).toBe('pass');
    expect(verdict.conversion).toMatchObject({ possible: true });
    expect((await state()).set).toMatchObject({ policy: true, ruleSets: [expect.stringContaining('drill-48h')], sealingKeyId: expect.any(String) as string });
    expect((await client.call('service:trust', {})).keySet.loadedFrom).toBe('keys/drill.json');
    const rules = await client.call('rules:read', {});
    expect(rules.waiting.map(({ name }) => name)).toEqual([expect.stringContaining('drill-48h')]);

    // Keys that are not in the next set prove nothing any more.
    const { folder } = stickOf(readRepository(stick), [strangers()]);
    await client.call('trust:import', { folder });
    expect((await present('good')).outcome).toBe('refer');
  });

  it('changes while travellers come, and no scan is lost or judged by halves', async () => {
    const { client, drill, stick } = await bare();
    await client.call('trust:import', { folder: stick });
    const own = readRepository(stick).content.get('keys/drill.json') ?? Buffer.alloc(0);
    const shown: string[] = [];
    client.on('verdict:shown', ({ outcome }) => shown.push(outcome));
    let repository = readRepository(stick);
    let presented = 0;
    let swapped = 0;
    for (let round = 0; round < 6; round++) {
      const next = stickOf(repository, [round % 2 === 0 ? strangers() : { path: 'keys/drill.json', content: own, custom: { kind: 'key-set' } }]);
      repository = next.repository;
      const importing = client.call('trust:import', { folder: next.folder }).then((reply) => (swapped += reply.ok && reply.outcome.result === 'installed' ? 1 : 0));
      for (let each = 0; each < 4; each++) {
        const before = shown.length;
        drill.present('good');
        presented += 1;
        await until(() => shown.length > before);
      }
      await importing;
    }
    expect(swapped).toBe(6);
    expect(shown).toHaveLength(presented);
    // Proved by one set, or by the other not known.
    expect([...new Set(shown)].sort()).toEqual(['pass', 'refer']);
  });

  it.each(['root', 'snapshot', 'targets'] as const)('is fresh no longer than its %s metadata counts', async (role) => {
    const { client, stick } = await bare();
    const folder = tempDir();
    const at = systemClock.now();
    const end = utcMillis(Math.ceil(at / 1_000) * 1_000 + HOUR_MS);
    const drill = readRepository(stick);
    writeRepository(folder, publish(drill, { at, signers, add: role === 'targets' ? [strangers()] : [], ...(role === 'root' ? { roles: toRoles(signers) } : {}), expires: { [role]: end } }));
    expect(await client.call('trust:import', { folder })).toMatchObject({ ok: true, outcome: { result: 'installed' } });
    expect((await client.call('app:status', {})).trust.signedUntil).toBe(end);
  });

  it('that is refused changes nothing, and what is wrong with a request is said', async () => {
    const { client, present, stick, state } = await bare();
    await client.call('trust:import', { folder: stick });
    const before = (await state()).set;
    const { folder } = stickOf(readRepository(stick), [keySet({ format: 'something else' })]);
    expect(await client.call('trust:import', { folder })).toMatchObject({ ok: true, outcome: { result: 'refused', cause: 'malformed-target', detail: expect.stringContaining('keys/drill.json') as string } });
    expect(await client.call('trust:import', { folder: '../stick' })).toEqual({ ok: false, refusal: 'not-a-path' });
    expect(await client.call('trust:update', {})).toEqual({ ok: false, refusal: 'no-url' });
    await expect(client.call('trust:import', { folder: '' })).rejects.toMatchObject({ failure: { code: 'bad-request' } });
    expect((await state()).set).toEqual(before);
    expect((await state()).recent).toHaveLength(2);
    expect((await present('good')).outcome).toBe('pass');
  });

  it('signs out whoever stands there with a badge that it does not prove, at once and with a line of the audit', async () => {
    const { client, dataDir, drill, next, stick } = await bare(({ settings }) => ({ ...settings, staff: { ...settings.staff, pinCost: CHEAP } }));
    await client.call('trust:import', { folder: stick });
    const read = next('staff:changed');
    drill.parts.drill?.presentBadge('technician');
    await read;
    expect(await client.call('staff:choose-pin', { pin: PIN })).toEqual({ ok: true });
    expect(await client.call('staff:session', {})).toMatchObject({ state: 'signed-in', person: { staffNumber: '3007' } });
    const told = next('staff:changed');
    const { folder } = stickOf(readRepository(stick), [strangers()]);
    expect(await client.call('trust:import', { folder })).toMatchObject({ ok: true, outcome: { result: 'installed', person: '3007' } });
    expect(await told).toMatchObject({ state: 'signed-out', person: null, refusal: 'badge-not-proved' });
    await expect(client.call('service:trust', {})).rejects.toMatchObject({ failure: { code: 'not-permitted' } });
    const db = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
    expect(db.prepare("SELECT person, reason FROM audit WHERE action = 'signed-out' ORDER BY id").all()).toEqual([{ person: 'DRILL', reason: 'handed-over' }, { person: '3007', reason: 'badge-not-proved' }]);
    db.close();
  });

  it('and the time that goes on sign out whoever stands there with a badge that has expired', async () => {
    const clock = testClock(systemClock.now());
    terminal = await openTerminal((parts) => ({ ...parts, settings: { ...parts.settings, staff: { ...parts.settings.staff, pinCost: CHEAP } } }), 'down', clock);
    const { client, drill, next } = terminal;
    const read = next('staff:changed');
    drill.parts.drill?.presentBadge('technician');
    await read;
    await client.call('staff:choose-pin', { pin: PIN });
    clock.advance(30 * DAY_MS + 1_000);
    const told = next('staff:changed');
    // The status is told anew.
    await client.call('service:requeue', { recordId: '00000000-0000-4000-8000-000000000000' });
    expect(await told).toMatchObject({ state: 'signed-out', person: null, refusal: 'badge-expired' });
  });

  it('is told while it comes', async () => {
    const { client, stick } = await bare();
    const phases: string[] = [];
    client.on('trust:changed', ({ underWay }) => phases.push(underWay?.phase ?? 'ended'));
    await client.call('trust:import', { folder: stick });
    expect([...new Set(phases)]).toEqual(['metadata', 'targets', 'checking', 'installing', 'ended']);
  });

  it('is none where keys come from files', async () => {
    terminal = await openTerminal();
    expect(await terminal.client.call('trust:state', {})).toEqual({ distribution: null });
    expect(await terminal.client.call('trust:update', {})).toEqual({ ok: false, refusal: 'no-distribution' });
    expect(await terminal.client.call('trust:import', { folder: '/media/usb' })).toEqual({ ok: false, refusal: 'no-distribution' });
    expect((await terminal.client.call('trust:sticks', {})).folders).toEqual(expect.any(Array));
  });
});
