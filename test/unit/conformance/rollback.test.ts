/** Own writing of cases that the tuf-conformance suite names: versions that go back, and how a repository recovers from versions that ran ahead. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConformanceClient, openConformanceClient } from '../../support/conformance-client.ts';
import { ALL_BUT_ROOT, openTufSimulator, type TufSimulator } from '../../support/tuf-simulator.ts';

let simulator: TufSimulator;
let client: ConformanceClient;
beforeEach(async () => {
  simulator = await openTufSimulator();
  client = await openConformanceClient(simulator);
});
afterEach(() => simulator.close());

describe('rollback', () => {
  it('of the timestamp is refused', async () => {
    simulator.publish(['timestamp']);
    await client.refresh();
    simulator.timestamp.version = 1;
    simulator.publish(['timestamp'], true);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('rollback');
    expect(client.version('timestamp')).toBe(2);
    expect(simulator.requests.at(-1)).toBe('metadata/timestamp.json');
  });

  it('of the snapshot file alone finds nobody who asks for it', async () => {
    simulator.publish(['snapshot', 'timestamp']);
    await client.refresh();
    simulator.files.set('metadata/2.snapshot.json', simulator.files.get('metadata/1.snapshot.json') ?? Buffer.alloc(0));
    expect(await client.refresh()).toBe(0);
    expect(client.version('snapshot')).toBe(2);
  });

  it.each([false, true])('of the snapshot is refused by the timestamp that names it (with hashes: %s)', async (hashes) => {
    simulator.hashes = hashes;
    simulator.publish(['snapshot', 'timestamp']);
    await client.refresh();
    simulator.snapshot.version = 1;
    simulator.publish(['snapshot'], true);
    simulator.publish(['timestamp']);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('rollback');
    expect([client.version('timestamp'), client.version('snapshot')]).toEqual([2, 2]);
    expect(simulator.requests.at(-1)).toBe('metadata/timestamp.json');
  });

  it.each([false, true])('of the targets is refused by the snapshot that names them (with hashes: %s)', async (hashes) => {
    simulator.hashes = hashes;
    simulator.publish(['targets', ...ALL_BUT_ROOT]);
    await client.refresh();
    expect(client.version('targets')).toBe(3);
    simulator.targets.version = 1;
    simulator.publish(['targets'], true);
    simulator.publish(['snapshot', 'timestamp']);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('rollback');
    expect([client.version('snapshot'), client.version('targets')]).toEqual([2, 3]);
  });
});

describe('recovery from a fast-forward attack', () => {
  it('takes lower timestamps when the root names another timestamp key', async () => {
    simulator.timestamp.version = 99_998;
    simulator.publish(['timestamp']);
    await client.refresh();
    expect(client.version('timestamp')).toBe(99_999);
    simulator.setKeys('timestamp', [simulator.newKey()]);
    simulator.timestamp.version = 0;
    simulator.publish(['root', 'timestamp']);
    expect(await client.refresh()).toBe(0);
    expect(client.version('timestamp')).toBe(1);
  });

  it('takes lower snapshots when the root names other snapshot and timestamp keys', async () => {
    simulator.snapshot.version = 99_998;
    simulator.publish(['snapshot', 'timestamp']);
    await client.refresh();
    simulator.setKeys('snapshot', [simulator.newKey()]);
    simulator.setKeys('timestamp', [simulator.newKey()]);
    simulator.snapshot.version = 0;
    simulator.publish(['root', 'snapshot', 'timestamp']);
    expect(await client.refresh()).toBe(0);
    expect(client.version('snapshot')).toBe(1);
  });

  it('takes lower targets when the root names another snapshot key', async () => {
    simulator.targets.version = 99_998;
    simulator.publish(ALL_BUT_ROOT);
    await client.refresh();
    simulator.setKeys('snapshot', [simulator.newKey()]);
    simulator.targets.version = 0;
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(0);
    expect(client.version('targets')).toBe(1);
  });

  it('does not take lower versions when the root names the same keys', async () => {
    simulator.timestamp.version = 99_998;
    simulator.publish(['timestamp']);
    await client.refresh();
    simulator.timestamp.version = 0;
    simulator.publish(['root', 'timestamp']);
    expect(await client.refresh()).toBe(1);
    expect(client.version('timestamp')).toBe(99_999);
  });
});
