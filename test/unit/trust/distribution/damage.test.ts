import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TRUST_ROLES, type TrustMarks } from '../../../../core/model/trust-distribution.ts';
import { openTrustTerminal, stickOf } from '../../../support/trust-stick.ts';
import { firstState, memoryRecords, nextState, openLightly, TECHNICIAN } from '../../../support/trust-terminal.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const FIRST = firstState();
const SECOND = nextState(FIRST);
const THIRD = nextState(SECOND);

type State = 'whole' | 'torn' | 'gone';
const STATES: readonly State[] = ['whole', 'torn', 'gone'];

function damage(file: string, state: State): void {
  if (state === 'gone') rmSync(file);
  if (state === 'torn') truncateSync(file, Math.floor(readFileSync(file).length / 2));
}

/** A data directory with the second state in force, and its marks. */
async function sound(): Promise<{ readonly dataDir: string; readonly marks: TrustMarks | null }> {
  const dataDir = tempDir();
  const records = memoryRecords();
  const distribution = await openLightly(dataDir, records);
  await distribution.importFolder(stickOf(FIRST), TECHNICIAN);
  await distribution.importFolder(stickOf(SECOND), TECHNICIAN);
  await distribution.stop();
  return { dataDir, marks: records.marks() };
}

/** Every combination of so many states. */
function* combinations(places: number): Generator<readonly State[]> {
  if (places === 0) {
    yield [];
    return;
  }
  for (const rest of combinations(places - 1)) for (const state of STATES) yield [state, ...rest];
}

