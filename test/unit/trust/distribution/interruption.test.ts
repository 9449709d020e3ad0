import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { durationMs } from '../../../../core/model/units.ts';
import { type FolderFiles, type FolderOptions, openFolderSource } from '../../../../core/trust/distribution/folder-source.ts';
import { openLayout } from '../../../../core/trust/distribution/layout.ts';
import { loadSet } from '../../../../core/trust/distribution/signed-set.ts';
import { updateSet } from '../../../../core/trust/distribution/update.ts';
import { toBytes } from '../../../../tools/trust/metadata.ts';
import { toFiles } from '../../../../tools/trust/repository-files.ts';
import { stickOf } from '../../../support/trust-stick.ts';
import { AT, checkTexts, firstState, memoryRecords, nextState, openLightly, pointerOf, TECHNICIAN } from '../../../support/trust-terminal.ts';
import { tempDir } from '../../../support/temp-dir.ts';

afterEach(() => {
  vi.useRealTimers();
});

const FIRST = firstState();
const SECOND = nextState(FIRST);
/** The files that an update from the first state to the second reads. */
const READ = [...toFiles(SECOND)].filter(([path]) => !path.endsWith('1.root.json') && !path.endsWith('.b.json'));

/** @param folders - how the sticks after the first are read. */
async function withFirst(folders: FolderOptions = {}) {
  const dataDir = tempDir();
  const records = memoryRecords();
  const first = await openLightly(dataDir, records);
  await first.importFolder(stickOf(FIRST), TECHNICIAN);
  await first.stop();
  return { dataDir, records, distribution: await openLightly(dataDir, records, { folders }) };
}

describe('a stick that is pulled out', () => {
  /** Reads go through this; after so many bytes in all, the stick is gone. */
  function failingAfter(bytes: number, cause: 'EIO' | 'ENODEV' | 'short'): FolderFiles {
    let left = bytes;
    return {
      lstat,
      realpath,
      async open(path, flags) {
        const handle = await open(path, flags);
        return {
          stat: () => handle.stat(),
          close: () => handle.close(),
          async read(buffer: Buffer, offset: number, length: number, position: number) {
            if (left <= 0) {
              if (cause === 'short') return { bytesRead: 0, buffer };
              throw Object.assign(new Error('i/o error'), { code: cause });
            }
            const result = await handle.read(buffer, offset, Math.min(length, left), position);
            left -= result.bytesRead;
            return result;
          },
        } as never;
      },
    };
  }

  it.each(['EIO', 'short'] as const)('is named as interrupted at every byte read, and changes nothing (%s)', async (cause) => {
    const { dataDir, records, distribution } = await withFirst();
    await distribution.stop();
    const layout = openLayout(dataDir);
    const { loaded } = await loadSet(layout, records.marks(), checkTexts);
    const stick = stickOf(SECOND);
    const all = READ.reduce((sum, [, bytes]) => sum + bytes.length, 0);
    const before = pointerOf(dataDir);
    const parts = {
      layout,
      initialRoot: toBytes(FIRST.roots[0]),
      marks: records.marks(),
      inForce: loaded,
      referenceTime: AT,
      clockBehind: false,
      check: checkTexts,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
    // Every seventh byte; test/faults/trust.test.ts cuts the files themselves at every one.
    for (let n = 0; n < all; n += 7) {
      const result = await updateSet({ ...parts, source: await openFolderSource(stick, { files: failingAfter(n, cause) }) });
      expect(result, `after ${n} bytes`).toMatchObject({ result: 'refused', refusal: { code: 'interrupted' } });
      expect(pointerOf(dataDir)).toBe(before);
    }
    expect(await updateSet({ ...parts, source: await openFolderSource(stick, { files: failingAfter(all, cause) }) })).toMatchObject({ result: 'installed' });
  });

  it('leaves an empty mount point, which is not an incomplete repository', async () => {
    const stick = stickOf(SECOND);
    const other = tempDir();
    // The path stays, what it names is another folder.
    let mounted = true;
    const source = await openFolderSource(stick, { files: { lstat: (path) => lstat(mounted ? path : path.replace(stick, other)), open, realpath } });
    mounted = false;
    await expect(collect(source.read('metadata/timestamp.json', 9_999, new AbortController().signal))).rejects.toMatchObject({ code: 'interrupted' });
  });
});

describe('a stick that hangs', () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  /** Every operation but one answers. Node closes a file only after the read that is under way, so a hung read is a hung close too. */
  function hungAt(operation: 'realpath' | 'lstat' | 'open' | 'stat' | 'read' | 'close'): FolderFiles {
    const or = <T>(name: typeof operation, work: () => Promise<T>): Promise<T> => (name === operation ? never() : work());
    return {
      realpath: (path) => or('realpath', () => realpath(path)),
      lstat: (path) => or('lstat', () => lstat(path)),
      open: (path, flags) =>
        or('open', async () => {
          const handle = await open(path, flags);
          const read = (...range: readonly [Buffer, number, number, number]) => or('read', () => handle.read(...range));
          return { stat: () => or('stat', () => handle.stat()), read, close: () => (operation === 'read' || operation === 'close' ? handle.close().then(never) : handle.close()) } as never;
        }),
    };
  }

  it.each(['realpath', 'lstat', 'open', 'stat', 'read'] as const)('is given up when %s does not come back, and the next one is taken', async (operation) => {
    const { distribution } = await withFirst({ limit: durationMs(5), files: hungAt(operation) });
    expect(await distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'interrupted', detail: expect.stringContaining('nothing came') as string });
    expect(distribution.busy()).toBe(false);
    await distribution.stop();
  });

  it('is not waited for when it reads all and then does not close', async () => {
    const { distribution } = await withFirst({ files: hungAt('close') });
    expect(await distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await distribution.stop();
  });

  it.each(['realpath', 'lstat', 'open', 'stat', 'read'] as const)('does not hold up the stop, within %s', async (operation) => {
    const { distribution } = await withFirst({ files: hungAt(operation) });
    const importing = distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await distribution.stop();
    expect(await importing).toMatchObject({ result: 'refused', cause: 'interrupted', detail: expect.stringContaining('stopping') as string });
  });

  it('closes a file that opens after all', async () => {
    // The clock is the test's own: a slow disk may take longer for the folder than the file is given.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const [asked, late] = [Promise.withResolvers<undefined>(), Promise.withResolvers<never>()];
    const files: FolderFiles = { lstat, realpath, open: () => (asked.resolve(undefined), late.promise) };
    const source = await openFolderSource(stickOf(SECOND), { limit: durationMs(5), files });
    const refused = expect(collect(source.read('metadata/timestamp.json', 9_999, new AbortController().signal))).rejects.toMatchObject({ code: 'interrupted' });
    await asked.promise;
    vi.advanceTimersByTime(5);
    await refused;
    const closed = new Promise<void>((resolve) => late.resolve({ close: () => (resolve(), Promise.resolve()) } as never));
    await closed;
  });
});

