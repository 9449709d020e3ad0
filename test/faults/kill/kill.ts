/** kill -9 of the engine at random instants while it scans, converts, uploads and keeps its audit. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DATABASE_FILE } from '../../../core/engine.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import type { Carelessness } from '../load/careless.ts';
import { CHILD, deliverRest, type Load, missing, noPromises, note, type Promises, unsound } from '../load/load.ts';

export const name = 'kill';
export const title = 'kill -9 of the engine at random instants under load: what was shown, confirmed or audited is kept, and delivered once';
export const rounds = 500;

/** Each round is killed within this time of its first promise. */
const LATEST_KILL_MS = 400;
/** The control commits every six travellers or so: a few kills find it. */
const CONTROL_ROUNDS = 5;

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options);

/** An engine that tells first and commits a little later. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_ROUNDS }, 'late');

async function storm({ rounds: kills, seed, say }: FaultOptions, careless?: Carelessness): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-kill-'));
  try {
    const dataDir = join(folder, 'terminal');
    const random = createRandom(`kill ${seed}`);
    const promised = noPromises();
    for (let round = 1; round <= kills; round++) {
      // The gateway is away in half of the rounds, so that rows also die waiting, leased and half settled.
      const child: Load = { dataDir, gateway: random.oneIn(2) ? 'down' : 'up', seed: `${seed} round ${round}`, ...(careless === undefined ? {} : { careless }) };
      const ended = await runAndKill(child, random.below(LATEST_KILL_MS), promised);
      if (ended !== 'SIGKILL') throw new Error(`round ${round}: the engine ended by itself: ${String(ended)}`);
      if (round % 50 === 0) say(`${round} kills, ${promised.shown.length} verdicts shown`);
    }
    const file = join(dataDir, DATABASE_FILE);
    const store = openStore(file);
    const kept = missing(store, promised);
    const { delivered } = store.outbox.counts();
    store.close();
    const damage = unsound(file, promised);
    const { broken, atGateway } = await deliverRest(dataDir, promised);
    return {
      figures: {
        kills,
        shown: promised.shown.length,
        confirmed: promised.confirmed.length,
        audited: promised.audited,
        'delivered meanwhile': delivered,
        'at the gateway': atGateway,
      },
      broken: [...kept, ...damage, ...broken, ...(promised.shown.length < kills ? [`${kills} kills saw ${promised.shown.length} verdicts: hardly any load`] : [])],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the child, kills it some milliseconds after its first promise, and notes what it had promised. @returns how it ended. */
async function runAndKill(child: Load, afterMs: number, promised: Promises): Promise<NodeJS.Signals | null> {
  const engine = spawn(process.execPath, [CHILD, JSON.stringify(child)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const before = promised.shown.length;
  let armed = false;
  for await (const line of createInterface({ input: engine.stdout })) {
    note(promised, line);
    if (promised.shown.length > before && !armed) {
      armed = true;
      setTimeout(() => engine.kill('SIGKILL'), afterMs);
    }
  }
  if (engine.exitCode === null && engine.signalCode === null) await once(engine, 'exit');
  return engine.signalCode;
}
