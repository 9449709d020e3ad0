/**
 * Benchmark `queue`: the outbox with few and with many waiting records; its insert beside the machine's floor and beside other queues on SQLite; and how fast
 * it drains, by the store alone and over HTTP to a gateway that answers at once.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { utcMillis } from '../../core/model/units.ts';
import { openStore, type Store } from '../../core/store/open-store.ts';
import { type Distribution, distributionOf, openFloor, timed } from './measure.ts';
import { openPeerPackages } from './peers/packages.ts';
import { queuePeers } from './peers/queues.ts';
import { drainOverHttp, drainStore } from './queue/drain.ts';
import { enqueue, measureSteps, STEPS } from './queue/sizes.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';

const FILL = fileURLToPath(new URL('./queue/fill-outbox.ts', import.meta.url));
const FEW_ROWS = 10_000;
/** A sealed record as the desk makes it; ten million of them would fill 20 GB, so a larger queue gets smaller ones. */
const BODY_BYTES = 1_600;
const SMALL_BODY_BYTES = 200;
const MOST_FULL_BODIES = 1_000_000;
const DRAINED_ROWS = 50_000;

/** @param rows - waiting records of the large store. @param jobs - records put in one by one, here and in each peer. */
export async function queue(rows: number, jobs: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  try {
    const bodyBytes = rows > MOST_FULL_BODIES ? SMALL_BODY_BYTES : BODY_BYTES;
    const sizes = withStore(join(dir, 'few.db'), FEW_ROWS, bodyBytes, (few) => withStore(join(dir, 'many.db'), rows, bodyBytes, (many) => measureSizes(few, many, rows, bodyBytes)));
    const inserts = await measureInserts(dir, jobs);
    const storeDrain = withStore(join(dir, 'drain.db'), DRAINED_ROWS, BODY_BYTES, drainStore);
    const http = await withStore(join(dir, 'http.db'), DRAINED_ROWS, BODY_BYTES, drainOverHttp);
    const settled = http.rssMib.slice(1);
    const growth = Math.max(...settled) - (settled[0] ?? 0);
    return timingsResult({
      name: 'queue',
      machine: `${MACHINE}, ${FEW_ROWS.toLocaleString('en-US')} and ${rows.toLocaleString('en-US')} waiting records of ${bodyBytes} bytes; ${jobs.toLocaleString('en-US')} inserts and ${DRAINED_ROWS.toLocaleString('en-US')} drained of ${BODY_BYTES} bytes`,
      timings: { ...sizes.timings, ...inserts.timings },
      rates: { ...inserts.rates, 'drain of the store alone': storeDrain, 'drain over HTTP': http.perSecond },
      ratios: {
        ...sizes.ratios,
        ...inserts.ratios,
        [`memory over ${STEPS.length} steps at ${rows} rows, growth in MiB`]: sizes.growthMib,
        'memory over the drain over HTTP, growth after the first tenth in MiB': growth,
      },
      targets: [
        ...STEPS.map((step) => ({ what: `${step}: many / few, p50`, value: sizes.ratios[`${step}: many / few, p50`] ?? Number.NaN, limit: 1.2, unit: 'x' })),
        { what: 'drain over HTTP', value: http.perSecond, limit: 2_000, unit: 'records/s', atLeast: true },
        { what: 'drain of the store alone', value: storeDrain, limit: 80_000, unit: 'records/s', atLeast: true },
        { what: 'insert / fdatasync floor, p50', value: inserts.toFloor, limit: 2, unit: 'x' },
      ],
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Opens a store with waiting records for one measurement, and removes it afterwards. */
function withStore<Result>(file: string, rows: number, bodyBytes: number, use: (store: Store) => Result): Result {
  execFileSync(process.execPath, [FILL, file, rows.toString(), bodyBytes.toString()], { stdio: ['ignore', 'ignore', 'inherit'] });
  const store = openStore(file);
  const close = (): void => {
    store.close();
    for (const each of [file, `${file}-wal`, `${file}-shm`, `${file}.key`]) rmSync(each, { force: true });
  };
  let result: Result;
  try {
    result = use(store);
  } catch (cause) {
    close();
    throw cause;
  }
  if (result instanceof Promise) return result.finally(close) as Result;
  close();
  return result;
}

function measureSizes(few: Store, many: Store, rows: number, bodyBytes: number) {
  const { timings, growthMib } = measureSteps({ few, many }, bodyBytes);
  const named: Record<string, Distribution> = {};
  const ratios: Record<string, number> = {};
  for (const step of STEPS) {
    const [atFew, atMany] = [timings.few?.[step], timings.many?.[step]];
    if (atFew === undefined || atMany === undefined) continue;
    named[`${step}, ${FEW_ROWS} rows`] = atFew;
    named[`${step}, ${rows} rows`] = atMany;
    ratios[`${step}: many / few, p50`] = atMany.p50 / atFew.p50;
  }
  return { timings: named, ratios, growthMib };
}

/** Records put in one by one, each on disk before the next, by the outbox and by its peers; the floor is measured between them. */
async function measureInserts(dir: string, jobs: number) {
  const floor = openFloor(dir);
  const [floors, inserts]: [number[], number[]] = [[], []];
  const sealed = new Uint8Array(BODY_BYTES).fill(3);
  const store = openStore(join(dir, 'insert.db'));
  for (let job = 0; job < jobs; job++) {
    timed(floors, () => floor.write());
    enqueue(store, sealed, utcMillis(Date.now()), (work) => timed(inserts, work));
  }
  store.close();
  const ours = distributionOf(inserts);
  const rates: Record<string, number> = { 'insert, the outbox (FULL), with conversion, counters and audit': 1_000 / (inserts.reduce((sum, each) => sum + each, 0) / jobs) };
  const packages = openPeerPackages();
  if (typeof packages === 'string') process.stderr.write(`no peers: ${packages}\n`);
  else await measurePeers(dir, jobs, rates, packages, () => timed(floors, () => floor.write()));
  floor.close();
  const floorOf = distributionOf(floors);
  const toFloor = ours.p50 / floorOf.p50;
  const oursRate = Object.values(rates)[0] ?? Number.NaN;
  const ratios = Object.fromEntries(Object.entries(rates).filter(([name]) => name.startsWith('insert, ') && !name.startsWith('insert, the outbox')).map(([name, rate]) => [`the outbox / ${name}, records a second`, oursRate / rate]));
  return { timings: { 'insert, the outbox': ours, 'floor: 4 KiB + fdatasync': floorOf }, rates, ratios, toFloor };
}

async function measurePeers(dir: string, jobs: number, rates: Record<string, number>, packages: Exclude<ReturnType<typeof openPeerPackages>, string>, floor: () => void): Promise<void> {
  const payloads = Array.from({ length: jobs }, () => Buffer.alloc(BODY_BYTES, 3).toString('latin1'));
  for (const [index, peer] of queuePeers(packages).entries()) {
    for (let write = 0; write < jobs / 10; write++) floor();
    const opened = await peer.open(join(dir, `peer-${index}.db`));
    const rate = async (work: () => Promise<void>): Promise<number> => {
      const start = performance.now();
      await work();
      return (jobs / (performance.now() - start)) * 1_000;
    };
    rates[`insert, ${peer.name}`] = await rate(() => opened.enqueue(payloads));
    rates[`drain, ${peer.name}`] = await rate(() => opened.drain(jobs));
    opened.close();
  }
}
