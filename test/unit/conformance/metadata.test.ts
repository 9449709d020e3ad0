/** Own writing of cases that the tuf-conformance suite names: requests, unsigned, changed, expired and unknown metadata. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../../../core/model/units.ts';
import { run } from '../../conformance/portas-tuf-client.ts';
import { type ConformanceClient, openConformanceClient } from '../../support/conformance-client.ts';
import { ALL_BUT_ROOT, inDays, openTufSimulator, signWith, type TufSimulator } from '../../support/tuf-simulator.ts';
import { tempDir } from '../../support/temp-dir.ts';

let simulator: TufSimulator;
let client: ConformanceClient;
beforeEach(async () => {
  simulator = await openTufSimulator();
  client = await openConformanceClient(simulator);
});
afterEach(() => {
  vi.useRealTimers();
  return simulator.close();
});

describe('command line', () => {
  const wrapper = fileURLToPath(new URL('../../conformance/portas-tuf-client', import.meta.url));

  it('initialises without a request, and takes metadata and exit codes from the executable as from here', () => {
    const folder = tempDir();
    const root = join(client.folder, 'trusted-root');
    expect(spawnSync(wrapper, ['--metadata-dir', join(folder, 'metadata'), 'init', root]).status).toBe(0);
    expect(existsSync(join(folder, 'metadata', 'root.json'))).toBe(true);
    expect(spawnSync(wrapper, ['--metadata-dir', join(folder, 'metadata'), 'init', join(folder, 'none')]).status).toBe(1);
    // Nobody listens on the discard port.
    const refused = spawnSync(wrapper, ['--metadata-dir', join(folder, 'metadata'), '--metadata-url', 'http://127.0.0.1:9/t/metadata/', 'refresh'], { encoding: 'utf8' });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('unreachable')]);
    expect(simulator.requests).toEqual([]);
  });

  it('answers 1 to what is no command of the protocol', async () => {
    const said: string[] = [];
    const wrong = [[], ['rewind'], ['refresh'], ['--metadata-dir', 'x', '--metadata-url', 'http://127.0.0.1:9/other', 'refresh'], ['--unknown', 'x', 'refresh']];
    for (const args of wrong) expect(await run(args, (line) => said.push(line)), args.join(' ')).toBe(1);
    expect(said).toHaveLength(wrong.length);
  });
});

describe('refresh', () => {
  it('asks for the next root, timestamp, snapshot and targets, in this order, and keeps their bytes', async () => {
    expect(await client.refresh()).toBe(0);
    expect(simulator.requests).toEqual(['metadata/2.root.json', 'metadata/timestamp.json', 'metadata/1.snapshot.json', 'metadata/1.targets.json']);
    expect(client.trusted()).toBe('root 1, snapshot 1, targets 1, timestamp 1');
    for (const role of ['timestamp', 'snapshot', 'targets', 'root'] as const) {
      expect(client.bytes(role)).toEqual(simulator.files.get(`metadata/${role === 'timestamp' ? '' : '1.'}${role}.json`));
    }
  });

  it('asks for root and timestamp alone when nothing is new', async () => {
    await client.refresh();
    simulator.requests.length = 0;
    expect(await client.refresh()).toBe(0);
    expect(simulator.requests).toEqual(['metadata/2.root.json', 'metadata/timestamp.json']);
  });

  it('follows files without version numbers when the root has no consistent snapshots', async () => {
    simulator.root.consistent_snapshot = false;
    simulator.publish(['root']);
    expect(await client.refresh()).toBe(0);
    expect(simulator.requests.slice(-3)).toEqual(['metadata/timestamp.json', 'metadata/snapshot.json', 'metadata/targets.json']);
  });

  it.each(['{', '[]', '{"signed":{}}', ''])('asks for nothing with an initial root of %j', async (text) => {
    const other = await openConformanceClient(simulator, Buffer.from(text));
    expect(await other.refresh()).toBe(1);
    expect(other.said()).toContain('root-unusable');
    expect(simulator.requests).toEqual([]);
  });

  it('asks for nothing with an initial root whose signature is wrong', async () => {
    const root = JSON.parse(String(simulator.files.get('metadata/1.root.json'))) as { signatures: { sig: string }[] };
    root.signatures = [{ ...root.signatures[0], sig: '00'.repeat(64) }];
    const other = await openConformanceClient(simulator, Buffer.from(JSON.stringify(root)));
    expect(await other.refresh()).toBe(1);
    expect(simulator.requests).toEqual([]);
  });

  it('counts members of metadata that it does not know when it verifies, and passes them over', async () => {
    simulator.root['x-unknown'] = { a: [1, 'ü'] };
    simulator.root.roles.targets['x-other'] = true;
    const [key] = simulator.signers.root;
    Object.assign(simulator.root.keys[key?.keyId ?? ''] ?? {}, { 'x-third': { b: null } });
    simulator.targets['x-unknown'] = 'text';
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(0);
    expect(client.trusted()).toBe('root 2, snapshot 2, targets 2, timestamp 2');
    // Changed afterwards: the signature is over them too.
    const changed = String(simulator.files.get('metadata/2.targets.json')).replace('"text"', '"test"');
    const fresh = await openConformanceClient(simulator);
    simulator.files.set('metadata/2.targets.json', Buffer.from(changed));
    expect(await fresh.refresh()).toBe(1);
    expect(fresh.said()).toContain('threshold');
  });

  it.each([
    ['root', 'root 1'],
    ['timestamp', 'root 1'],
    ['snapshot', 'root 1, timestamp 1'],
    ['targets', 'root 1, snapshot 1, timestamp 1'],
  ] as const)('stops at a %s that is not signed by its key', async (role, trusted) => {
    simulator.signers[role] = [simulator.newKey()];
    simulator.publish([role], role !== 'root');
    if (role === 'root') simulator.files.set('metadata/2.root.json', simulator.files.get('metadata/2.root.json') ?? Buffer.alloc(0));
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('threshold');
    expect(client.trusted()).toBe(trusted);
  });

  it.each(['timestamp', 'snapshot', 'targets', 'root'] as const)('refuses %s metadata served in place of another role', async (role) => {
    const place = { timestamp: 'metadata/timestamp.json', snapshot: 'metadata/1.snapshot.json', targets: 'metadata/1.targets.json', root: 'metadata/2.root.json' }[role];
    const other = role === 'targets' ? 'metadata/1.snapshot.json' : 'metadata/1.targets.json';
    simulator.files.set(place, simulator.files.get(other) ?? Buffer.alloc(0));
    expect(await client.refresh()).toBe(1);
  });

  it.each(['spec_version', 'version', 'expires', '_type', 'meta'])('refuses a signed timestamp without %s', async (member) => {
    const rest = Object.fromEntries(Object.entries(simulator.timestamp).filter(([name]) => name !== member));
    simulator.files.set('metadata/timestamp.json', signWith(rest, simulator.signers.timestamp));
    expect(await client.refresh()).toBe(1);
    expect(client.trusted()).toBe('root 1');
  });

  it.each([
    ['spec_version', '2.0.0'],
    ['version', '1'],
    ['version', 1.5],
    ['version', -1],
    ['expires', 'soon'],
    ['meta', { 'snapshot.json': {} }],
    ['meta', []],
  ])('refuses a signed timestamp whose %s is %j', async (member, value) => {
    simulator.files.set('metadata/timestamp.json', signWith({ ...simulator.timestamp, [member]: value }, simulator.signers.timestamp));
    expect(await client.refresh()).toBe(1);
  });
});

describe('timestamp and snapshot', () => {
  it('keeps a timestamp when another one has its version', async () => {
    await client.refresh();
    const kept = client.bytes('timestamp');
    simulator.timestamp.meta['snapshot.json'] = { version: 100 };
    simulator.publish(['timestamp'], true);
    expect(await client.refresh()).toBe(0);
    expect(client.bytes('timestamp')).toEqual(kept);
    expect(simulator.requests.at(-1)).toBe('metadata/timestamp.json');
  });

  it('takes hashes and lengths that are right, and refuses a snapshot or targets that have others', async () => {
    simulator.hashes = true;
    simulator.publish(ALL_BUT_ROOT);
    expect([await client.refresh(), client.said()]).toEqual([0, '']);
    simulator.publish(['targets']);
    simulator.snapshot.meta['targets.json'] = { ...simulator.snapshot.meta['targets.json'], version: 3, hashes: { sha256: '46'.repeat(32) } };
    simulator.publish(['snapshot', 'timestamp']);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('hash-mismatch');
    expect([client.version('snapshot'), client.version('targets')]).toEqual([3, 2]);
    simulator.publish(['snapshot']);
    simulator.timestamp.meta['snapshot.json'] = { ...simulator.timestamp.meta['snapshot.json'], version: 4, hashes: { sha256: '46'.repeat(32) } };
    simulator.publish(['timestamp']);
    expect(await client.refresh()).toBe(1);
    expect(client.version('snapshot')).toBe(3);
  });

  it.each(['snapshot', 'targets'] as const)('does not look for a %s version that nothing names', async (role) => {
    await client.refresh();
    const meta = structuredClone([simulator.snapshot.meta, simulator.timestamp.meta]);
    simulator.publish([role]);
    Object.assign(simulator.snapshot.meta, meta[0]);
    Object.assign(simulator.timestamp.meta, meta[1]);
    expect(await client.refresh()).toBe(0);
    expect(client.version(role)).toBe(1);
    expect(simulator.requests.at(-1)).toBe('metadata/timestamp.json');
  });

  it('refuses a snapshot that says another version than its name (mix and match)', async () => {
    await client.refresh();
    simulator.publish(ALL_BUT_ROOT);
    simulator.files.set('metadata/2.snapshot.json', simulator.files.get('metadata/1.snapshot.json') ?? Buffer.alloc(0));
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('mix-and-match');
    expect([client.version('timestamp'), client.version('snapshot')]).toEqual([2, 1]);
  });

  it('refuses targets that say another version than the snapshot (mix and match)', async () => {
    await client.refresh();
    simulator.publish(ALL_BUT_ROOT);
    simulator.files.set('metadata/2.targets.json', simulator.files.get('metadata/1.targets.json') ?? Buffer.alloc(0));
    expect(await client.refresh()).toBe(1);
    expect([client.version('snapshot'), client.version('targets')]).toEqual([2, 1]);
  });

  it('refuses a snapshot that no longer names the targets', async () => {
    await client.refresh();
    simulator.snapshot.meta = {};
    simulator.publish(['snapshot', 'timestamp']);
    expect(await client.refresh()).toBe(1);
  });

  it.each([
    ['metadata/timestamp.json', 16_384],
    ['metadata/1.snapshot.json', 65_536],
    ['metadata/1.targets.json', 524_288],
    ['metadata/2.root.json', 65_536],
  ])('refuses %s above its bound of %d bytes unread', async (path, bound) => {
    simulator.files.set(path, Buffer.alloc(bound + 1, ' '));
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('too-large');
  });
});

describe('expiry', () => {
  it.each(['timestamp', 'snapshot', 'targets'] as const)('refuses an expired %s', async (role) => {
    await client.refresh();
    simulator[role].expires = inDays(-5);
    simulator.publish(ALL_BUT_ROOT);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('freeze');
    expect(client.version(role)).toBe(1);
  });

  it('keeps an expired root, and takes nothing under it', async () => {
    await client.refresh();
    simulator.root.expires = inDays(-1);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('freeze');
    expect(client.trusted()).toBe('root 2, snapshot 1, targets 1, timestamp 1');
  });

  it('walks through an expired root to a newer one that is not', async () => {
    const { expires } = simulator.root;
    simulator.root.expires = inDays(-1);
    simulator.publish(['root']);
    simulator.root.expires = expires;
    simulator.publish(['root']);
    expect(await client.refresh()).toBe(0);
    expect(client.version('root')).toBe(3);
  });

  it('brings itself up to date when all that it has has expired', async () => {
    for (const role of ALL_BUT_ROOT) simulator[role as 'timestamp'].expires = inDays(7);
    simulator.publish(ALL_BUT_ROOT);
    await client.refresh();
    for (const role of ALL_BUT_ROOT) simulator[role as 'timestamp'].expires = inDays(21);
    simulator.publish(ALL_BUT_ROOT);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 18 * DAY_MS });
    expect(await client.refresh()).toBe(0);
    expect(client.trusted()).toBe('root 1, snapshot 3, targets 3, timestamp 3');
  });

  it('finds what is there expired when the clock has gone on and nothing newer comes', async () => {
    expect(await client.refresh()).toBe(0);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 31 * DAY_MS });
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('freeze');
  });
});
