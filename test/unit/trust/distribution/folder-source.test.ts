import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isFolderPath, openFolderSource } from '../../../../core/trust/distribution/folder-source.ts';
import { tempDir } from '../../../support/temp-dir.ts';
import { openTrustTerminal, stickOf } from '../../../support/trust-stick.ts';
import { firstState, nextState, TECHNICIAN } from '../../../support/trust-terminal.ts';

const FIRST = firstState();
const SECOND = nextState(FIRST);
const quiet = (): AbortSignal => new AbortController().signal;

/** What somebody puts where a file should be. */
const TRAPS: Readonly<Record<string, (file: string) => void | Promise<void>>> = {
  'a link to a file outside': (file) => symlinkSync('/etc/hostname', file),
  'a link to a file of the stick': (file) => symlinkSync(join(dirname(file), '1.root.json'), file),
  'a link to a device that never ends': (file) => symlinkSync('/dev/zero', file),
  'a pipe': (file) => void execFileSync('mkfifo', [file]),
  'a folder': (file) => mkdirSync(file),
  'a socket': (file) => new Promise<void>((resolve) => createServer().listen(file, resolve).unref()),
};

describe('a stick with a trap', () => {
  it.each(Object.entries(TRAPS))('is refused, and does not hang: %s in the place of the timestamp', async (_, set) => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    const stick = stickOf(SECOND);
    const file = join(stick, 'metadata/timestamp.json');
    rmSync(file);
    await set(file);
    expect(await terminal.distribution.importFolder(stick, TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'not-regular-file' });
    expect(terminal.inForce()).toBe('1: first');
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await terminal.close();
  });

  it('is refused when a folder on it is a link', async () => {
    const terminal = await openTrustTerminal();
    const stick = tempDir();
    symlinkSync(join(stickOf(SECOND), 'metadata'), join(stick, 'metadata'));
    expect(await terminal.distribution.importFolder(stick, TECHNICIAN)).toMatchObject({ cause: 'not-regular-file', detail: 'metadata: expected a folder, found a link' });
    await terminal.close();
  });

  it.each(['metadata/timestamp.json', 'metadata/2.snapshot.json', 'metadata/2.targets.json'])('is refused unread when a file has a gibibyte: %s', async (path) => {
    const terminal = await openTrustTerminal();
    const stick = stickOf(SECOND);
    const descriptor = openSync(join(stick, path), 'r+');
    ftruncateSync(descriptor, 1_073_741_824);
    closeSync(descriptor);
    const before = process.memoryUsage().rss;
    expect(await terminal.distribution.importFolder(stick, TECHNICIAN)).toMatchObject({ cause: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1_024 * 1_024);
    await terminal.close();
  });

  it('is refused when it names a target of more than a file may have', async () => {
    const terminal = await openTrustTerminal();
    const state = nextState(FIRST);
    const files = stickOf(state);
    const target = execFileSync('find', [files, '-name', '*.a.json']).toString().trim();
    const descriptor = openSync(target, 'r+');
    ftruncateSync(descriptor, 1_073_741_824);
    closeSync(descriptor);
    expect(await terminal.distribution.importFolder(files, TECHNICIAN)).toMatchObject({ cause: 'too-large' });
    await terminal.close();
  });
});

describe('a folder', () => {
  it.each([['/media/usb', true], ['/media/usb/', true], ['/media/../etc', false], ['media/usb', false], ['', false], ['/a\n/b', false], [`/${'a'.repeat(1_024)}`, false], ['/a//b', false]])(
    'path %j may be one: %s',
    (text, may) => {
      expect(isFolderPath(text)).toBe(may);
    },
  );

  it.each([
    ['that is not there', (dir: string) => join(dir, 'none')],
    ['that is a file', (dir: string) => (writeFileSync(join(dir, 'file'), ''), join(dir, 'file'))],
    ['without a path', () => 'relative'],
  ])('%s is an outcome, kept and audited', async (_, make) => {
    const terminal = await openTrustTerminal();
    expect(await terminal.distribution.importFolder(make(tempDir()), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'unreachable', versions: null });
    expect(terminal.audit()[0]).toMatchObject({ action: 'trust-refused', reason: 'unreachable', subject: 'folder' });
    await terminal.close();
  });

  it('may itself be reached by a link', async () => {
    const terminal = await openTrustTerminal();
    const link = join(tempDir(), 'usb');
    symlinkSync(stickOf(FIRST), link);
    expect(await terminal.distribution.importFolder(link, TECHNICIAN)).toMatchObject({ result: 'installed' });
    await terminal.close();
  });

  it.each(['../timestamp.json', 'metadata/../../x', '/etc/hostname', 'metadata//x', '.', 'a\\b'])('gives nothing outside of it: %j', async (path) => {
    const source = await openFolderSource(stickOf(FIRST));
    const reading = async (): Promise<void> => {
      for await (const chunk of source.read(path, 99_999, quiet())) expect(chunk).toBeUndefined();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'not-regular-file' });
    await source.close();
  });

  it('stops reading when it is told to', async () => {
    const source = await openFolderSource(stickOf(FIRST));
    const reading = async (): Promise<void> => {
      for await (const chunk of source.read('metadata/timestamp.json', 99_999, AbortSignal.abort())) expect(chunk).toBeUndefined();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'interrupted' });
  });
});
