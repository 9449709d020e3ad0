/** The command line from the first key to a set that a terminal takes, and through what may happen to keys. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_MS, type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { openFolderSource } from '../../../core/trust/distribution/folder-source.ts';
import { readRepository } from '../../../tools/trust/repository-files.ts';
import { serveRepository } from '../../../tools/trust/serve.ts';
import { tryImport } from '../../../tools/trust/trial-import.ts';
import { AT, keySetFile, mustRun, onlineKeys, openCeremony, publishFirst, ruleSetFile, sign, stageFirst } from '../../support/trust-ceremony.ts';
import { tempDir } from '../../support/temp-dir.ts';

const staged = (folder: string, name: string): string => join(folder, 'staged', `${name}.json`);

describe('a first publication', () => {
  it('goes from keys to a repository that terminals take', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const verified = await ceremony.trust(['verify', ceremony.folder, '--root', join(ceremony.folder, 'metadata', '1.root.json')]);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toContain('sound: root 1, targets 1, snapshot 1, timestamp 1, 2 targets');
    expect(existsSync(join(ceremony.folder, 'staged'))).toBe(false);
    const shown = await mustRun(ceremony, ['show', ceremony.folder]);
    expect(shown).toMatch(/targets +version 1, until 2026-08-30T08:00:00Z; 2 of Targets A \([0-9a-f]{8}\), Targets B/);
    expect(shown).toContain('rules/june.json  rules');
  });

  it('publishes nothing below a threshold, and says how many signatures are there', async () => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    await sign(ceremony, 'root', ['Root A']);
    await sign(ceremony, 'targets', ['Targets A', 'Targets B']);
    const { code, err } = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect(code).toBe(2);
    expect(err).toContain('root 1: signed by 1 of the 2 keys it needs of itself');
    expect(existsSync(join(ceremony.folder, 'metadata'))).toBe(false);
    const summary = JSON.parse(await mustRun(ceremony, ['show', ceremony.folder, '--json'])) as { staged: { name: string; signatures: { missing: string[] }[] }[] };
    expect(summary.staged[0]?.signatures[0]?.missing.map((who) => who.replace(/ \(.*/, ''))).toEqual(['Root B', 'Root C']);
  });

  it('counts a holder once, however often they sign, and no stranger', async () => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    await sign(ceremony, 'root', ['Root A', 'Root A', 'Root B']);
    await sign(ceremony, 'targets', ['Targets A', 'Targets A']);
    const stranger = await ceremony.trust(['sign', staged(ceremony.folder, 'targets'), '--key', ceremony.key('Root A')]);
    expect(stranger).toMatchObject({ code: 1, err: expect.stringContaining('does not count for targets') as string });
    const { code, err } = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([code, err]).toEqual([2, expect.stringContaining('targets 1: signed by 1 of the 2 keys')]);
  });

  it('takes signatures that were made on another machine, by the digest that was read out', async () => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    const away = tempDir();
    for (const [name, holders] of [['root', ['Root A', 'Root B']], ['targets', ['Targets A', 'Targets B']]] as const) {
      copyFileSync(staged(ceremony.folder, name), join(away, `${name}.json`));
      const digest = /digest ([0-9a-f]{64})/.exec(await mustRun(ceremony, ['show', staged(ceremony.folder, name)]))?.[1] ?? '';
      for (const holder of holders) {
        const out = await mustRun(ceremony, ['sign', join(away, `${name}.json`), '--key', ceremony.key(holder), '--digest', digest.slice(0, 12)]);
        expect(out).toContain(`digest ${digest}`);
      }
      expect((await ceremony.trust(['sign', join(away, `${name}.json`), '--key', ceremony.key(holders[0]), '--digest', '00000000'])).err).toContain('expected digest 00000000, found');
      copyFileSync(join(away, `${name}.json`), staged(ceremony.folder, name));
    }
    await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
  });

  it('voids signatures when what they are on changes', async () => {
    const ceremony = openCeremony();
    await stageFirst(ceremony);
    await sign(ceremony, 'targets', ['Targets A', 'Targets B']);
    const out = await mustRun(ceremony, ['add', ceremony.folder, ceremony.file('july.json', ruleSetFile()), '--kind', 'rules']);
    expect(out).toContain('2 signatures of the file before are void');
  });
});

