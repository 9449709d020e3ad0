/** kill -9 of the engine at random instants while it scans, converts, uploads and keeps its audit. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DATABASE_FILE, openEngine } from '../../../core/engine.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { type Drill, openDrill } from '../../../tools/drill/drill.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { until } from '../../support/until.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';

export const name = 'kill';
export const title = 'kill -9 of the engine at random instants under load: what was shown, confirmed or audited is kept, and delivered once';
export const rounds = 500;

const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
/** Each round is killed within this time of its first promise. */
const LATEST_KILL_MS = 400;
/** The control commits every 150 ms: a few kills find it. */
const CONTROL_ROUNDS = 5;

interface Promised {
  readonly shown: string[];
  readonly confirmed: string[];
  audited: number;
}

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options, 'at-once');

/** An engine that tells first and commits a little later. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_ROUNDS }, 'late');

async function storm({ rounds: kills, seed, say }: FaultOptions, commits: 'at-once' | 'late'): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-kill-'));
  try {
    const dataDir = join(folder, 'terminal');
    const random = createRandom(`kill ${seed}`);
    const promised: Promised = { shown: [], confirmed: [], audited: 0 };
    for (let round = 1; round <= kills; round++) {
      // The gateway is away in half of the rounds, so that rows also die waiting, leased and half settled.
      const child = [CHILD, dataDir, random.oneIn(2) ? 'down' : 'up', `${seed} round ${round}`, commits];
      const ended = await runAndKill(child, random.below(LATEST_KILL_MS), promised);
      if (ended !== 'SIGKILL') throw new Error(`round ${round}: the engine ended by itself: ${String(ended)}`);
      if (round % 50 === 0) say(`${round} kills, ${promised.shown.length} verdicts shown`);
    }
    const { broken: missing, delivered } = missingFrom(dataDir, promised);
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
      broken: [...missing, ...broken, ...(promised.shown.length < kills ? [`${kills} kills saw ${promised.shown.length} verdicts: hardly any load`] : [])],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the child, kills it some milliseconds after its first promise, and notes what it had promised. @returns how it ended. */
async function runAndKill(child: readonly string[], afterMs: number, promised: Promised): Promise<NodeJS.Signals | null> {
  const engine = spawn(process.execPath, child, { stdio: ['ignore', 'pipe', 'inherit'] });
  let armed = false;
  for await (const line of createInterface({ input: engine.stdout })) {
    const [what, id = ''] = line.split(' ');
    if (what === 'shown') promised.shown.push(id);
    if (what === 'confirmed') promised.confirmed.push(id);
    if (what === 'audited') promised.audited += 1;
    if (what === 'shown' && !armed) {
      armed = true;
      setTimeout(() => engine.kill('SIGKILL'), afterMs);
    }
  }
  if (engine.exitCode === null && engine.signalCode === null) await once(engine, 'exit');
  return engine.signalCode;
}

/** What was promised and is not on disk; and how many records were delivered between the kills. */
function missingFrom(dataDir: string, promised: Promised): { broken: string[]; delivered: number } {
  const file = join(dataDir, DATABASE_FILE);
  const store = openStore(file);
  const unkept = [
    ...promised.shown.filter((scanId) => !store.journal.hasScan(scanId)).map((scanId) => `shown, not in the journal: ${scanId}`),
    ...promised.confirmed.filter((recordId) => store.outbox.stateOf(recordId) === null).map((recordId) => `confirmed, not in the outbox: ${recordId}`),
  ];
  const { delivered } = store.outbox.counts();
  store.close();
  const db = rawDatabase(file);
  const audit = db.prepare<[], { rows: number; last: number; hastened: number }>(`SELECT count(*) AS rows, max(id) AS last, sum(action = 'upload-hastened') AS hastened FROM audit`).get();
  const sound: unknown = db.pragma('integrity_check', { simple: true });
  db.close();
  const broken = [
    ...unkept,
    ...(audit === undefined || audit.rows !== audit.last ? [`the audit has a gap: ${audit?.rows ?? 0} rows, the last is number ${audit?.last ?? 0}`] : []),
    ...(audit !== undefined && audit.hastened >= promised.audited ? [] : [`${promised.audited} lines of the audit were confirmed, ${audit?.hastened ?? 0} are there`]),
    ...(sound === 'ok' ? [] : [`integrity check: ${String(sound)}`]),
  ];
  return { broken, delivered };
}

/** One more start, with the gateway there: every confirmed record arrives, once. */
async function deliverRest(dataDir: string, { confirmed }: Promised): Promise<{ broken: string[]; atGateway: number }> {
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed: 'after',
    state: { auto: false, gateway: 'up', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock: systemClock,
    log: () => undefined,
  });
  try {
    const engine = await openEngine(drill.parts);
    await until(async () => {
      const store = openStore(join(dataDir, DATABASE_FILE));
      const { pending, leased } = store.outbox.counts();
      store.close();
      return Promise.resolve(pending + leased === 0);
    }, 120_000, 250);
    await engine.stop();
    return { broken: undelivered(drill, dataDir, confirmed), atGateway: drill.gateway.records.count() };
  } finally {
    await drill.stop();
  }
}

function undelivered(drill: Drill, dataDir: string, confirmed: readonly string[]): string[] {
  const db = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
  const rows = db.prepare<[], { recordId: string; sha256: string; state: number }>('SELECT record_id AS recordId, body_sha256 AS sha256, state FROM outbox').all();
  db.close();
  const hashes = drill.gateway.records.hashes();
  return [
    ...confirmed.filter((recordId) => !hashes.has(recordId)).map((recordId) => `confirmed, not at the gateway: ${recordId}`),
    ...rows.filter(({ recordId, sha256 }) => hashes.get(recordId) !== sha256).map(({ recordId }) => `the gateway has another body: ${recordId}`),
    ...rows.filter(({ state }) => state !== 2).map(({ recordId, state }) => `ended in state ${state}: ${recordId}`),
    // The gateway keeps one row a record, so more rows than records would be strangers.
    ...(hashes.size > rows.length ? [`the gateway has ${hashes.size} records, the terminal sent ${rows.length}`] : []),
  ];
}
