import { describe, expect, it } from 'vitest';
import type { TrustCause } from '../../../../core/model/trust-distribution.ts';
import { DAY_MS, HOUR_MS, utcMillis } from '../../../../core/model/units.ts';
import { createRoot, parseMetadata, signMetadata, toBytes } from '../../../../tools/trust/metadata.ts';
import { createRepository, type TrustRepository } from '../../../../tools/trust/repository.ts';
import { type RepositoryFiles, toFiles } from '../../../../tools/trust/repository-files.ts';
import { roleKeysFromSeed, toRoles } from '../../../../tools/trust/roles.ts';
import { openTrustTerminal, stickOf } from '../../../support/trust-stick.ts';
import { AT, checkTexts, firstState, FOREIGN_KEYS, KEYS, nextState, pointerOf, ruleTarget, TECHNICIAN, withFile } from '../../../support/trust-terminal.ts';

const FIRST = firstState();
const SECOND = nextState(FIRST);
const THIRD = nextState(SECOND);
const SECOND_VERSIONS = { root: 1, timestamp: 2, snapshot: 2, targets: 2 };

const files = (repository: TrustRepository): RepositoryFiles => toFiles(repository);
const one = (keys: typeof KEYS.root): typeof KEYS.root => keys.slice(0, 1);

/** What an attacker brings, the cause that must be named, and the file or role that the detail must name. */
const ATTACKS: Readonly<Record<string, { readonly brings: RepositoryFiles; readonly cause: TrustCause; readonly names: RegExp }>> = {
  'a rollback to an old repository': { brings: files(FIRST), cause: 'rollback', names: /version/ },
  'a rollback of the snapshot behind a new timestamp': {
    brings: files(nextState(FIRST, { versions: { timestamp: 9, snapshot: 1 } })),
    cause: 'rollback',
    names: /version/,
  },
  'a rollback of the targets behind new timestamp and snapshot': {
    brings: files(nextState(FIRST, { versions: { timestamp: 9, snapshot: 9, targets: 1 } })),
    cause: 'rollback',
    names: /version/,
  },
  'a freeze: an expired timestamp': { brings: files(nextState(SECOND, { expires: { timestamp: utcMillis(AT + HOUR_MS) } })), cause: 'freeze', names: /timestamp/ },
  'an expired snapshot': { brings: files(nextState(SECOND, { expires: { snapshot: AT } })), cause: 'freeze', names: /snapshot/ },
  'expired targets': { brings: files(nextState(SECOND, { expires: { targets: AT } })), cause: 'freeze', names: /targets/ },
  'targets that one of two people signed': { brings: files(nextState(SECOND, { signers: { ...KEYS, targets: one(KEYS.targets) } })), cause: 'threshold', names: /1\/2/ },
  'targets signed by strangers': { brings: files(nextState(SECOND, { signers: { ...KEYS, targets: FOREIGN_KEYS.targets } })), cause: 'threshold', names: /0\/2/ },
  'a timestamp signed by strangers': { brings: files(nextState(SECOND, { signers: { ...KEYS, timestamp: FOREIGN_KEYS.timestamp } })), cause: 'threshold', names: /timestamp/ },
  'a snapshot signed by strangers': { brings: files(nextState(SECOND, { signers: { ...KEYS, snapshot: FOREIGN_KEYS.snapshot } })), cause: 'threshold', names: /snapshot/ },
  'a root that one of two people signed': { brings: files(nextState(SECOND, { roles: toRoles(KEYS), signers: { ...KEYS, root: one(KEYS.root) } })), cause: 'threshold', names: /root/ },
  'a root that only its new keys signed': { brings: files(nextState(SECOND, { roles: toRoles(FOREIGN_KEYS), signers: FOREIGN_KEYS })), cause: 'threshold', names: /root/ },
  'a root that gives itself one key': {
    brings: files(nextState(SECOND, { roles: toRoles(FOREIGN_KEYS, { root: 1, targets: 1 }), signers: FOREIGN_KEYS })),
    cause: 'threshold',
    names: /root/,
  },
  'a repository of another root': { brings: files(createRepository({ at: AT, signers: FOREIGN_KEYS, targets: [ruleTarget('a', 'forged')] })), cause: 'threshold', names: /timestamp/ },
  'a root with a version left out': {
    brings: new Map([...files(THIRD), ['metadata/2.root.json', Buffer.from(JSON.stringify(signMetadata(createRoot(toRoles(KEYS), { version: 3, expires: utcMillis(AT + DAY_MS) }), KEYS.root).toJSON()))]]),
    cause: 'malformed-metadata',
    names: /Expected version 2, got 3|version/,
  },
  'an altered target of the same length': { brings: withFile(files(THIRD), '.a.json', (bytes) => flip(bytes, 10)), cause: 'hash-mismatch', names: /hash/i },
  'a target with more at its end': { brings: withFile(files(THIRD), '.a.json', (bytes) => Buffer.concat([bytes, Buffer.from('!')])), cause: 'too-large', names: /a\.json/ },
  'an altered timestamp': { brings: withFile(files(THIRD), 'timestamp.json', (bytes) => Buffer.from(bytes.toString().replace('"version": 3', '"version": 4'))), cause: 'threshold', names: /timestamp/ },
  'a timestamp of a mebibyte': { brings: withFile(files(THIRD), 'timestamp.json', (bytes) => Buffer.concat([bytes, Buffer.alloc(1_048_576, ' ')])), cause: 'too-large', names: /timestamp\.json/ },
  'a timestamp that is no JSON': { brings: withFile(files(THIRD), 'timestamp.json', () => Buffer.from('{"signed":')), cause: 'malformed-metadata', names: /JSON/i },
  'an empty timestamp': { brings: withFile(files(THIRD), 'timestamp.json', () => Buffer.alloc(0)), cause: 'malformed-metadata', names: /./ },
  'mix and match: the snapshot of another state': { brings: withFile(files(THIRD), '3.snapshot.json', () => filesOf(SECOND, '2.snapshot.json')), cause: 'hash-mismatch', names: /snapshot|hash/i },
  'mix and match: the targets of another state': { brings: withFile(files(THIRD), '3.targets.json', () => filesOf(nextState(SECOND, { text: 'other' }), '3.targets.json')), cause: 'hash-mismatch', names: /targets|hash/i },
  'mix and match: behind a timestamp without hashes, the snapshot of another state': {
    brings: new Map([...files(THIRD), ['metadata/timestamp.json', timestampWithoutHashes()], ['metadata/3.snapshot.json', filesOf(SECOND, '2.snapshot.json')]]),
    cause: 'mix-and-match',
    names: /snapshot/i,
  },
  'a target that is not there': { brings: without(files(THIRD), '.a.json'), cause: 'incomplete', names: /a\.json/ },
  'no snapshot': { brings: without(files(THIRD), 'snapshot.json'), cause: 'incomplete', names: /snapshot/ },
  'no timestamp': { brings: without(files(THIRD), 'timestamp.json'), cause: 'incomplete', names: /timestamp/ },
  'nothing at all': { brings: new Map([['readme.txt', Buffer.from('empty')]]), cause: 'incomplete', names: /timestamp/ },
  'a signed target that is not what it should be': { brings: files(nextState(SECOND, { add: [{ ...ruleTarget('a', ''), content: Buffer.from('{"text":7}') }] })), cause: 'malformed-target', names: /rules\/a\.json: expected a text/ },
  'a signed target of an unknown kind': { brings: files(nextState(SECOND, { add: [{ ...ruleTarget('a', ''), custom: { kind: 'firmware' } }] })), cause: 'target-unknown', names: /firmware/ },
  'a signed target without a kind': { brings: files(nextState(SECOND, { add: [{ ...ruleTarget('a', ''), custom: {} }] })), cause: 'target-unknown', names: /rules\/a/ },
  'a signed target under the name of another kind': { brings: files(nextState(SECOND, { add: [{ ...ruleTarget('a', ''), custom: { kind: 'policy' } }] })), cause: 'malformed-target', names: /rules\/a/ },
  'a signed target whose name leads out': { brings: without(files(nextState(SECOND, { add: [{ ...ruleTarget('a', 'x'), path: 'rules/../../../portas.db' }] })), 'portas.db'), cause: 'malformed-target', names: /name/ },
};