describe('a terminal whose files were torn or deleted', () => {
  const cases = { metadata: 4, pointer: 1, rootCopy: 1 };

  it.each([true, false])('has the last good set or none, refuses to go back, and takes the honest set; marks there: %s', async (marksThere) => {
    const { dataDir, marks } = await sound();
    const [first, third] = [stickOf(FIRST), stickOf(THIRD)];
    let tried = 0;
    for (const [root, timestamp, snapshot, targets, pointer, rootCopy] of combinations(cases.metadata + cases.pointer + cases.rootCopy)) {
      // The pointer and the copy of the root concern the start alone: with metadata whole, and with all of one sort of damage, every state of them.
      const metadata = [root, timestamp, snapshot, targets];
      if ((pointer !== 'whole' || rootCopy !== 'whole') && new Set(metadata).size > 1) continue;
      tried += 1;
      const name = `${metadata.join()} pointer ${pointer ?? ''} copy ${rootCopy ?? ''}`;
      const copy = tempDir();
      cpSync(dataDir, copy, { recursive: true });
      for (const [index, role] of TRUST_ROLES.entries()) damage(join(copy, `trust/sets/2/metadata/${role}.json`), metadata[index] ?? 'whole');
      damage(join(copy, 'trust/current'), pointer ?? 'whole');
      damage(join(copy, 'trust/root.json'), rootCopy ?? 'whole');
      // The set before is there too, as after a crash between the swap and the clearing up.
      const records = memoryRecords(marksThere ? marks : null);
      const distribution = await openLightly(copy, records);
      const whole = metadata.every((state) => state === 'whole');
      // Without marks and without its metadata nothing tells that the first state is older; an empty database in place of a used one is an alarm of its own (docs/adr/0010).
      const before = distribution.inForce()?.versions.timestamp ?? null;
      expect(whole ? [2] : marksThere ? [null] : [1, null], name).toContain(before);

      const back = await distribution.importFolder(first, TECHNICIAN);
      if (marksThere || whole) expect(back, name).toMatchObject({ result: 'refused', cause: 'rollback' });
      const after = distribution.inForce()?.versions.timestamp ?? null;
      if (marksThere) expect(after, name).toBe(before);

      expect(await distribution.importFolder(third, TECHNICIAN), name).toMatchObject({ result: 'installed' });
      expect(distribution.inForce()?.versions.timestamp, name).toBe(3);
      await distribution.stop();
      rmSync(copy, { recursive: true });
    }
    // 81 states of the metadata, and for the three uniform ones eight more of pointer and copy.
    expect(tried).toBe(81 + 3 * 8);
  });

  it('reads a torn root from the copy beside, and where that is torn too from the settings', async () => {
    const { dataDir, marks } = await sound();
    writeFileSync(join(dataDir, 'trust/sets/2/metadata/root.json'), '{"signed":');
    writeFileSync(join(dataDir, 'trust/root.json'), '');
    const distribution = await openLightly(dataDir, memoryRecords(marks));
    expect(await distribution.importFolder(stickOf(THIRD), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await distribution.stop();
  });

  it('names a target that has changed on its disk, uses nothing of that set, and is healed by the same set', async () => {
    const before = await openTrustTerminal();
    const { dataDir } = before;
    await before.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    await before.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await before.close();
    writeFileSync(join(dataDir, 'trust/sets/2/targets/rules%2Fa.json'), '{"text":"forged!!"}');
    const terminal = await openTrustTerminal({ dataDir });
    // The set before is whole, and older: keys withdrawn since must not come back with a damaged disk.
    expect(terminal.inForce()).toBeNull();
    expect(terminal.faults).toEqual([
      expect.stringMatching(/^trust-set-damaged: set 2: .*rules%2Fa\.json: is not the file that the set names$/),
      'trust-set-damaged: set 1: timestamp 1 is older than 2, which was in force',
    ]);
    expect(terminal.audit().slice(0, 2)).toMatchObject([
      { action: 'trust-refused', subject: 'disk', reason: 'rollback', person: null },
      { action: 'trust-refused', subject: 'disk', reason: 'not-kept', person: null },
    ]);
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(terminal.inForce()).toBe('2: version 2');
    await terminal.close();
  });

  it('heals a set in force whose file is lost while it runs', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    rmSync(join(terminal.dataDir, 'trust/sets/1/targets/rules%2Fb.json'));
    expect(terminal.inForce()).toBe('2: version 2');
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(existsSync(join(terminal.dataDir, 'trust/sets/2/targets/rules%2Fb.json'))).toBe(true);
    await terminal.close();
  });

  it('starts without a set where everything below the folder is gone, and still refuses to go back', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN);
    await terminal.close();
    rmSync(join(terminal.dataDir, 'trust'), { recursive: true });
    const after = await openTrustTerminal({ dataDir: terminal.dataDir });
    expect(after.inForce()).toBeNull();
    expect(await after.distribution.importFolder(stickOf(FIRST), TECHNICIAN)).toMatchObject({ cause: 'rollback' });
    expect(await after.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'installed' });
    await after.close();
  });

  it('does not open on a folder that is none', async () => {
    const dataDir = tempDir();
    writeFileSync(join(dataDir, 'trust'), '');
    await expect(openTrustTerminal({ dataDir })).rejects.toMatchObject({ code: 'data-dir-unusable' });
  });

  it('does not open with a root of the settings that is none', async () => {
    await expect(openTrustTerminal({ initialRoot: Buffer.from('{}') })).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(openTrustTerminal({ initialRoot: Buffer.from('') })).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('refuses everything while no root at hand is sound', async () => {
    // Root metadata in form, signed by nobody.
    const unsigned = Buffer.from(JSON.stringify({ ...(FIRST.roots[0].toJSON() as object), signatures: [] }));
    const terminal = await openTrustTerminal({ initialRoot: unsigned });
    expect(await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'root-unusable' });
    await terminal.close();
  });

  it('says that its own disk failed, and goes on with what it has', async () => {
    const terminal = await openTrustTerminal();
    await terminal.distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    // Where the new set shall go there is something that cannot be replaced by a rename.
    mkdirSync(join(terminal.dataDir, 'trust/sets/2/x'), { recursive: true });
    writeFileSync(join(terminal.dataDir, 'trust/current'), '{"set":1}');
    mkdirSync(join(terminal.dataDir, 'trust/sets/3'), { recursive: true });
    rmSync(join(terminal.dataDir, 'trust/sets'), { recursive: true });
    writeFileSync(join(terminal.dataDir, 'trust/sets'), '');
    expect(await terminal.distribution.importFolder(stickOf(SECOND), TECHNICIAN)).toMatchObject({ result: 'refused', cause: 'not-kept' });
    expect(terminal.inForce()).toBe('1: first');
    expect(terminal.audit()[0]).toMatchObject({ action: 'trust-refused', reason: 'not-kept' });
    await terminal.close();
  });
});
