import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { TrustRecords } from '../../../../core/model/trust-distribution.ts';
import * as durable from '../../../../core/disk/durable.ts';
import type { Disk } from '../../../../core/trust/distribution/layout.ts';
import { tempDir } from '../../../support/temp-dir.ts';
import { stickOf } from '../../../support/trust-stick.ts';
import { firstState, memoryRecords, nextState, openLightly, pointerOf, TECHNICIAN } from '../../../support/trust-terminal.ts';

const FIRST = firstState();
const SECOND = nextState(FIRST);
const THIRD = nextState(SECOND);

/** A data directory with the first state in force. */
async function withFirst() {
  const dataDir = tempDir();
  const records = memoryRecords();
  const distribution = await openLightly(dataDir, records);
  await distribution.importFolder(stickOf(FIRST), TECHNICIAN);
  await distribution.stop();
  return { dataDir, records };
}

const fails = (): never => {
  throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
};
/** A disk that fails at one step of an install. */
const STEPS: Readonly<Record<string, Disk>> = {
  'flush of the set': { ...durable, flushTree: fails },
  'flush of the folder of sets': { ...durable, flush: fails },
  'copy of the root': { ...durable, replaceFile: (file, content) => (file.endsWith('root.json') ? fails() : durable.replaceFile(file, content)) },
  'writing of the pointer': { ...durable, replaceFile: (file, content) => (file.endsWith('current') ? fails() : durable.replaceFile(file, content)) },
};

describe('a disk of the terminal that fails', () => {
  it.each(Object.entries(STEPS))('leaves the set before in force, in memory, on disk and in what is said, at the %s', async (_, disk) => {
    const { dataDir, records } = await withFirst();
    const before = pointerOf(dataDir);
    const distribution = await openLightly(dataDir, records, { disk });
    expect(await distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'not-kept' });
    expect(distribution.inForce()?.versions.timestamp).toBe(1);
    expect(pointerOf(dataDir)).toBe(before);
    await distribution.stop();
    const after = await openLightly(dataDir, records);
    expect(after.inForce()?.versions.timestamp).toBe(1);
    expect(await after.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await after.stop();
  });

  it('has installed the set when only the flush after the swap of the pointer failed, and says what failed', async () => {
    const { dataDir, records } = await withFirst();
    const faults: string[] = [];
    const replaceFile: Disk['replaceFile'] = (file, content) => {
      durable.replaceFile(file, content);
      if (file.endsWith('current')) fails();
    };
    const distribution = await openLightly(dataDir, records, { disk: { ...durable, replaceFile }, fault: (code) => faults.push(code) });
    expect(await distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(distribution.inForce()?.versions.timestamp).toBe(2);
    expect(faults).toEqual(['trust-folder']);
    await distribution.stop();
    const after = await openLightly(dataDir, records);
    expect(after.inForce()?.versions.timestamp).toBe(2);
    await after.stop();
  });
});

describe('a database of the terminal that is full', () => {
  /** Records that cannot be written while `full`. */
  function fullRecords(records: ReturnType<typeof memoryRecords>) {
    const state = { full: true };
    const settle: TrustRecords['settle'] = (...entry) => {
      if (state.full) throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
      records.settle(...entry);
    };
    return { state, records: { ...records, settle } };
  }

  it('lets the new set count, tells of it, clears up, and is made good by the next attempt, line by line', async () => {
    const { dataDir, records } = await withFirst();
    const { state, records: full } = fullRecords(records);
    const faults: string[] = [];
    const distribution = await openLightly(dataDir, full, { fault: (code) => faults.push(code) });
    for (const next of [SECOND, THIRD]) expect(await distribution.importFolder(stickOf(next), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(distribution.inForce()?.versions.timestamp).toBe(3);
    expect(new Set(faults)).toEqual(new Set(['trust-not-recorded']));
    expect(readdirSync(join(dataDir, 'trust/sets')).sort()).toEqual(['2', '3']);
    expect(records.marks()?.versions.timestamp).toBe(1);
    state.full = false;
    expect(await distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'rollback' });
    expect(records.marks()?.versions.timestamp).toBe(3);
    expect(records.outcomes.map(({ result, versions }) => `${result} ${versions?.timestamp ?? ''}`).slice(0, 3)).toEqual(['refused 3', 'installed 3', 'installed 2']);
    await distribution.stop();
  });

  it('is made good by the next start', async () => {
    const { dataDir, records } = await withFirst();
    const distribution = await openLightly(dataDir, fullRecords(records).records);
    await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await distribution.stop();
    expect(records.marks()?.versions.timestamp).toBe(1);
    const after = await openLightly(dataDir, records);
    expect(after.inForce()?.versions.timestamp).toBe(2);
    expect(records.marks()?.versions.timestamp).toBe(2);
    expect(records.outcomes[0]).toMatchObject({ source: 'disk', result: 'installed' });
    await after.stop();
  });

  it('does not keep a terminal from starting on the set that is in force', async () => {
    const { dataDir, records } = await withFirst();
    const faults: string[] = [];
    await openLightly(dataDir, fullRecords(records).records).then(async (distribution) => {
      await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
      await distribution.stop();
    });
    const after = await openLightly(dataDir, fullRecords(records).records, { fault: (code) => faults.push(code) });
    expect(after.inForce()?.versions.timestamp).toBe(2);
    expect(faults).toEqual(['trust-not-recorded']);
    await after.stop();
  });
});