describe('an update that is cut off on its way to the disk', () => {
  /** The state of the folder after each step of an install, as a crash leaves it. */
  it('is in force or not at all, whatever step came last', async () => {
    const { dataDir, records, distribution } = await withFirst();
    const marks = records.marks();
    const before = tempDir();
    cpSync(dataDir, before, { recursive: true });
    await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await distribution.stop();
    const step = (...take: readonly ('set' | 'half-set' | 'pointer' | 'half-pointer' | 'copy' | 'staging')[]): string => {
      const dir = tempDir();
      cpSync(before, dir, { recursive: true });
      if (take.includes('set') || take.includes('half-set')) cpSync(join(dataDir, 'trust/sets/2'), join(dir, 'trust/sets/2'), { recursive: true });
      if (take.includes('half-set')) rmSync(join(dir, 'trust/sets/2/targets/rules%2Fa.json'));
      if (take.includes('pointer')) cpSync(join(dataDir, 'trust/current'), join(dir, 'trust/current'));
      if (take.includes('half-pointer')) writeFileSync(join(dir, 'trust/current.partial'), '{"se');
      if (take.includes('copy')) cpSync(join(dataDir, 'trust/root.json'), join(dir, 'trust/root.json'));
      if (take.includes('staging')) cpSync(join(dataDir, 'trust/sets/2'), join(dir, 'trust/staging'), { recursive: true });
      return dir;
    };
    const inForce = async (dir: string): Promise<number | undefined> => {
      const opened = await openLightly(dir, memoryRecords(marks));
      const version = opened.inForce()?.versions.timestamp;
      expect(await opened.importFolder(stickOf(nextState(SECOND)), TECHNICIAN)).toMatchObject({ result: 'installed' });
      await opened.stop();
      return version;
    };
    expect(await inForce(step('staging'))).toBe(1);
    expect(await inForce(step('half-set'))).toBe(1);
    expect(await inForce(step('set'))).toBe(1);
    expect(await inForce(step('set', 'half-pointer'))).toBe(1);
    expect(await inForce(step('set', 'pointer'))).toBe(2);
    expect(await inForce(step('set', 'pointer', 'copy'))).toBe(2);
    // Out of order, as a disk without barriers may leave it: the pointer names what is not whole.
    expect(await inForce(step('pointer'))).toBe(1);
    expect(await inForce(step('half-set', 'pointer'))).toBe(1);
  });

  it('keeps marks and outcome at the next start', async () => {
    const { dataDir, records, distribution } = await withFirst();
    const marks = records.marks();
    await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await distribution.stop();
    // The records are those from before.
    const late = memoryRecords(marks);
    const opened = await openLightly(dataDir, late);
    expect(opened.inForce()?.versions.timestamp).toBe(2);
    expect(late.marks()?.versions.timestamp).toBe(2);
    expect(late.outcomes[0]).toMatchObject({ source: 'disk', result: 'installed', versions: { timestamp: 2 } });
    await opened.stop();
  });
});

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}
