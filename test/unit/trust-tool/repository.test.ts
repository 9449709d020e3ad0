import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_MS, utcMillis } from '../../../core/model/units.ts';
import { rolesOf, toBytes } from '../../../tools/trust/metadata.ts';
import { readRepository, toFiles, writeFiles, writeRepository } from '../../../tools/trust/repository-files.ts';
import { type NewTarget, createRepository, currentRoot, publish } from '../../../tools/trust/repository.ts';
import { roleKeysFromSeed, toRoles } from '../../../tools/trust/roles.ts';
import { signingKeyFromSeed } from '../../../tools/trust/signing-key.ts';
import { tempDir } from '../../support/temp-dir.ts';

const AT = utcMillis(Date.UTC(2023, 0, 1));
const KEYS = roleKeysFromSeed('test');
const target = (path: string, text: string): NewTarget => ({ path, content: Buffer.from(text), custom: { kind: 'rules' } });
const created = (): ReturnType<typeof createRepository> => createRepository({ at: AT, signers: KEYS, targets: [target('rules/a.json', '[1]')] });

describe('createRepository', () => {
  it('makes version 1 of every role, each signed by its own threshold', () => {
    const { roots, targets, snapshot, timestamp } = created();
    const [root] = roots;
    expect([root, targets, snapshot, timestamp].map(({ signed }) => signed.version)).toEqual([1, 1, 1, 1]);
    expect(root.signed.consistentSnapshot).toBe(true);
    expect(Object.entries(root.signed.roles).map(([name, { threshold, keyIDs }]) => [name, threshold, keyIDs.length])).toEqual([
      ['root', 2, 3],
      ['targets', 2, 3],
      ['snapshot', 1, 1],
      ['timestamp', 1, 1],
    ]);
    for (const [name, metadata] of Object.entries({ root, targets, snapshot, timestamp })) {
      expect(() => root.verifyDelegate(name, metadata), name).not.toThrow();
    }
  });

  it('makes the same bytes of the same keys and clock, whatever the order of targets', () => {
    const one = createRepository({ at: AT, signers: KEYS, targets: [target('a.json', '1'), target('b.json', '2')] });
    const other = createRepository({ at: AT, signers: KEYS, targets: [target('b.json', '2'), target('a.json', '1')] });
    expect(toBytes(one.timestamp)).toEqual(toBytes(other.timestamp));
    expect(toBytes(createRepository({ at: utcMillis(AT + 1_000), signers: KEYS }).timestamp)).not.toEqual(toBytes(one.timestamp));
  });

  it('states expiries to the second, by lifetime or as given', () => {
    const { roots, timestamp } = createRepository({ at: AT, signers: KEYS, expires: { root: utcMillis(AT + 3 * DAY_MS) } });
    expect(roots[0].signed.expires).toBe('2023-01-04T00:00:00Z');
    expect(timestamp.signed.expires).toBe('2023-01-02T00:00:00Z');
  });

  it('makes metadata below its threshold, or signed by strangers, when told to', () => {
    const strangers = roleKeysFromSeed('strangers');
    const few = createRepository({ at: AT, signers: { ...KEYS, targets: KEYS.targets.slice(0, 1) }, roles: toRoles(KEYS) });
    const foreign = createRepository({ at: AT, signers: { ...KEYS, targets: strangers.targets }, roles: toRoles(KEYS) });
    expect(() => few.roots[0].verifyDelegate('targets', few.targets)).toThrow('1/2');
    expect(() => foreign.roots[0].verifyDelegate('targets', foreign.targets)).toThrow('0/2');
  });

  it('names keys by the hash of their canonical JSON', () => {
    const { keyId, publicHex } = signingKeyFromSeed('x');
    const canonical = `{"keytype":"ed25519","keyval":{"public":"${publicHex}"},"scheme":"ed25519"}`;
    expect(keyId).toBe(createHash('sha256').update(canonical).digest('hex'));
  });
});

