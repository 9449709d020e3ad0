/** Own writing of cases that the tuf-conformance suite names: artifacts, their names and their cache, and delegated roles. */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { createFetcher } from '../../../core/trust/distribution/fetcher.ts';
import { createHttpsSource } from '../../../core/trust/distribution/https-source.ts';
import { openClient } from '../../../core/trust/distribution/tuf-client.ts';
import { sha256Of } from '../../../tools/trust/metadata.ts';
import { type ConformanceClient, openConformanceClient } from '../../support/conformance-client.ts';
import { ALL_BUT_ROOT, inDays, openTufSimulator, signWith, type SimulatorKey, type TufSimulator } from '../../support/tuf-simulator.ts';
import { tempDir } from '../../support/temp-dir.ts';

let simulator: TufSimulator;
let client: ConformanceClient;
beforeEach(async () => {
  simulator = await openTufSimulator();
  client = await openConformanceClient(simulator);
});
afterEach(() => simulator.close());

const publishTarget = (path: string, content: string): void => {
  simulator.addTarget(path, content);
  simulator.publish(ALL_BUT_ROOT);
};
const fileOf = (path: string, content: string): string => `targets/${path.replace(/[^/]*$/, (base) => `${sha256Of(Buffer.from(content))}.${base}`)}`;

describe('download', () => {
  it('brings the metadata up to date first, and fails for what is no target', async () => {
    expect(await client.download('none.txt')).toBe(1);
    expect(client.said()).toContain('incomplete');
    expect(client.trusted()).toBe('root 1, snapshot 1, targets 1, timestamp 1');
  });

  it.each(['file.txt', 'path/to/a/file.txt', 'file with space & ü.txt', '?', '#hash'])('keeps %j under a name of its own', async (path) => {
    publishTarget(path, 'content');
    expect(await client.refresh()).toBe(0);
    expect(client.downloaded()).toEqual([]);
    expect([await client.download(path), client.said()]).toEqual([0, '']);
    expect(client.downloaded()).toEqual(['content']);
  });

  it.each(['../escape.txt', '/etc/escape.txt', 'a/../../escape.txt'])('keeps %j inside the folder', async (path) => {
    publishTarget(path, 'content');
    const before = readdirSync(client.folder);
    // Whether it is refused or kept: nothing appears beside the folder.
    await client.download(path);
    expect(readdirSync(client.folder).filter((name) => !before.includes(name) && name !== 'marks' && name !== 'incoming')).toEqual([]);
    for (const content of client.downloaded()) expect(content).toBe('content');
  });

  it('asks for the hash before the name, and for the plain name without consistent snapshots', async () => {
    publishTarget('a/file.txt', 'content');
    await client.download('a/file.txt');
    expect(simulator.requests.at(-1)).toBe(fileOf('a/file.txt', 'content'));
    simulator.root.consistent_snapshot = false;
    simulator.publish(['root']);
    simulator.addTarget('a/file.txt', 'other');
    simulator.publish(ALL_BUT_ROOT);
    expect(await client.download('a/file.txt')).toBe(0);
    expect(simulator.requests.at(-1)).toBe('targets/a/file.txt');
    expect(client.downloaded()).toEqual(['other']);
  });

  it.each([
    ['other bytes', 'CONTENT'],
    ['bytes missing', 'conten'],
    ['bytes more', 'content!'],
    ['nothing', ''],
  ])('refuses %s and leaves what was there', async (_, served) => {
    publishTarget('file.txt', 'before');
    await client.download('file.txt');
    publishTarget('file.txt', 'content');
    simulator.files.set(fileOf('file.txt', 'content'), Buffer.from(served));
    expect(await client.download('file.txt')).toBe(1);
    expect(client.downloaded()).toEqual(['before']);
  });

  it('fetches an artifact once as long as it is what the metadata names, and again when it was damaged', async () => {
    publishTarget('file.txt', 'content');
    const asked = (): number => simulator.requests.filter((path) => path.startsWith('targets/')).length;
    await client.download('file.txt');
    expect(await client.download('file.txt')).toBe(0);
    expect(asked()).toBe(1);
    writeFileSync(join(client.folder, 'targets', 'file.txt'), 'damaged');
    expect(await client.download('file.txt')).toBe(0);
    expect([asked(), client.downloaded()]).toEqual([2, ['content']]);
  });

  it('follows ten changes of an artifact and none of its forgeries', async () => {
    for (let round = 0; round < 10; round += 1) {
      publishTarget('file.txt', `content ${round}`);
      expect(await client.download('file.txt')).toBe(0);
      simulator.files.set(fileOf('file.txt', `content ${round}`), Buffer.from(`forgery ${round}`));
      await client.download('file.txt');
      expect(client.downloaded()).toEqual([`content ${round}`]);
    }
  });
});

