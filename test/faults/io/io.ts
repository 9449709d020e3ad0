/**
 * Input and output errors at the Nth call on the database, N = 1, 2, 3 ..., over a whole scan, conversion and upload, once alone and once for good until it is
 * mended. SQLite's own way of testing.
 * @see https://www.sqlite.org/testing.html (I/O error testing)
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import type { Carelessness } from '../load/careless.ts';
import { deliverRest, type Load, missing, noPromises, note, type Promises, unsound } from '../load/load.ts';
import type { Said } from '../load/serve.ts';
import { buildShim, type Injector, openInjector } from '../shim/shim.ts';

export const name = 'io';
export const title = 'EIO at the Nth call on the database, for every N of a scan, a conversion and an upload: nothing promised is lost, the desk says so, the next traveller is served';
/** At most so many strikes; there are twice as many as the road has calls. */
export const rounds = 2_000;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const CONTROL_ROUNDS = 12;
/** Without a strike, to know how many calls there are. */
const SOUND_ROADS = 4;
/** A road's calls are not the same each time: the log of the database is folded back now and then. */
const BEYOND = 1.5;

export interface Strike {
  /** Which call fails, from 1; 0 for none. */
  readonly at: number;
  /** All calls from it on fail. */
  readonly persistent: boolean;
}

export interface Report extends Strike {
  readonly calls: number;
  readonly failed: number;
  /** What the desk said of the traveller whom the fault struck. */
  readonly said: Said;
  /** And of the next, once the desk serves again. */
  readonly next: Said;
  /** Travellers whom it turned away before, with its words. */
  readonly refused: number;
}

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options);

/** An engine that does not hear of errors. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_ROUNDS }, 'deaf');

async function storm({ rounds: most, seed, say }: FaultOptions, careless?: Carelessness): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-io-'));
  const injector = openInjector(join(folder, 'control'));
  try {
    const shim = buildShim(folder, say);
    if ('skipped' in shim) return { figures: {}, broken: [], skipped: shim.skipped };
    const load: Load = { dataDir: join(folder, 'terminal'), gateway: 'up', seed, ...(careless === undefined ? {} : { careless }) };
    const terminal = keepRunning(load, shim.file, injector);
    // The first road has a new database under it and the others an old one, whose calls count: the least of several, for other work may fall into one.
    await terminal.strike({ at: 0, persistent: false });
    const roads: number[] = [];
    for (let road = 0; road < SOUND_ROADS; road++) roads.push((await terminal.strike({ at: 0, persistent: false }))?.calls ?? 0);
    const calls = Math.min(...roads);
    const reports: Report[] = [];
    for (const strike of plan(calls, most, seed)) {
      const report = await terminal.strike(strike);
      if (report !== null) reports.push(report);
      if (reports.length % 100 === 0) say(`${reports.length} strikes over ${calls} calls`);
    }
    await terminal.stop();
    const store = openStore(join(load.dataDir, DATABASE_FILE));
    const lost = missing(store, terminal.promises);
    store.close();
    const damage = unsound(join(load.dataDir, DATABASE_FILE), terminal.promises);
    const { broken: undelivered } = lost.length > 0 ? { broken: [] } : await deliverRest(load.dataDir, terminal.promises);
    const struck = reports.filter(({ failed }) => failed > 0);
    const count = (said: Said): number => struck.filter((report) => report.said === said).length;
    return {
      figures: {
        'calls of a road': calls,
        strikes: reports.length,
        struck: struck.length,
        'calls failed': struck.reduce((sum, { failed }) => sum + failed, 0),
        'no verdict, said so': count('fault'),
        'not converted, said so': count('not-converted'),
        'went on': count('confirmed'),
        'turned away after it': reports.reduce((sum, { refused }) => sum + refused, 0),
        'engine restarts': terminal.restarts(),
        shown: terminal.promises.shown.length,
        confirmed: terminal.promises.confirmed.length,
      },
      broken: [...lost, ...damage, ...undelivered, ...reports.flatMap(faultsOf), ...(struck.length < reports.length / 2 ? [`only ${struck.length} of ${reports.length} strikes struck anything`] : [])],
    };
  } finally {
    injector.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each call alone and each from it on; fewer when fewer are asked for, spread by the seed. */
function plan(calls: number, most: number, seed: string): readonly Strike[] {
  const all = Array.from({ length: Math.ceil(calls * BEYOND) }, (_, index) => [false, true].map((persistent) => ({ at: index + 1, persistent }))).flat();
  if (most >= all.length) return all;
  const random = createRandom(`io ${seed}`);
  return Array.from({ length: most }, () => ({ at: 1 + random.below(calls), persistent: random.oneIn(2) }));
}

function faultsOf({ at, persistent, calls, failed, said, next }: Report): string[] {
  const where = `call ${at} of ${calls}${persistent ? ' and all after it' : ''}`;
  return [
    ...(failed === 0 && calls >= at ? [`${where}: should have failed and did not`] : []),
    ...(said === 'nothing' ? [`${where}: the desk said nothing`] : []),
    ...(next === 'confirmed' ? [] : [`${where}: the next traveller was not served: ${next}`]),
  ];
}

interface Terminal {
  /** @returns null when the engine ended under it, and was started again. */
  strike(strike: Strike): Promise<Report | null>;
  stop(): Promise<void>;
  restarts(): number;
  readonly promises: Promises;
}

/** A terminal that is started again whenever it ends, as the shell does. */
function keepRunning(load: Load, shim: string, injector: Injector): Terminal {
  const promises = noPromises();
  let [child, restarts]: [ChildProcess | null, number] = [null, 0];
  const start = async (): Promise<ChildProcess> => {
    const env = { ...process.env, LD_PRELOAD: shim, PORTAS_SHIM_DIR: load.dataDir, PORTAS_SHIM_CONTROL: injector.file };
    const started = fork(CHILD, [JSON.stringify({ load: { ...load, seed: `${load.seed} ${restarts}` }, control: injector.file })], { env, stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
    let rest = '';
    started.stdout?.on('data', (text: Buffer) => {
      const lines = `${rest}${text.toString()}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) note(promises, line);
    });
    const up = await Promise.race([once(started, 'message').then(() => true), once(started, 'exit').then(() => false)]);
    if (!up) throw new Error('the terminal did not come up');
    return started;
  };
  return {
    promises,
    restarts: () => restarts,
    async strike(strike) {
      child ??= await start();
      const running = child;
      const ended = new AbortController();
      const report = once(running, 'message', ended).then(([message]) => message as Report);
      const exit = once(running, 'exit', ended).then(() => null);
      running.send(strike);
      const result = await Promise.race([report, exit]);
      ended.abort();
      await Promise.allSettled([report, exit]);
      if (result === null) {
        injector.disarm();
        [child, restarts] = [null, restarts + 1];
      }
      return result;
    },
    async stop() {
      if (child === null) return;
      child.send('stop');
      await once(child, 'close');
    },
  };
}
