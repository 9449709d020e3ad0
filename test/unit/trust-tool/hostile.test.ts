/** Wrong files, wrong keys, wrong words: each is refused by name, and nothing changes. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readKeyFile, readPublicKeyFile } from '../../../tools/trust/key-file.ts';
import { KIND_NAMES, PLACES, targetPathOf } from '../../../tools/trust/target-places.ts';
import { TARGET_KINDS } from '../../../core/trust/distribution/targets.ts';
import { toBytes } from '../../../tools/trust/metadata.ts';
import { createRepository, type NewTarget } from '../../../tools/trust/repository.ts';
import { writeRepository } from '../../../tools/trust/repository-files.ts';
import { roleKeysFromSeed } from '../../../tools/trust/roles.ts';
import { tryImport } from '../../../tools/trust/trial-import.ts';
import { sampleFile, sampleScenario } from '../rules/sample-set.ts';
import { AT, keySetFile, mustRun, onlineKeys, openCeremony, publishFirst, ruleSetFile, sign, stageFirst } from '../../support/trust-ceremony.ts';
import { tempDir } from '../../support/temp-dir.ts';

const BROKEN_RULES = { ...sampleFile({}), version: 'july', scenarios: [{ ...sampleScenario, name: 'green is refused', expect: { outcome: 'refuse' } }] };

describe('keygen', () => {
  it('writes a secret file of mode 0600 under a passphrase, and a public one', async () => {
    const ceremony = openCeremony(['correct horse', 'correct horse']);
    const file = join(ceremony.dir, 'director');
    const out = await mustRun(ceremony, ['keygen', '--holder', 'Director', '--out', file]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(out).not.toContain('NOT encrypted');
    const key = await readKeyFile(file, () => Promise.resolve('correct horse'));
    expect(readPublicKeyFile(`${file}.pub`)).toEqual({ keyId: key.keyId, publicHex: key.publicHex, holder: 'Director' });
    // Neither file has the private key in the clear.
    const seed = key.privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
    expect(readFileSync(file, 'utf8')).not.toContain(seed.toString('base64').slice(0, 20));
    await expect(readKeyFile(file, () => Promise.resolve('wrong horse!'))).rejects.toThrow('the passphrase is wrong, or the file is damaged');
  });

  it.each([
    [['short', 'short'], 'at least 12 characters'],
    [['correct horse', 'correct house'], 'the two are not the same'],
  ])('refuses passphrases %j', async (answers, said) => {
    const ceremony = openCeremony(answers);
    const { code, err } = await ceremony.trust(['keygen', '--holder', 'Director', '--out', join(ceremony.dir, 'director')]);
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(existsSync(join(ceremony.dir, 'director'))).toBe(false);
  });

  it('never overwrites a key', async () => {
    const ceremony = openCeremony();
    const before = readFileSync(ceremony.key('Root A'));
    const { code, err } = await ceremony.trust(['keygen', '--plain', '--holder', 'Thief', '--out', ceremony.key('Root A')]);
    expect([code, err]).toEqual([1, expect.stringContaining('EEXIST')]);
    expect(readFileSync(ceremony.key('Root A'))).toEqual(before);
  });

  it.each(['', ' x', 'a\nb', '<b>', 'x'.repeat(65)])('refuses the holder %j', async (holder) => {
    const ceremony = openCeremony();
    expect((await ceremony.trust(['keygen', '--plain', '--holder', holder, '--out', join(ceremony.dir, 'k')])).code).toBe(1);
  });
});

describe('a key file', () => {
  const change = (text: string, member: string, value: unknown): string => JSON.stringify({ ...(JSON.parse(text) as object), [member]: value });

  it.each([
    ['publicKey', '00'.repeat(32), 'keyId: expected'],
    ['keyId', 'ff', 'keyId: expected'],
    ['privateKey', 'AAAA', ''],
    ['type', 'other', 'expected a key file'],
    ['holder', '\u0007', 'holder'],
    ['extra', 1, 'extra'],
  ])('with another %s signs nothing', async (member, value, said) => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    const before = readFileSync(join(ceremony.folder, 'staged', 'root.json'));
    writeFileSync(join(ceremony.dir, 'bad'), change(readFileSync(ceremony.key('Root A'), 'utf8'), member, value));
    const { code, err } = await ceremony.trust(['sign', join(ceremony.folder, 'staged', 'root.json'), '--key', join(ceremony.dir, 'bad')]);
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(readFileSync(join(ceremony.folder, 'staged', 'root.json'))).toEqual(before);
  });

  it.each(['', '{', '[]', 'x'.repeat(20_000)])('that is none is refused by name', async (text) => {
    const ceremony = openCeremony();
    const file = ceremony.file('bad.pub', text);
    const { code, err } = await ceremony.trust(['init', ceremony.folder, '--root', file, '--targets', file, '--snapshot', file, '--timestamp', file]);
    expect([code, err]).toEqual([1, expect.stringContaining(`${file}: expected a public key file`)]);
    expect(existsSync(ceremony.folder)).toBe(false);
  });

  it('given twice is one key: a first root below its threshold is not staged', async () => {
    const ceremony = openCeremony();
    const root = `${ceremony.key('Root A')}.pub`;
    const others = ['--targets', root, `${ceremony.key('Root B')}.pub`, '--snapshot', root, '--timestamp', root];
    expect((await ceremony.trust(['init', ceremony.folder, '--root', root, root, ...others])).err).toContain('expected each key once');
    expect((await ceremony.trust(['init', ceremony.folder, '--root', root, ...others])).err).toContain('expected at least 2 keys');
  });
});

describe('a target', () => {
  const cases: readonly (readonly [kind: string, content: string | object, said: string, args: readonly string[]])[] = [
    ['key-set', '{', 'keys/bad.json', []],
    ['key-set', { ...keySetFile(), sequence: -1 }, 'sequence', []],
    ['rules', {}, 'rules/bad.json', []],
    ['rules', ruleSetFile().replace('"refuse"', '"perhaps"'), 'rules/bad.json', []],
    ['rules', BROKEN_RULES, 'rules/bad.json: does not keep its scenario "green is refused"', []],
    ['gateway', { type: 'portas-gateway', version: 1, sealingKey: { keyId: 'g', publicKeyBase64: 'AA==' } }, '', []],
    ['device-profiles', [], 'device-profiles.json', []],
    ['policy', 'not json', 'policy.json', []],
    ['dcc-trust-list', {}, 'keys/dcc-trust-list.json', []],
    ['shc-keys', { keys: 'none' }, 'keys/shc/bad.json', ['--issuer', 'https://issuer.example']],
    ['shc-keys', { keys: [] }, '--issuer: expected with', []],
    ['rules', ruleSetFile(), '--issuer: expected without', ['--issuer', 'x']],
    ['rules', ruleSetFile(), '--names: expected with --issuer', ['--names', '/dev/null']],
    ['vds-nc-authorities', 'no certificate', 'keys/vds-nc/bad.pem', ['--issuer', 'UTO', '--name', 'bad.pem']],
    ['shc-revocation', { kid: 'x', method: 'rid', ctr: 1, rids: [] }, 'expected an issuer whose keys are in the set', ['--issuer', 'https://issuer.example']],
    ['rules', ruleSetFile(), 'expected another name', ['--name', '../../escape.json']],
    ['rules', ruleSetFile(), 'expected a name of 1 to 4 parts', ['--name', '.hidden.json']],
    ['rules', ruleSetFile(), 'expected another name', ['--name', 'rules.exe']],
    ['key-set', keySetFile(), 'expected another name', ['--name', 'dcc-trust-list.json']],
    ['unheard-of', {}, 'Allowed choices are', []],
  ];

  it.each(cases)('of kind %s that a terminal would refuse is not staged (%#)', async (kind, content, said, args) => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    const before = readFileSync(join(ceremony.folder, 'staged', 'targets.json'));
    const { code, err } = await ceremony.trust(['add', ceremony.folder, ceremony.file('bad.json', content), '--kind', kind, ...args]);
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(readFileSync(join(ceremony.folder, 'staged', 'targets.json'))).toEqual(before);
  });

  it('that is nowhere cannot be added or removed', async () => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    expect((await ceremony.trust(['add', ceremony.folder, join(ceremony.dir, 'none'), '--kind', 'rules'])).err).toContain('ENOENT');
    expect((await ceremony.trust(['remove', ceremony.folder, 'rules/none.json'])).err).toContain('is no target of the repository');
    expect((await ceremony.trust(['add', join(ceremony.dir, 'nowhere'), ceremony.file('r.json', ruleSetFile()), '--kind', 'rules'])).err).toContain('holds no repository; init makes one');
  });

  it('that keeps the set from making sense is not published, though it was signed', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['remove', ceremony.folder, 'keys/macau.json']);
    await sign(ceremony, 'targets', ['Targets A', 'Targets B']);
    const { code, err } = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([code, err]).toEqual([2, expect.stringContaining('expected a target of kind key-set at least')]);
    expect((await ceremony.trust(['verify', ceremony.folder])).code).toBe(0);
  });

  it('of rules that do not keep their own scenarios is refused by the trial import, however it came to be signed', async () => {
    const folder = tempDir();
    const json = (path: string, kind: string, content: object): NewTarget => ({ path, content: Buffer.from(JSON.stringify(content)), custom: { kind } });
    const repository = createRepository({ at: AT, signers: roleKeysFromSeed('broken rules'), targets: [json('keys/macau.json', 'key-set', keySetFile()), json('rules/july.json', 'rules', BROKEN_RULES)] });
    writeRepository(folder, repository);
    expect((await tryImport(folder, repository.roots[0], AT)).refusal).toContain('malformed-target: rules/july.json: does not keep its scenario "green is refused"');
  });

  it('has a place for every kind that terminals know', () => {
    expect(Object.keys(PLACES).sort()).toEqual(Object.keys(TARGET_KINDS).sort());
    for (const kind of KIND_NAMES) {
      const extension = ['vds-nc-authorities'].includes(kind) ? 'pem' : kind === 'vds-nc-revocation' ? 'crl' : 'json';
      expect(targetPathOf(kind, `name.${extension}`)).toMatch(TARGET_KINDS[kind]);
    }
  });
});

describe('a repository whose files were changed', () => {
  it.each([
    ['metadata/1.targets.json', 'targets'],
    ['metadata/timestamp.json', 'timestamp'],
    ['metadata/1.snapshot.json', 'snapshot'],
    ['metadata/1.root.json', 'root'],
  ])('in %s is neither verified nor written to a stick', async (path) => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const file = join(ceremony.folder, path);
    const text = readFileSync(file, 'utf8');
    for (const changed of [text.replace('"version": 1', '"version": 2'), text.replace('"expires": "2', '"expires": "3'), text.slice(0, -10), `${text} `, '']) {
      writeFileSync(file, changed);
      expect((await ceremony.trust(['verify', ceremony.folder])).code, changed.slice(0, 20)).not.toBe(0);
      const stick = tempDir();
      expect((await ceremony.trust(['usb', ceremony.folder, stick])).code).not.toBe(0);
    }
  });

  it('is not verified against a root of somebody else', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const [root] = createRepository({ at: AT, signers: roleKeysFromSeed('somebody else') }).roots;
    const { code, err } = await ceremony.trust(['verify', ceremony.folder, '--root', ceremony.file('other-root.json', toBytes(root).toString('utf8'))]);
    expect([code, err]).toEqual([2, expect.stringContaining('is not the root that is trusted')]);
  });

  it('or whose staged file is none, is named', async () => {
    const ceremony = openCeremony();
    mkdirSync(join(ceremony.folder, 'staged'), { recursive: true });
    writeFileSync(join(ceremony.folder, 'staged', 'root.json'), '{"signed":');
    expect(await ceremony.trust(['show', ceremony.folder])).toMatchObject({ code: 1, err: expect.stringContaining('staged/root.json: expected root metadata') as string });
  });

  it('or that is not there, is named', async () => {
    const ceremony = openCeremony();
    for (const command of [['verify'], ['usb'], ['publish', ...onlineKeys(ceremony)]]) {
      const [name = '', ...rest] = command;
      const args = name === 'usb' ? [tempDir()] : rest;
      expect((await ceremony.trust([name, join(ceremony.dir, 'nowhere'), ...args])).code, name).toBe(1);
    }
  });
});

describe('the command line', () => {
  it.each([[[]], [['rewind']], [['show']], [['publish', 'x']], [['renew', 'x', '--role', 'timestamp']]])('answers %j with exit code 1', async (args) => {
    expect((await openCeremony().trust(args)).code).toBe(1);
  });

  it('answers a wrong time or number with what it expected', async () => {
    const ceremony = openCeremony();
    for (const [args, said] of [
      [['renew', 'x', '--role', 'root', '--days', '0'], 'whole number from 1 to 3660'],
      [['renew', 'x', '--role', 'root', '--days', '1e9'], 'whole number'],
    ] as const) {
      expect((await ceremony.trust(args)).err).toContain(said);
    }
  });
});
