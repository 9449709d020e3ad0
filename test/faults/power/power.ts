/**
 * Loss of power at random instants. A terminal works with the shim between it and its disk; the trace is replayed up to a point, and the disk laid out with
 * what was synced and a part of what was not. On that disk everything that had been promised by then must be there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { createRandom, type Random } from '../../../tools/issuer/random.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import type { Carelessness } from '../load/careless.ts';
import { CHILD, type Load, missing, noPromises, note, type Promises, unsound } from '../load/load.ts';
import { buildShim } from '../shim/shim.ts';
import { type Change, parseTrace } from './trace.ts';
import { createDisk, type Disk } from './disk.ts';

export const name = 'power';
export const title = 'loss of power at random instants, unsynced sectors kept or lost at random: what was promised is on the disk, and the disk opens';
export const rounds = 1_000;

/** Points of one trace; then the terminal works anew. */
const POINTS_A_TRACE = 200;
const CONTROL_ROUNDS = 60;
/** Enough for the log of the database to fill (1,000 pages) and begin again at its front. */
const [TRAVELLERS_BEFORE_KILL, TRAVELLERS_AFTER] = [10, 60];

export const run = (options: FaultOptions): Promise<FaultResult> => Promise.resolve(storm(options));

/** The same with the library's own setting, synchronous=NORMAL. */
export const control = (options: FaultOptions): Promise<FaultResult> => Promise.resolve(storm({ ...options, rounds: CONTROL_ROUNDS }, 'unsynced'));

interface Tally {
  points: number;
  bad: number;
  changes: number;
  syncs: number;
  shown: number;
  confirmed: number;
  readonly broken: string[];
}

function storm({ rounds: points, seed, say }: FaultOptions, careless?: Carelessness): FaultResult {
  const folder = mkdtempSync(join(tmpdir(), 'portas-power-'));
  // Where the file system is memory, a thousand disks are laid out in no time.
  const images = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'portas-power-'));
  try {
    const shim = buildShim(folder, say);
    if ('skipped' in shim) return { figures: {}, broken: [], skipped: shim.skipped };
    const tally: Tally = { points: 0, bad: 0, changes: 0, syncs: 0, shown: 0, confirmed: 0, broken: [] };
    for (let trace = 1; tally.points < points; trace++) {
      const random = createRandom(`power ${seed} ${trace}`);
      const work = join(folder, `trace-${trace}`);
      mkdirSync(work);
      const changes = record(work, shim.file, `${seed} ${trace}`, careless);
      crash({ work, images, changes, points: Math.min(POINTS_A_TRACE, points - tally.points), random, tally });
      rmSync(work, { recursive: true });
      say(`${tally.points} points, ${tally.bad} bad`);
    }
    const { broken, points: crashPoints, bad, ...figures } = tally;
    return { figures: { 'crash points': crashPoints, 'bad points': bad, ...figures }, broken };
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(images, { recursive: true, force: true });
  }
}

/** Lets a terminal work twice, killed the first time, and reads what it did to its disk. */
function record(work: string, shim: string, seed: string, careless?: Carelessness): readonly Change[] {
  const dataDir = join(work, 'terminal');
  const trace = join(work, 'trace');
  const env = { ...process.env, LD_PRELOAD: shim, PORTAS_SHIM_DIR: work, PORTAS_SHIM_EXCEPT: join(dataDir, 'gateway'), PORTAS_SHIM_TRACE: trace };
  const load = { dataDir, gateway: 'up', seed, ...(careless === undefined ? {} : { careless }) } as const;
  const lives: readonly (readonly [Load, NodeJS.Signals | null])[] = [
    [{ ...load, travellers: TRAVELLERS_BEFORE_KILL, ending: 'killed' }, 'SIGKILL'],
    [{ ...load, travellers: TRAVELLERS_AFTER, seed: `${seed} again` }, null],
  ];
  for (const [life, ending] of lives) {
    const { status, signal } = spawnSync(process.execPath, [CHILD, JSON.stringify(life)], { env, stdio: ['ignore', 'ignore', 'inherit'] });
    if (signal !== ending || (ending === null && status !== 0)) throw new Error(`the terminal ended with ${String(signal ?? status)}`);
  }
  return parseTrace(readFileSync(trace));
}

interface Crash {
  readonly work: string;
  readonly images: string;
  readonly changes: readonly Change[];
  readonly points: number;
  readonly random: Random;
  readonly tally: Tally;
}

function crash({ work, images, changes, points, random, tally }: Crash): void {
  const at = Array.from({ length: points }, () => random.below(changes.length)).sort((a, b) => a - b);
  const disk = createDisk(work);
  const keys = openTerminalKeys(join(work, 'terminal'));
  const promises = noPromises();
  let ready = false;
  changes.forEach((change, index) => {
    disk.apply(change);
    if (change.op === 'said') {
      for (const line of change.text.split('\n')) {
        note(promises, line);
        ready ||= line === 'ready';
      }
    }
    while (at[0] === index) {
      at.shift();
      const image = join(images, 'image');
      // Nothing of it, all of it, or any part.
      disk.lose(image, random, random.pick([0, 0.5, 1, random.below(100) / 100]));
      const wrong = inspect(join(image, 'terminal'), promises, ready ? keys.keyId : null);
      rmSync(image, { recursive: true });
      tally.points += 1;
      if (wrong.length > 0) tally.bad += 1;
      tally.broken.push(...wrong.map((line) => `power lost after change ${index} of ${changes.length}: ${line}`));
    }
  });
  assertFaithful(disk, work, images, random);
  tally.changes += changes.length;
  tally.syncs += disk.syncs();
  tally.shown += promises.shown.length;
  tally.confirmed += promises.confirmed.length;
}

/** What is wrong with a terminal's disk after the power is back. @param keyId - of the terminal's own key, once anything had been promised. */
function inspect(dataDir: string, promises: Promises, keyId: string | null): string[] {
  // Before the terminal was up its folder need not be there yet; and what is there must open.
  if (!existsSync(dataDir)) return keyId === null ? [] : ['the whole folder is gone'];
  const file = join(dataDir, DATABASE_FILE);
  try {
    if (keyId !== null && openTerminalKeys(dataDir).keyId !== keyId) return ['the terminal has another key'];
    const store = openStore(file);
    const gone = missing(store, promises);
    store.close();
    return [...gone, ...unsound(file, promises)];
  } catch (cause) {
    return [cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)];
  }
}

/** With nothing lost, the replayed disk must be the real one, byte for byte: a trace that misses a change would prove nothing. */
function assertFaithful(disk: Disk, work: string, images: string, random: Random): void {
  const image = join(images, 'whole');
  disk.lose(image, random, 1);
  const [replayed, real] = [join(image, 'terminal'), join(work, 'terminal')];
  const names = (folder: string): string[] => readdirSync(folder).filter((each) => each !== 'gateway' && !each.endsWith('-shm')).sort();
  if (names(replayed).join() !== names(real).join()) throw new Error(`the trace has ${names(replayed).join()}, the disk ${names(real).join()}`);
  for (const each of names(real)) if (!readFileSync(join(replayed, each)).equals(readFileSync(join(real, each)))) throw new Error(`${each}: the trace is not what is on the disk`);
  if (disk.syncs() === 0) throw new Error('nothing was ever synced');
  rmSync(image, { recursive: true });
}
