/** Own writing of cases that the tuf-conformance suite names: thresholds, key types, rotation of keys. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConformanceClient, openConformanceClient } from '../../support/conformance-client.ts';
import { ALL_BUT_ROOT, openTufSimulator, type SimulatorKey, type TufSimulator } from '../../support/tuf-simulator.ts';

let simulator: TufSimulator;
let client: ConformanceClient;
/** Ten keys, by number. */
let keys: readonly SimulatorKey[];
beforeEach(async () => {
  simulator = await openTufSimulator();
  client = await openConformanceClient(simulator);
  keys = Array.from({ length: 10 }, () => simulator.newKey());
});
afterEach(() => simulator.close());

const pick = (numbers: readonly number[]): readonly SimulatorKey[] => numbers.flatMap((number) => keys[number] ?? []);

describe('threshold', () => {
  it('is met by different keys of the role, whichever they are', async () => {
    simulator.setKeys('targets', pick([0, 1, 2]), 2);
    simulator.publish(['root']);
    for (const signers of [[0, 1], [0, 2], [2, 1], [0, 1, 2]]) {
      simulator.signers.targets = [...pick(signers)];
      simulator.publish(ALL_BUT_ROOT);
      expect(await client.refresh(), String(signers)).toBe(0);
    }
    expect(client.version('targets')).toBe(5);
  });

  it.each(['timestamp', 'snapshot', 'targets'] as const)('of %s above the number of its keys is never met', async (role) => {
    await client.refresh();
    simulator.setKeys(role, pick([0, 1, 2, 3]), 5);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('4/5');
    expect([client.version('root'), client.version(role)]).toEqual([2, 1]);
  });

  it('is not met by one key that signs twice', async () => {
    simulator.setKeys('targets', pick([0, 1]), 2);
    simulator.signers.targets = [...pick([0, 0])];
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.version('targets')).toBeNull();
  });

  it('is not met by one key identifier that the role lists twice', async () => {
    simulator.setKeys('targets', pick([0, 0]), 2);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.version('targets')).toBeNull();
  });

  it.each(ALL_BUT_ROOT)('of %s is not met by one key under two identifiers', async (role) => {
    const [key] = keys;
    if (key === undefined) throw new Error('no key');
    simulator.setKeys(role, [key, { ...key, keyId: 'ab'.repeat(32) }], 2);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('each key under one identifier');
    // The next root can set it right.
    simulator.root.keys = {};
    for (const each of ['root', ...ALL_BUT_ROOT] as const) simulator.setKeys(each, each === role ? pick([1, 2]) : simulator.signers[each], each === role ? 2 : 1);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect([await client.refresh(), client.said()]).toEqual([0, '']);
  });

  it('counts one key in two roles in each of them', async () => {
    simulator.setKeys('targets', pick([0, 1]), 2);
    simulator.setKeys('snapshot', pick([0]));
    simulator.setKeys('timestamp', pick([0]));
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(0);
  });

  it('is not met by keys of other roles', async () => {
    simulator.signers.targets = [...simulator.signers.snapshot, ...simulator.signers.timestamp, ...simulator.signers.root];
    simulator.publish(ALL_BUT_ROOT);
    expect(await client.refresh()).toBe(1);
    expect(client.said()).toContain('0/1');
  });

  it('is not met by a key that the role names and the root does not hold', async () => {
    const [key] = keys;
    simulator.setKeys('targets', pick([0]));
    Reflect.deleteProperty(simulator.root.keys, key?.keyId ?? '');
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.version('targets')).toBeNull();
  });

  it.each([0, -1])('of %d is no threshold', async (threshold) => {
    simulator.setKeys('targets', pick([0]), threshold);
    simulator.signers.targets = [];
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(1);
    expect(client.version('targets')).toBeNull();
  });
});

describe('key types', () => {
  it.each(['ed25519', 'ecdsa-sha2-nistp256', 'rsassa-pss-sha256'] as const)('takes %s', async (scheme) => {
    const signer = simulator.newKey(scheme);
    for (const role of ALL_BUT_ROOT) simulator.setKeys(role, [signer]);
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect([await client.refresh(), client.said()]).toEqual([0, '']);
    // The same key signed something else.
    simulator.signers.timestamp = [{ ...signer, sign: () => signer.sign(Buffer.from('other')) }];
    simulator.publish(['timestamp']);
    expect(await client.refresh()).toBe(1);
  });

  it('takes no key of an unknown type for a signature, and any for a key that need not sign', async () => {
    const strange = { ...simulator.newKey(), json: { keytype: 'future', scheme: 'future', keyval: { public: 'x' } } };
    simulator.setKeys('targets', [...pick([0]), strange], 1);
    simulator.signers.targets = [...pick([0])];
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(0);
    simulator.signers.targets = [strange];
    simulator.publish(ALL_BUT_ROOT);
    expect(await client.refresh()).toBe(1);
  });

  it('does not care what a key says of the hash behind its identifier', async () => {
    for (const key of Object.values(simulator.root.keys)) Object.assign(key, { keyid_hash_algorithms: ['md5'] });
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(0);
  });
});

/** One version of a role's keys: which are its keys, how many must sign, who signs. */
type Step = readonly [keys: readonly number[], threshold: number, signers: readonly number[]];