/** The third state's timestamp, which names its snapshot by version alone. */
function timestampWithoutHashes(): Uint8Array {
  const json = THIRD.timestamp.toJSON() as { signed: object };
  const unsigned = { signatures: [], signed: { ...json.signed, meta: { 'snapshot.json': { version: 3 } } } };
  return toBytes(signMetadata(parseMetadata('timestamp', Buffer.from(JSON.stringify(unsigned)), 'test'), KEYS.timestamp));
}
function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
function without(all: RepositoryFiles, end: string): RepositoryFiles {
  return new Map([...all].filter(([path]) => !path.endsWith(end)));
}
function filesOf(repository: TrustRepository, end: string): Uint8Array {
  return [...toFiles(repository)].find(([path]) => path.endsWith(end))?.[1] ?? Buffer.alloc(0);
}

describe('an attack on a terminal that has the second state', () => {
  it.each(Object.entries(ATTACKS))('is refused and named: %s', async (_, { brings, cause, names }) => {
    const terminal = await openTrustTerminal();
    const { distribution } = terminal;
    await distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    const before = pointerOf(terminal.dataDir);

    const outcome = await distribution.importFolder(stickOf(brings), TECHNICIAN);

    expect(outcome).toMatchObject({ source: 'folder', result: 'refused', cause, person: 'T-1' });
    expect((outcome as { detail: string }).detail).toMatch(names);
    expect(terminal.inForce()).toBe('2: version 2');
    expect(pointerOf(terminal.dataDir)).toBe(before);
    expect(terminal.store.trust.marks()?.versions).toEqual(SECOND_VERSIONS);
    expect(terminal.audit()[0]).toMatchObject({ action: 'trust-refused', reason: cause, person: 'T-1' });
    await terminal.close();

    // What is on disk is what was in force, and the attack has left nothing to trip over: the honest repository is taken.
    const after = await openTrustTerminal({ dataDir: terminal.dataDir });
    expect(after.inForce()).toBe('2: version 2');
    expect(after.faults).toEqual([]);
    expect(await after.distribution.importFolder(stickOf(THIRD), TECHNICIAN)).toMatchObject({ result: 'installed', versions: { timestamp: 3 } });
    expect(after.inForce()).toBe('3: version 3');
    await after.close();
  });

  it('with the online keys, and under-signed targets, leaves room for the honest repository of the same numbers', async () => {
    // RELSEC's poisoned state: timestamp and snapshot of the attack verify, its targets do not.
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    const poison = nextState(SECOND, { text: 'poison', signers: { ...KEYS, targets: one(KEYS.targets) } });
    expect(await terminal.distribution.importFolder(stickOf(poison), TECHNICIAN)).toMatchObject({ cause: 'threshold' });
    expect(await terminal.distribution.importFolder(stickOf(THIRD), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(terminal.inForce()).toBe('3: version 3');
    await terminal.close();
  });

  it('with an expired root is refused; the root counts all the same, and the next one is taken (clause 5.3.8)', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    const expired = nextState(SECOND, { roles: toRoles(KEYS), expires: { root: AT } });
    expect(await terminal.distribution.importFolder(stickOf(expired), TECHNICIAN)).toMatchObject({ cause: 'freeze', detail: expect.stringContaining('root') as string });
    expect(await terminal.distribution.importFolder(stickOf(THIRD), TECHNICIAN)).toMatchObject({ cause: 'freeze' });
    expect(terminal.inForce()).toBe('2: version 2');
    expect(await terminal.distribution.importFolder(stickOf(nextState(expired, { roles: toRoles(KEYS) })), TECHNICIAN)).toMatchObject({ result: 'installed', versions: { root: 3 } });
    await terminal.close();
  });

  it('by fast-forward is recovered from when a new root names other online keys (clause 5.3.11)', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    const forward = nextState(SECOND, { versions: { timestamp: 1_000_000, snapshot: 1_000_000 } });
    expect(await terminal.distribution.importFolder(stickOf(forward), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(await terminal.distribution.importFolder(stickOf(THIRD), TECHNICIAN)).toMatchObject({ cause: 'rollback' });

    const fresh = { ...KEYS, timestamp: roleKeysFromSeed('recovered').timestamp, snapshot: roleKeysFromSeed('recovered').snapshot };
    const recovered = nextState(THIRD, { roles: toRoles(fresh), signers: fresh });
    expect(await terminal.distribution.importFolder(stickOf(recovered), TECHNICIAN)).toMatchObject({ result: 'installed', versions: { root: 2, timestamp: 4 } });
    await terminal.close();
  });
});

describe('a terminal far behind', () => {
  it('walks through every root to the newest set', async () => {
    const terminal = await openTrustTerminal();
    const keySets = ['one', 'two', 'three'].map(roleKeysFromSeed);
    let keys = KEYS;
    let repository = FIRST;
    for (const next of keySets) {
      repository = nextState(repository, { roles: toRoles(next), signers: { ...next, root: [...keys.root, ...next.root] } });
      keys = next;
    }
    expect(await terminal.distribution.importFolder(stickOf(repository), TECHNICIAN)).toMatchObject({ result: 'installed', versions: { root: 4 } });
    await terminal.close();
  });
});

describe('an import', () => {
  it('tells how far it is, and what became of it', async () => {
    const terminal = await openTrustTerminal();
    const outcome = await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    expect(outcome).toEqual({ at: AT + HOUR_MS, source: 'folder', result: 'installed', cause: null, versions: { root: 1, timestamp: 1, snapshot: 1, targets: 1 }, detail: null, person: 'T-1', times: 1 });
    expect(terminal.installed).toHaveLength(1);
    const phases = terminal.progress.map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(['metadata', 'targets', 'checking', 'installing']);
    expect(terminal.progress.at(-1)).toMatchObject({ files: 2, ofFiles: 2 });
    expect(terminal.progress.at(-1)?.bytes).toBe(terminal.progress.at(-1)?.ofBytes);
    expect(terminal.audit()[0]).toMatchObject({ action: 'trust-updated', subject: 'folder root 1, timestamp 1, snapshot 1, targets 1', reason: null });
    await terminal.close();
  });

  it('of what is in force already changes nothing', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    expect(await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN)).toMatchObject({ result: 'current' });
    expect(terminal.installed).toHaveLength(1);
    expect(terminal.audit()[0]).toMatchObject({ action: 'trust-updated', reason: 'current' });
    await terminal.close();
  });

  it('passes over targets of unknown kinds that are optional', async () => {
    const terminal = await openTrustTerminal();
    const state = nextState(FIRST, { add: [{ path: 'later.bin', content: Buffer.from('x'), custom: { kind: 'of-a-later-version', optional: true } }] });
    expect(await terminal.distribution.importFolder(stickOf(state), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(Object.keys(terminal.distribution.inForce()?.content.texts ?? {})).toEqual(['rules/a.json', 'rules/b.json']);
    await terminal.close();
  });

  it('waits for nobody: the second of two at once is told that one is under way', async () => {
    const terminal = await openTrustTerminal();
    const first = terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toBe('busy');
    expect(await first).toMatchObject({ result: 'installed' });
    expect(await terminal.distribution.update(TECHNICIAN)).toBe('no-url');
    await terminal.close();
  });

  it('checks content before anything changes, and keeps the set when the check breaks', async () => {
    let strict = false;
    const terminal = await openTrustTerminal({
      check: (targets, stage) => {
        if (strict) throw new Error('does not make sense together');
        return checkTexts(targets, stage);
      },
    });
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    strict = true;
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ cause: 'malformed-target', detail: 'does not make sense together' });
    expect(terminal.inForce()).toBe('1: first');
    await terminal.close();
  });
});
