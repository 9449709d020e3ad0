import { describe, expect, it } from 'vitest';
import { PROBLEM_IDS, type ProblemInput, problemsOf } from '../../../renderer/service/problems.ts';
import { NETWORK_CAUSES } from '../../../core/model/network.ts';
import * as doctor from '../../support/doctor-fixtures.ts';
import * as fixture from '../../support/window-fixtures.ts';

const NOW = Date.UTC(2026, 10, 25, 4);
const calm: ProblemInput = { engine: 'up', status: fixture.status(NOW), trust: fixture.trust(NOW), queue: fixture.queue(NOW), devices: doctor.devices(NOW) };
const ids = (change: Partial<ProblemInput>): string[] => problemsOf({ ...calm, ...change }).map(({ id }) => id);

describe('the list of problems', () => {
  it('is empty when all is well, and before anything is known', () => {
    expect(ids({})).toEqual([]);
    expect(ids({ status: null, trust: null, queue: null })).toEqual([]);
  });

  it('names every trouble, the gravest first', () => {
    expect(ids({ engine: 'down', status: fixture.trouble(NOW) })).toEqual(['engine-down', 'clock-behind', 'scanner-lost', 'network-down', 'queue-dead', 'trust-ageing']);
  });

  it('names the side whose scanner cannot read', () => {
    const status = fixture.status(NOW, { scanner: 'denied', scannerRoles: [{ role: 'officer', state: 'denied' }, { role: 'traveller', state: 'opening' }] });
    expect(problemsOf({ ...calm, status })).toEqual([{ id: 'scanner-denied', since: null, values: {}, role: 'officer' }]);
  });

  it('names each step of trust that is not fresh, since when it lasts', () => {
    const steps = (['ageing', 'stale', 'dead'] as const).map((state) => problemsOf({ ...calm, status: fixture.status(NOW, { trust: fixture.aged(NOW, state, 500) }) }));
    expect(steps.map((found) => found.map(({ id }) => id))).toEqual([['trust-ageing'], ['trust-stale'], ['trust-dead']]);
    expect(steps[1]?.[0]?.since).toBe(NOW - (500 - 24 - 72) * 3_600_000);
  });

  it('says why the terminal is out of service, and how wrong its clock is', () => {
    const stolen = problemsOf({ ...calm, status: fixture.status(NOW, { outOfService: { cause: 'deactivated', reason: 'stolen' } }) });
    expect(stolen).toEqual([{ id: 'deactivated', since: null, values: {}, reason: 'stolen' }]);
    const old = problemsOf({ ...calm, status: fixture.status(NOW, { outOfService: { cause: 'version-too-low', minimum: '2.0.0' }, clock: { state: 'slow', behindMs: 0, offsetMs: -61_000 } }) });
    expect(old).toEqual([
      { id: 'version-too-low', since: null, values: { minimum: '2.0.0' } },
      { id: 'clock-slow', since: null, values: {}, spanMs: 61_000 },
    ]);
  });

  it('says that nothing can be verified when no key is in force', () => {
    const trust = fixture.trust(NOW);
    expect(ids({ trust: { ...trust, keys: trust.keys.map((key) => ({ ...key, inForce: false })) } })).toEqual(['no-key-in-force']);
  });

  it('says that nothing can be converted without a sealing key', () => {
    expect(ids({ trust: { ...fixture.trust(NOW), sealingKeyId: null } })).toEqual(['sealing-key-missing']);
  });

  it('says how much room is left when there is too little', () => {
    const found = (['full', 'low'] as const).map((state) => problemsOf({ ...calm, status: fixture.status(NOW, { disk: { state, freeBytes: 7_300_000 } }) }));
    expect(found).toEqual([[{ id: 'disk-full', since: null, values: { free: '7.3 MB' } }], [{ id: 'disk-low', since: null, values: { free: '7.3 MB' } }]]);
  });

  it('says that no rules are in force', () => {
    expect(ids({ status: fixture.status(NOW, { rules: { id: 'r', version: '1', count: 0 } }) })).toEqual(['no-rules']);
  });

  it('tells of a damaged record store until it is acknowledged', () => {
    const found = (lost: number | null) => problemsOf({ ...calm, status: fixture.status(NOW, { damage: { at: NOW - 5, saved: 14, lost } }) })[0];
    expect(found(2)).toEqual({ id: 'store-damaged', since: NOW - 5, values: { saved: 14, lost: 2 } });
    expect(found(null)).toEqual({ id: 'store-damaged-unknown', since: NOW - 5, values: { saved: 14 } });
  });

  it('dates refused records from the oldest of them', () => {
    const dead = problemsOf({ ...calm, status: fixture.status(NOW, { queue: { waiting: 0, delivered: 1, dead: 2, oldestWaitingAt: null } }) })[0];
    expect(dead).toEqual({ id: 'queue-dead', since: NOW - 30 * 60_000, values: { count: 2 } });
  });

  it('warns of records that will be set aside for their age', () => {
    const status = fixture.status(NOW, { queue: { waiting: 9, delivered: 1, dead: 0, oldestWaitingAt: NOW - 90 * 3_600_000, parkedAt: NOW + 78 * 3_600_000 } });
    expect(problemsOf({ ...calm, status })).toEqual([{ id: 'records-ageing', since: NOW - 90 * 3_600_000, values: { count: 9, hours: 78 } }]);
  });

  it.each(NETWORK_CAUSES)('has something to do about a network that is down for %s', (cause) => {
    const network = { state: 'down', since: NOW, cause } as const;
    const [problem, ...others] = problemsOf({ ...calm, status: fixture.status(NOW, { network }) });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ since: NOW });
    expect(PROBLEM_IDS as readonly string[]).toContain(problem?.id);
    // Certificates are nobody's cable.
    expect(problem?.id === 'network-down').toBe(!/certificate|tls|closed/.test(cause));
  });

  it('says that a gateway which is up refuses the terminal', () => {
    expect(ids({ status: fixture.status(NOW, { network: { state: 'up', since: NOW, cause: 'refused' } }) })).toEqual(['gateway-refusing']);
  });

  it('says that a scanner is there in the wrong mode, and not that none is', () => {
    const status = fixture.status(NOW, { scanner: 'none' });
    expect(problemsOf({ ...calm, status, devices: doctor.wrongMode })).toEqual([{ id: 'scanner-wrong-mode', since: null, values: { vendor: 'Honeywell' } }]);
    expect(ids({ status, devices: doctor.devices(NOW).slice(1) })).toEqual(['scanner-none']);
    expect(ids({ devices: [...doctor.wrongMode] })).toEqual(['scanner-wrong-mode']);
  });

  it('says of what only its maker makes a scanner that it is in the wrong mode where one is missing, and nothing beside one that is ready', () => {
    const byVendor = doctor.wrongMode.filter(({ mode }) => mode?.knownBy === 'vendor-id');
    expect(byVendor).toHaveLength(1);
    expect(ids({ devices: byVendor })).toEqual([]);
    for (const scanner of ['none', 'lost'] as const) expect(ids({ devices: byVendor, status: fixture.status(NOW, { scanner }) })).toContain('scanner-wrong-mode');
  });

  it('does not call a scanner that is read in another mode a problem', () => {
    expect(ids({ devices: doctor.two(NOW) })).toEqual([]);
  });

  it('says once that a scanner is denied, beside another that is ready too', () => {
    expect(ids({ devices: doctor.denied(NOW) })).toEqual(['scanner-denied']);
    expect(ids({ devices: doctor.denied(NOW), status: fixture.status(NOW, { scanner: 'denied' }) })).toEqual(['scanner-denied']);
  });

  it('names nothing that has no texts', () => {
    const known: readonly string[] = PROBLEM_IDS;
    const scanners = (['none', 'lost', 'denied', 'driver-missing'] as const).flatMap((scanner) => ids({ status: fixture.status(NOW, { scanner }) }));
    expect(scanners).toHaveLength(4);
    const keyboards = (['caps-lock', 'layout', 'input-method'] as const).flatMap((cause) => ids({ status: fixture.status(NOW, { keyboard: { ...fixture.wrongLayout(), cause } }) }));
    expect(keyboards).toEqual(['keyboard-caps-lock', 'keyboard-layout-setting', 'keyboard-input-method']);
    for (const id of keyboards) expect(known).toContain(id);
    for (const id of [...scanners, ...ids({ devices: [...doctor.wrongMode] }), ...ids({ engine: 'down', status: fixture.trouble(NOW) })]) expect(known).toContain(id);
  });
});
