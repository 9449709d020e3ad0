/**
 * A full disk, in two parts. First a terminal without its low-space stop, with room for 0, 1, 2, 3 ... pages, so that every write of a scan, a conversion and
 * an upload is the one that finds no room. Then the terminal as it is, whose disk is filled step by step and emptied again.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DATABASE_FILE, openEngine } from '../../../core/engine.ts';
import { BALLAST_FILE, DISK_LIMITS, type DiskLimits } from '../../../core/store/disk-space.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { createClient } from '../../../core/wire.ts';
import { localPorts } from '../../../electron/local-port.ts';
import { openDrill } from '../../../tools/drill/drill.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { until } from '../../support/until.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import { beCareless } from '../load/careless.ts';
import { missing, noPromises, note, type Promises, unsound } from '../load/load.ts';
import { type Said, serve } from '../load/serve.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';

export const name = 'disk';
export const title = 'a full disk at every write, and the low-space stop before it: nothing promised is lost, the desk says so, work goes on by itself when there is room';
/** Pages of room to try at most; a road takes fewer. */
export const rounds = 400;

const MIB = 1_048_576;
const DISK_BYTES = 96 * MIB;
const PAGE_BYTES = 4_096;
const NO_STOP: DiskLimits = { low: 0, full: 0, ballast: 0 };
/** So often must the whole road have had room. */
const SOUND_ROADS = 3;
const UPLOAD_LIMIT_MS = 2_000;
const CONTROL_ROUNDS = 20;

export const run = (options: FaultOptions): Promise<FaultResult> =>
  onSmallDisk(async (disk) => {
    const writes = await atEveryWrite(disk, options);
    const stop = await throughTheStop(disk, options);
    return { figures: { ...writes.figures, ...stop.figures }, broken: [...writes.broken, ...stop.broken] };
  });

/** An engine that takes "disk full" for a success. */
export const control = (options: FaultOptions): Promise<FaultResult> =>
  onSmallDisk(async (disk) => {
    const careful = beCareless('deaf');
    try {
      return await atEveryWrite(disk, { ...options, rounds: CONTROL_ROUNDS });
    } finally {
      careful();
    }
  });

async function onSmallDisk(work: (disk: SmallDisk) => Promise<FaultResult>): Promise<FaultResult> {
  const disk = mountSmallDisk(DISK_BYTES);
  if ('skipped' in disk) return { figures: {}, broken: [], skipped: disk.skipped };
  try {
    return await work(disk);
  } finally {
    disk.close();
  }
}

interface Terminal {
  readonly dataDir: string;
  readonly promises: Promises;
  /** Incidents and what was said of them. */
  readonly told: readonly string[];
  readonly client: ReturnType<typeof createClient>;
  serve(): Promise<Said>;
  /** Records that have arrived: those may be cleared away. */
  delivered(): ReadonlySet<string>;
  stop(): Promise<void>;
}

/** A terminal on the small disk; its gateway has one of its own. */
async function openTerminal(disk: SmallDisk, folder: string, seed: string, diskLimits: DiskLimits): Promise<Terminal> {
  const dataDir = join(disk.folder, folder);
  const elsewhere = mkdtempSync(join(tmpdir(), 'portas-gateway-'));
  mkdirSync(dataDir);
  symlinkSync(elsewhere, join(dataDir, 'gateway'));
  const told: string[] = [];
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed,
    state: { auto: false, gateway: 'up', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock: systemClock,
    log: (event, fields) => void told.push(`${event} ${String(fields.detail ?? fields.cause ?? '')}`),
  });
  const engine = await openEngine({ ...drill.parts, diskLimits });
  const [mine, theirs] = localPorts();
  const client = createClient(mine);
  engine.attach(theirs);
  const promises = noPromises();
  return {
    dataDir,
    promises,
    told,
    client,
    async serve() {
      const said = await serve(drill, client, (line) => note(promises, line));
      await client.call('desk:clear', {});
      return said;
    },
    delivered: () => new Set(drill.gateway.records.hashes().keys()),
    async stop() {
      mine.close();
      await engine.stop();
      await drill.stop();
      rmSync(elsewhere, { recursive: true });
    },
  };
}

const waiting = async ({ client }: Terminal): Promise<number> => (await client.call('app:status', {}).catch(() => null))?.queue.waiting ?? 1;
const isFull = (line: string): boolean => line.includes('database or disk is full');