describe('rotation of root keys', () => {
  const SOUND: Readonly<Record<string, readonly Step[]>> = {
    'one key for another': [[[1], 1, [1]], [[2], 1, [2, 1]], [[2], 1, [2]]],
    'with signatures of strangers': [[[1], 1, [3, 1, 4]], [[2], 1, [3, 2, 1, 4]], [[2], 1, [3, 2, 4]]],
    'other three of five': [[[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 2, 3, 4], 3, [0, 4, 1]], [[0, 1, 2, 3, 4], 3, [0, 1, 3]]],
    'one of five': [[[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 4, 1]]],
    'all of five': [[[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]], [[5, 6, 7, 8, 9], 3, [5, 6, 7]]],
    'a higher threshold': [[[1, 2, 3], 1, [1]], [[1, 2, 3], 2, [1, 2]]],
    'a lower threshold': [[[1, 2, 3], 2, [1, 2]], [[1, 2, 3], 1, [1, 2]], [[1, 2, 3], 1, [1]]],
    'a key more and a higher threshold': [[[1], 1, [1]], [[1, 2], 2, [1, 2]]],
  };
  const UNSOUND: Readonly<Record<string, readonly Step[]>> = {
    'without the old key': [[[1], 1, [1]], [[2], 1, [2, 3, 4]]],
    'without the new key': [[[1], 1, [1]], [[2], 1, [1, 3, 4]]],
    'with two of three new keys': [[[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 2, 4]]],
    'with two of three old keys': [[[0, 1, 2, 3, 4], 3, [0, 2, 4]], [[0, 1, 3, 4, 5], 3, [0, 4, 5]]],
    'below its own higher threshold': [[[1, 2, 3], 1, [1]], [[1, 2, 3], 2, [2]]],
    'below the old higher threshold': [[[1, 2, 3], 2, [1, 2]], [[1, 2, 3], 1, [1]]],
  };

  /** Publishes the roots from version 1 on. @returns a client that has the first. */
  async function publishRoots(steps: readonly Step[]): Promise<ConformanceClient> {
    simulator.root.version = 0;
    for (const [of, threshold, signers] of steps) {
      simulator.setKeys('root', pick(of), threshold);
      simulator.signers.root = [...pick(signers)];
      simulator.publish(['root']);
    }
    return openConformanceClient(simulator);
  }

  it.each(Object.entries(SOUND))('takes %s', async (_, steps) => {
    const given = await publishRoots(steps);
    expect(await given.refresh()).toBe(0);
    expect(given.bytes('root')).toEqual(simulator.files.get(`metadata/${steps.length}.root.json`));
  });

  it.each(Object.entries(UNSOUND))('refuses a root %s, and keeps the one before', async (_, steps) => {
    const given = await publishRoots(steps);
    expect(await given.refresh()).toBe(1);
    expect(given.said()).toContain('threshold');
    expect(given.bytes('root')).toEqual(simulator.files.get(`metadata/${steps.length - 1}.root.json`));
  });

  it.each([
    ['leaves a number out', 3],
    ['has its predecessor’s number', 1],
    ['goes back', 0],
  ])('refuses a next root that %s', async (_, version) => {
    simulator.root.version = version;
    simulator.publish(['root'], true);
    const file = simulator.files.get(`metadata/${version}.root.json`) ?? Buffer.alloc(0);
    simulator.files.set('metadata/2.root.json', file);
    expect(await client.refresh()).toBe(1);
    expect(client.version('root')).toBe(1);
  });

  it('stops at a gap', async () => {
    simulator.publish(['root', 'root']);
    simulator.files.delete('metadata/2.root.json');
    expect(await client.refresh()).toBe(0);
    expect(client.version('root')).toBe(1);
    expect(simulator.requests).not.toContain('metadata/3.root.json');
  });

  it('walks through 256 roots in one refresh, and through the others in the next', async () => {
    for (let version = 2; version <= 260; version += 1) simulator.publish(['root']);
    expect(await client.refresh()).toBe(0);
    expect(client.version('root')).toBe(257);
    expect(await client.refresh()).toBe(0);
    expect(client.version('root')).toBe(260);
  });
});

describe.each(['timestamp', 'snapshot', 'targets'] as const)('rotation of %s keys', (role) => {
  it.each([
    ['another key', [[2], 1, [2]], 0],
    ['signatures of strangers beside its own', [[1], 1, [3, 1, 4]], 0],
    ['three of five', [[0, 1, 2, 3, 4], 3, [0, 2, 4]], 0],
    ['other three of five', [[0, 1, 2, 3, 4], 3, [2, 3, 4]], 0],
    ['the old key alone', [[2], 1, [1, 3, 4]], 1],
    ['two of three, and one that has left', [[0, 1, 3, 4, 5], 3, [0, 2, 4]], 1],
    ['two of three', [[0, 1, 3, 4, 5], 3, [0, 4]], 1],
  ] as const satisfies readonly (readonly [string, Step, 0 | 1])[])('with %s', async (_, [of, threshold, signers], code) => {
    simulator.setKeys(role, pick(of), threshold);
    simulator.signers[role] = [...pick(signers)];
    simulator.publish(['root', ...ALL_BUT_ROOT]);
    expect(await client.refresh()).toBe(code);
    expect(client.version(role)).toBe(code === 0 ? 2 : null);
  });

  it('drops what an earlier key has signed, though nothing else is new', async () => {
    await client.refresh();
    simulator.setKeys(role, [simulator.newKey()]);
    simulator.publish(['root']);
    expect(await client.refresh()).toBe(1);
    expect(client.version('root')).toBe(2);
    simulator.publish(ALL_BUT_ROOT);
    expect(await client.refresh()).toBe(0);
  });
});