describe('publishing again', () => {
  it('renews snapshot and timestamp alone when nothing is staged, without any offline key', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const out = await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)], utcMillis(AT + DAY_MS));
    expect(out).toContain('published: root 1, targets 1, snapshot 2, timestamp 2');
    expect(out).toContain('fresh until 2026-06-03T08:00:00Z');
  });

  it('refuses to renew over targets or a root that have expired, and says which', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const { code, err } = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)], utcMillis(AT + 91 * DAY_MS));
    expect([code, err]).toEqual([2, expect.stringContaining('targets 1: has expired')]);
    await mustRun(ceremony, ['renew', ceremony.folder, '--role', 'targets'], utcMillis(AT + 91 * DAY_MS));
    await sign(ceremony, 'targets', ['Targets B', 'Targets C']);
    const out = await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)], utcMillis(AT + 91 * DAY_MS));
    expect(out).toContain('root 1, targets 2, snapshot 2');
  });

  it('gives the timestamp no more time than what it vouches for, and says why', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const publishAt = (at: UtcMillis, ...more: readonly string[]): Promise<string> => mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony), ...more], at);
    const late = await publishAt(utcMillis(AT + 89.5 * DAY_MS));
    expect(late).toContain('fresh until 2026-08-30T08:00:00Z\nnote: the timestamp lasts no longer because targets 1 ends then');
    expect(await publishAt(utcMillis(AT + DAY_MS), '--timestamp-days', '9')).toContain('fresh until 2026-06-09T08:00:00Z\nnote: the timestamp lasts no longer because snapshot 3 ends then');
    expect(await publishAt(utcMillis(AT + DAY_MS))).not.toContain('note:');
  });

  it('adds and removes targets, and serves them to clients', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['remove', ceremony.folder, 'rules/june.json']);
    await mustRun(ceremony, ['add', ceremony.folder, ceremony.file('zhuhai.json', keySetFile('ZH', 2)), '--kind', 'key-set']);
    expect(await mustRun(ceremony, ['show', ceremony.folder])).toMatch(/- rules\/june\.json\n {2}\+ keys\/zhuhai\.json/);
    await sign(ceremony, 'targets', ['Targets B', 'Targets C']);
    await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([...readRepository(ceremony.folder).content.keys()]).toEqual(['keys/macau.json', 'keys/zhuhai.json']);
    const server = await serveRepository(ceremony.folder);
    await expect(serveRepository(ceremony.folder, Number(new URL(server.url).port))).rejects.toThrow('EADDRINUSE');
    try {
      const status = async (path: string): Promise<number> => (await fetch(`${server.url}/${path}`)).status;
      expect(await Promise.all(['metadata/timestamp.json', 'metadata/2.targets.json', 'metadata/9.root.json', 'staged/root.json', '../keys/root-a', '%2e%2e/keys/root-a', '%zz'].map(status))).toEqual([200, 200, 404, 404, 404, 404, 404]);
    } finally {
      await server.close();
    }
  });

  it('refuses what was staged before something else was published', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['renew', ceremony.folder, '--role', 'targets']);
    await sign(ceremony, 'targets', ['Targets A', 'Targets B']);
    const late = readFileSync(staged(ceremony.folder, 'targets'));
    await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    await mustRun(ceremony, ['remove', ceremony.folder, 'rules/june.json']);
    await sign(ceremony, 'targets', ['Targets A', 'Targets B']);
    await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    mkdirSync(join(ceremony.folder, 'staged'));
    writeFileSync(staged(ceremony.folder, 'targets'), late);
    const { code, err } = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([code, err]).toEqual([2, expect.stringContaining('version 3 has been published already')]);
    expect(await mustRun(ceremony, ['discard', ceremony.folder])).toContain('discarded: staged/targets.json');
  });
});

