/**
 * Benchmark `revocation`: the whole examination of an HC1 code with an empty list of withdrawn codes and with one of a million entries, turn by turn in one
 * run; and what it takes to load a million, from batches as the EU's gateway hands them out.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RESOURCES_DIR } from '../../core/config.ts';
import { examine } from '../../core/desk/examine.ts';
import { utcMillis } from '../../core/model/units.ts';
import { loadRuleSet } from '../../core/rules/rule-set.ts';
import { type DccRevocations, loadDccRevocations } from '../../core/trust/dcc-revocation.ts';
import { withRevocations } from '../../core/trust/revocation-list.ts';
import { ISSUED, KEY_ID, code, key, keySet, withTest } from '../unit/codes/hc1-maker.ts';
import { distributionOf, timed } from './measure.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';

const ENTRIES = 1_000_000;
/** As many as the gateway takes in one. */
const ENTRIES_OF_BATCH = 1_000;
const LOADS = 5;
const WARM_UP = 500;
/** Different codes, so that no lookup finds the way of the one before in the processor's caches. */
const CODES = 500;
const KINDS = ['UCI', 'COUNTRYCODEUCI', 'SIGNATURE'] as const;
const AT = utcMillis(ISSUED * 1_000 + 60_000);
const LANE = { direction: 'to-guangdong', port: 'barrier-gate' } as const;

export function revocation(scans: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  try {
    return Promise.resolve(measure(dir, scans));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function measure(dir: string, scans: number): BenchResult {
  const { file, folder, none } = writeBatches(dir);
  const fromFolder: number[] = [];
  const fromFile: number[] = [];
  const before = buffersInUse();
  let loaded: DccRevocations | null = null;
  for (let load = 0; load < LOADS; load++) {
    timedByProcessor(fromFile, () => loadDccRevocations(file, AT));
    loaded = timedByProcessor(fromFolder, () => loadDccRevocations(folder, AT));
  }
  const grown = buffersInUse() - before;
  if (loaded?.list.size !== ENTRIES) throw new Error(`expected ${ENTRIES} entries, got ${loaded?.list.size ?? 0}`);
  const samples = examineInTurn(scans, loaded, loadDccRevocations(none, AT));
  const timings = {
    'examine, empty list': distributionOf(samples.empty),
    'examine, a million entries': distributionOf(samples.full),
    'load a million, one file (processor)': distributionOf(fromFile),
    'load a million, a file a batch (processor)': distributionOf(fromFolder),
  };
  const ratio = timings['examine, a million entries'].p50 / timings['examine, empty list'].p50;
  return timingsResult({
    name: 'revocation',
    machine: `${MACHINE}, ${ENTRIES} entries under the code's own key`,
    timings,
    ratios: {
      'examine with a million / with none, p50': ratio,
      'examine with a million / with none, p99': timings['examine, a million entries'].p99 / timings['examine, empty list'].p99,
    },
    targets: [
      { what: 'examine with a million entries / with none, p50', value: ratio, limit: 1.1, unit: '' },
      { what: 'load a million, one file, p50 of processor time', value: timings['load a million, one file (processor)'].p50 / 1_000, limit: 5, unit: 's' },
      { what: 'memory of a million', value: grown / 1e6, limit: 24, unit: 'MB' },
    ],
  });
}

/** Times one call in milliseconds of processor time, which other programs on the machine do not stretch. */
function timedByProcessor<T>(samples: number[], work: () => T): T {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  samples.push((user + system) / 1_000);
  return result;
}

/** Bytes of buffers, in which tables live, after everything that is not in use has been collected. */
function buffersInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().arrayBuffers;
}

/** A million entries in one file and in a folder of batches, and a file of none. */
function writeBatches(dir: string): Readonly<Record<'file' | 'folder' | 'none', string>> {
  const paths = { file: join(dir, 'all.json'), folder: join(dir, 'batches'), none: join(dir, 'none.json') };
  const batches = Array.from({ length: ENTRIES / ENTRIES_OF_BATCH }, (_, index) => JSON.stringify(randomBatch(KINDS[index % KINDS.length] ?? 'UCI')));
  mkdirSync(paths.folder);
  for (const [index, batch] of batches.entries()) writeFileSync(join(paths.folder, `${index}.json`), batch);
  writeFileSync(paths.file, `[${batches.join()}]`);
  writeFileSync(paths.none, '[]');
  return paths;
}

/** All under the key that signs the codes, in all three kinds: every question goes to the bottom of the table. */
function randomBatch(hashType: (typeof KINDS)[number]): object {
  const entries = Array.from({ length: ENTRIES_OF_BATCH }, () => ({ hash: randomBytes(16).toString('base64') }));
  return { country: 'PT', expires: '2100-01-01T00:00:00Z', kid: Buffer.from(KEY_ID, 'hex').toString('base64'), hashType, entries };
}

function examineInTurn(scans: number, full: DccRevocations, empty: DccRevocations): Readonly<Record<'full' | 'empty', readonly number[]>> {
  const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
  const codes = Array.from({ length: CODES }, (_, index) => code(withTest({ ci: `URN:UVCI:01:PT:BENCH${index}#1` })));
  const sets = { full: withRevocations(keySet(key), [full.list]), empty: withRevocations(keySet(key), [empty.list]) };
  const samples = { full: [] as number[], empty: [] as number[] };
  for (let scan = 0; scan < scans + WARM_UP; scan++) {
    const text = codes[scan % CODES] ?? '';
    // Who goes first changes, so that neither profits from what the other has just read.
    const order = scan % 2 === 0 ? (['full', 'empty'] as const) : (['empty', 'full'] as const);
    for (const name of order) {
      const { facts } = timed(scan < WARM_UP ? [] : samples[name], () => examine(text, sets[name], rules, LANE, AT));
      if (facts === null) throw new Error('a good code could not be read');
    }
  }
  return samples;
}