describe('publish', () => {
  it('raises snapshot and timestamp, and targets only when targets change', () => {
    const renewed = publish(created(), { at: AT, signers: KEYS });
    expect([renewed.targets, renewed.snapshot, renewed.timestamp].map(({ signed }) => signed.version)).toEqual([1, 2, 2]);
    const changed = publish(renewed, { at: AT, signers: KEYS, add: [target('rules/b.json', '[2]')], remove: ['rules/a.json'] });
    expect([changed.targets, changed.snapshot, changed.timestamp].map(({ signed }) => signed.version)).toEqual([2, 3, 3]);
    expect(Object.keys(changed.targets.signed.targets)).toEqual(['rules/b.json']);
    expect([...changed.content.keys()]).toEqual(['rules/b.json']);
    expect(changed.snapshot.signed.meta['targets.json']?.version).toBe(2);
  });

  it('takes versions as given, for repositories that go back', () => {
    const back = publish(created(), { at: AT, signers: KEYS, versions: { snapshot: 9, timestamp: 4 } });
    expect([back.snapshot.signed.version, back.timestamp.signed.version]).toEqual([9, 4]);
  });

  it('refuses to remove what is not there', () => {
    expect(() => publish(created(), { at: AT, signers: KEYS, remove: ['rules/none.json'] })).toThrow('rules/none.json: is no target');
  });

  it('rotates keys: the new root signed by old and new, targets by the new ones', () => {
    const next = { ...roleKeysFromSeed('next'), snapshot: KEYS.snapshot };
    const before = created();
    const after = publish(before, { at: AT, roles: toRoles(next), signers: { ...next, root: [...KEYS.root, ...next.root] } });
    const root = currentRoot(after);
    expect(after.roots.map(({ signed }) => signed.version)).toEqual([1, 2]);
    expect(() => before.roots[0].verifyDelegate('root', root)).not.toThrow();
    expect(() => root.verifyDelegate('root', root)).not.toThrow();
    expect(after.targets.signed.version).toBe(2);
    expect(() => root.verifyDelegate('targets', after.targets)).not.toThrow();
    expect(() => root.verifyDelegate('timestamp', after.timestamp)).not.toThrow();
    expect(() => root.verifyDelegate('targets', before.targets)).toThrow('0/2');
    expect(rolesOf(root)).toEqual(toRoles(next));
  });

  it('leaves the state before as it was', () => {
    const before = created();
    const bytes = toBytes(before.targets);
    publish(before, { at: AT, signers: roleKeysFromSeed('other'), add: [target('z.json', '1')], renewTargets: true });
    expect(toBytes(before.targets)).toEqual(bytes);
  });
});

describe('repository files', () => {
  it('stand under version and hash, the timestamp last', () => {
    const sha256 = createHash('sha256').update('[1]').digest('hex');
    const second = publish(created(), { at: AT, signers: KEYS, roles: toRoles(KEYS) });
    expect([...toFiles(second).keys()]).toEqual([
      `targets/rules/${sha256}.a.json`,
      'metadata/1.root.json',
      'metadata/2.root.json',
      'metadata/1.targets.json',
      'metadata/2.snapshot.json',
      'metadata/timestamp.json',
    ]);
  });

  it('put a target without folder straight under targets', () => {
    const files = toFiles(createRepository({ at: AT, signers: KEYS, targets: [target('policy.json', '{}')] }));
    expect([...files.keys()][0]).toMatch(/^targets\/[0-9a-f]{64}\.policy\.json$/);
  });

  it('come back from a folder as they went in', () => {
    const dir = tempDir();
    const first = created();
    const second = publish(first, { at: AT, signers: KEYS, add: [target('policy.json', '{}')] });
    writeRepository(dir, first);
    writeRepository(dir, second);
    expect(toFiles(readRepository(dir))).toEqual(toFiles(second));
    // A client that read the old timestamp still finds what it names.
    expect(readFileSync(join(dir, 'metadata/1.targets.json'))).toEqual(toBytes(first.targets));
    expect(readdirSync(dir, { recursive: true }).filter((name) => String(name).endsWith('.new'))).toEqual([]);
  });

  it('never leave the folder', () => {
    expect(() => writeFiles(tempDir(), new Map([['../outside', Buffer.from('x')]]))).toThrow('inside the folder');
  });

  it('say which file is missing or wrong', () => {
    const dir = tempDir();
    writeFiles(dir, new Map([['metadata/notes.txt', Buffer.from('')]]));
    expect(() => readRepository(dir)).toThrow('expected root metadata');
    writeRepository(dir, created());
    writeFiles(dir, new Map([['metadata/timestamp.json', toBytes(created().snapshot)]]));
    expect(() => readRepository(dir)).toThrow(/timestamp\.json: expected timestamp metadata: expected 'timestamp', got snapshot/);
  });
});