describe('rotation', () => {
  it('of root keys needs both thresholds, and terminals of the first root follow', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['rotate', ceremony.folder, '--role', 'root', '--remove', 'Root A', 'Root B', '--add', `${ceremony.key('Root D')}.pub`, `${ceremony.key('Targets D')}.pub`]);
    await sign(ceremony, 'root', ['Root C', 'Root D']);
    const few = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([few.code, few.err]).toEqual([2, expect.stringContaining('root 2: signed by 1 of the 2 keys it needs of root 1')]);
    await sign(ceremony, 'root', ['Root A']);
    expect(await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)])).toContain('root 2, targets 1');
    expect(readdirSync(join(ceremony.folder, 'metadata'))).toEqual(expect.arrayContaining(['1.root.json', '2.root.json']));
    expect((await ceremony.trust(['verify', ceremony.folder, '--root', join(ceremony.folder, 'metadata', '1.root.json')])).code).toBe(0);
  });

  it('of a lost targets key stages the targets anew when too few of the rest have signed them', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const out = await mustRun(ceremony, ['rotate', ceremony.folder, '--role', 'targets', '--remove', 'Targets C', '--add', `${ceremony.key('Targets D')}.pub`]);
    expect(out).toMatch(/root 2, to be signed\n.*targets 2, to be signed/);
    await sign(ceremony, 'root', ['Root A', 'Root B']);
    const gone = await ceremony.trust(['sign', staged(ceremony.folder, 'targets'), '--key', ceremony.key('Targets C')]);
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('does not count for targets')]);
    await sign(ceremony, 'targets', ['Targets A', 'Targets D']);
    expect(await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)])).toContain('root 2, targets 2');
  });

  it('of an online key stops the old one at once', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['rotate', ceremony.folder, '--role', 'timestamp', '--remove', 'Timestamp', '--add', `${ceremony.key('Timestamp 2')}.pub`]);
    await sign(ceremony, 'root', ['Root B', 'Root C']);
    const old = await ceremony.trust(['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    expect([old.code, old.err]).toEqual([2, expect.stringContaining('timestamp 2: signed by 0 of the 1 keys')]);
    await mustRun(ceremony, ['publish', ceremony.folder, '--snapshot-key', ceremony.key('Snapshot'), '--timestamp-key', ceremony.key('Timestamp 2')]);
  });

  it.each([
    [['--remove', 'Nobody'], 'expected one key of "Nobody", found 0'],
    [['--remove', 'Root A', 'Root B'], 'expected at least 2 keys, for a threshold of 2; got 1'],
    [['--threshold', '4'], 'expected at least 4 keys'],
    [['--threshold', '0'], 'expected a whole number from 1 to 16'],
    [[], 'expected --remove, --add or --threshold'],
  ])('refuses %j', async (args, said) => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const { code, err } = await ceremony.trust(['rotate', ceremony.folder, '--role', 'root', ...args]);
    expect([code, err]).toEqual([1, expect.stringContaining(said)]);
    expect(existsSync(join(ceremony.folder, 'staged'))).toBe(false);
  });

  it('refuses a key that the role has already', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const { code, err } = await ceremony.trust(['rotate', ceremony.folder, '--role', 'root', '--add', `${ceremony.key('Root A')}.pub`]);
    expect([code, err]).toEqual([1, expect.stringContaining('has the role already')]);
  });
});

describe('a USB folder', () => {
  it('holds what is in force, every root, and nothing staged', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    await mustRun(ceremony, ['publish', ceremony.folder, ...onlineKeys(ceremony)]);
    await mustRun(ceremony, ['renew', ceremony.folder, '--role', 'root']);
    const stick = tempDir();
    writeFileSync(join(stick, 'holiday.jpg'), 'x');
    const out = await mustRun(ceremony, ['usb', ceremony.folder, stick]);
    expect(out).toContain('root 1, targets 1, snapshot 2, timestamp 2');
    expect(out).toContain('note: the folder also holds holiday.jpg');
    expect(readdirSync(join(stick, 'metadata')).sort()).toEqual(['1.root.json', '1.targets.json', '2.snapshot.json', 'timestamp.json']);
    expect((await ceremony.trust(['verify', stick])).code).toBe(0);
    expect((await ceremony.trust(['usb', ceremony.folder, stick])).err).toContain('is there already; --replace removes it');
    await mustRun(ceremony, ['usb', ceremony.folder, stick, '--replace']);
  });

  it('is not written from a repository that terminals would refuse', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const stick = tempDir();
    const { code, err } = await ceremony.trust(['usb', ceremony.folder, stick], utcMillis(AT + 2 * DAY_MS));
    expect([code, err]).toEqual([2, expect.stringContaining('timestamp 1: has expired')]);
    expect(readdirSync(stick)).toEqual([]);
  });

  it('is noticed by terminals when any of its files was not written', async () => {
    const ceremony = openCeremony();
    await publishFirst(ceremony);
    const stick = tempDir();
    await mustRun(ceremony, ['usb', ceremony.folder, stick]);
    const [root] = readRepository(ceremony.folder).roots;
    const files = readdirSync(stick, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files).toHaveLength(6);
    expect((await tryImport(stick, root, AT)).refusal).toBeNull();
    // The first root is what terminals are installed with; they never ask for it.
    for (const file of files.filter((each) => !each.endsWith('1.root.json'))) {
      const bytes = readFileSync(file);
      rmSync(file);
      expect((await tryImport(stick, root, AT)).refusal, file).toContain('incomplete');
      writeFileSync(file, bytes.subarray(0, bytes.length - 2));
      expect((await tryImport(stick, root, AT)).refusal, file).not.toBeNull();
      writeFileSync(file, bytes);
    }
    expect((await tryImport(stick, root, AT)).refusal).toBeNull();
    await expect(openFolderSource(join(stick, 'none'))).rejects.toThrow('ENOENT');
  });
});