describe('delegations', () => {
  /** A delegated role of the targets that has a target of its own. */
  function delegate(name: string, changes: { readonly signer?: SimulatorKey; readonly expires?: string } = {}): void {
    const key = simulator.newKey();
    const bytes = Buffer.from('delegated');
    simulator.addTarget('delegated.txt', 'delegated');
    Reflect.deleteProperty(simulator.targets.targets, 'delegated.txt');
    const role = { ...simulator.targets, version: 1, targets: { 'delegated.txt': { length: bytes.length, hashes: { sha256: sha256Of(bytes) } } }, expires: changes.expires ?? simulator.targets.expires };
    Reflect.deleteProperty(role, 'delegations');
    simulator.targets.delegations = { keys: { [key.keyId]: key.json }, roles: [{ name, keyids: [key.keyId], threshold: 1, terminating: false, paths: ['*'] }] };
    // The simulator's server looks files up by their decoded names.
    simulator.files.set(`metadata/1.${name}.json`, signWith(role, [changes.signer ?? key]));
    simulator.snapshot.meta[`${name}.json`] = { version: 1 };
    simulator.publish(ALL_BUT_ROOT);
  }

  it.each(['role', '../role', '?', '#', '/role'])('to %j are asked for by a quoted name and kept beside the others', async (name) => {
    delegate(name);
    expect(await client.download('delegated.txt')).toBe(0);
    expect(client.downloaded()).toEqual(['delegated']);
    expect(simulator.requests).toContain(`metadata/1.${encodeURIComponent(name)}.json`);
    expect(client.trusted()).toContain('targets 2');
  });

  it('are not believed when another key has signed them', async () => {
    delegate('role', { signer: simulator.newKey() });
    expect(await client.download('delegated.txt')).toBe(1);
    expect(client.downloaded()).toEqual([]);
    expect(client.trusted()).toBe('root 1, snapshot 2, targets 2, timestamp 2');
  });

  it('are not believed when they have expired', async () => {
    delegate('role', { expires: inDays(-1) });
    expect(await client.download('delegated.txt')).toBe(1);
    expect(client.downloaded()).toEqual([]);
    expect(client.trusted()).toBe('root 1, snapshot 2, targets 2, timestamp 2');
  });

  it('are not followed by a terminal: its root names every key that counts', async () => {
    delegate('role');
    const dir = tempDir();
    const source = createHttpsSource(simulator.url());
    const fetcher = createFetcher({ source, folder: dir, signal: new AbortController().signal, received: () => undefined });
    const updater = openClient({ folder: { path: dir, metadata: dir, targets: dir }, fetcher, referenceTime: utcMillis(Date.now()) }, [], simulator.files.get('metadata/1.root.json') ?? Buffer.of());
    expect(await updater.getTargetInfo('delegated.txt')).toBeUndefined();
    expect(simulator.requests).toContain('metadata/2.targets.json');
    expect(simulator.requests.filter((path) => path.includes('role'))).toEqual([]);
    await source.close();
  });
});
