/** Benchmark `soak`: the engine's memory while travellers come without end, each scanned, converted and delivered. What it keeps must not grow with them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { rssMib } from './measure.ts';
import { type BenchResult, MACHINE } from './result.ts';
import { openRoad } from './road/open-road.ts';

const STEPS = 10;
/** The collector leaves a little, differently each time; a byte a scan kept by 90,000 scans would not be seen, a hundred would. */
const HEAP_TOLERANCE_MIB = 4;

interface Sample {
  readonly scans: number;
  readonly heapMib: number;
  readonly rssMib: number;
}

export async function soak(scans: number): Promise<BenchResult> {
  const dir = mkdtempSync(join(tmpdir(), 'portas-bench-'));
  const collect = garbageCollector();
  try {
    const road = await openRoad(join(dir, 'terminal'));
    const samples: Sample[] = [];
    for (let scan = 1; scan <= scans; scan++) {
      await road.travel();
      if (scan % Math.floor(scans / STEPS) !== 0) continue;
      collect();
      samples.push({ scans: scan, heapMib: process.memoryUsage().heapUsed / 2 ** 20, rssMib: rssMib() });
    }
    await road.close();
    return report(samples);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What lives is what a full collection leaves. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function report(samples: readonly Sample[]): BenchResult {
  const [first, last] = [samples[0], samples.at(-1)];
  const heapGrowthMib = (last?.heapMib ?? Number.NaN) - (first?.heapMib ?? Number.NaN);
  const rssGrowthMib = (last?.rssMib ?? Number.NaN) - (first?.rssMib ?? Number.NaN);
  const table = [
    `soak (${MACHINE}), memory in MiB, the drill's gateway included`,
    ['scans', 'heap', 'resident'].map((head) => head.padStart(12)).join(''),
    ...samples.map(({ scans, heapMib, rssMib: resident }) => [scans.toLocaleString('en-US'), heapMib.toFixed(1), resident.toFixed(0)].map((cell) => cell.padStart(12)).join('')),
    `resident memory, growth after the first tenth: ${rssGrowthMib.toFixed(1)} MiB`,
    `heap, growth after the first tenth: ${heapGrowthMib.toFixed(1)} MiB (target <= ${HEAP_TOLERANCE_MIB}): ${heapGrowthMib <= HEAP_TOLERANCE_MIB ? 'met' : 'MISSED'}`,
    '',
  ].join('\n');
  return { figures: { name: 'soak', samples, heapGrowthMib, rssGrowthMib }, table };
}