/** Stops a terminal. @returns what was promised and is neither on its disk nor delivered. */
async function stopAndCheck(terminal: Terminal): Promise<string[]> {
  const { dataDir, promises } = terminal;
  const delivered = terminal.delivered();
  await terminal.stop();
  const file = join(dataDir, DATABASE_FILE);
  const store = openStore(file);
  const lost = missing(store, { ...promises, confirmed: promises.confirmed.filter((recordId) => !delivered.has(recordId)) });
  store.close();
  return [...lost, ...unsound(file, promises)];
}

async function atEveryWrite(disk: SmallDisk, { rounds: most, seed, say }: FaultOptions): Promise<FaultResult> {
  disk.leave(DISK_BYTES / 2);
  const terminal = await openTerminal(disk, 'every-write', seed, NO_STOP);
  const count: Record<Said, number> = { confirmed: 0, 'not-converted': 0, shown: 0, fault: 0, nothing: 0 };
  const broken: string[] = [];
  let [pages, sound] = [0, 0];
  for (; pages < most && sound < SOUND_ROADS; pages++) {
    // An empty log, so that every write needs room of its own.
    const db = rawDatabase(join(terminal.dataDir, DATABASE_FILE));
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    const before = terminal.told.length;
    disk.leave(pages * PAGE_BYTES);
    const said = await terminal.serve();
    count[said] += 1;
    for (const end = performance.now() + UPLOAD_LIMIT_MS; said === 'confirmed' && !terminal.told.slice(before).some(isFull) && (await waiting(terminal)) > 0 && performance.now() < end; ) await pause(5);
    sound = said === 'confirmed' && !terminal.told.slice(before).some(isFull) ? sound + 1 : 0;
    disk.leave(DISK_BYTES / 2);
    const next = await terminal.serve();
    if (said === 'nothing') broken.push(`room for ${pages} pages: the desk said nothing`);
    if (next !== 'confirmed') broken.push(`room for ${pages} pages: the next traveller was not served: ${next}`);
    if (pages % 20 === 0) say(`room for ${pages} pages: ${said}`);
  }
  const lost = await stopAndCheck(terminal);
  const refused = terminal.told.filter(isFull).length;
  return {
    figures: { 'rooms tried': pages, 'writes without room': refused, 'no verdict, said so': count.fault, 'not converted, said so': count['not-converted'], 'went on': count.confirmed, shown: terminal.promises.shown.length },
    broken: [...broken, ...lost, ...(refused === 0 ? ['no write ever found the disk full'] : [])],
  };
}

/** Fills the disk of a terminal as it is, step by step, and empties it again. */
async function throughTheStop(disk: SmallDisk, { seed, say }: FaultOptions): Promise<FaultResult> {
  disk.leave(DISK_BYTES - 8 * MIB);
  const terminal = await openTerminal(disk, 'stop', seed, DISK_LIMITS);
  const ballast = (): boolean => existsSync(join(terminal.dataDir, BALLAST_FILE));
  const broken: string[] = [];
  const expect = async (step: string, want: { readonly said: Said; readonly state: string; readonly ballast?: boolean }): Promise<void> => {
    const said = await terminal.serve();
    const { state } = (await terminal.client.call('app:status', {})).disk;
    say(`${step}: ${said}, ${state}`);
    if (said !== want.said || state !== want.state || (want.ballast !== undefined && ballast() !== want.ballast)) {
      broken.push(`${step}: expected ${want.said}, ${want.state}; came ${said}, ${state}, ${ballast() ? 'with' : 'without'} ballast`);
    }
  };
  await until(ballast);
  await expect('room', { said: 'confirmed', state: 'ok', ballast: true });
  disk.leave(DISK_LIMITS.low - MIB);
  await expect('little room', { said: 'shown', state: 'low', ballast: true });
  disk.leave(DISK_LIMITS.full - MIB);
  await expect('hardly any room', { said: 'shown', state: 'low', ballast: false });
  disk.leave(DISK_LIMITS.full - MIB);
  await expect('no room', { said: 'fault', state: 'full', ballast: false });
  await expect('still no room', { said: 'fault', state: 'full', ballast: false });
  disk.leave(DISK_LIMITS.low + DISK_LIMITS.ballast + MIB);
  await expect('room again', { said: 'confirmed', state: 'ok' });
  await until(ballast);
  await expect('ballast again', { said: 'confirmed', state: 'ok', ballast: true });
  await until(async () => (await waiting(terminal)) === 0);
  const lost = await stopAndCheck(terminal);
  for (const code of ['ballast-released', 'disk-low', 'disk-full', 'record-not-kept']) if (!terminal.told.some((line) => line.startsWith(code))) broken.push(`no incident ${code}`);
  // Stopped before, not by, the full disk.
  return { figures: { 'writes without room past the stop': terminal.told.filter(isFull).length }, broken: [...broken, ...lost, ...terminal.told.filter(isFull)] };
}
