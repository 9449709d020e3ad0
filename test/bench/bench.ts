/** `npm run bench -- [NAME ...] [--json] [--scans N] [--rows N] [--set NAME]`: runs benchmarks and prints their figures, or JSON for a script. */
import { parseArgs } from 'node:util';
import { audit } from './audit.ts';
import { camera, CAMERA_SETS } from './camera.ts';
import { pin } from './pin.ts';
import { queue } from './queue.ts';
import type { Benchmark } from './result.ts';
import { revocation } from './revocation.ts';
import { road } from './road.ts';
import { rules } from './rules.ts';
import { soak } from './soak.ts';
import { throughput } from './throughput.ts';
import { verify } from './verify.ts';

const DEFAULT_SCANS = 5_000;
/** Ten million take minutes to write: ask for them with --rows. */
const DEFAULT_ROWS = 1_000_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, scans: { type: 'string', default: String(DEFAULT_SCANS) }, rows: { type: 'string', default: String(DEFAULT_ROWS) }, set: { type: 'string' } },
});
const scans = Number(values.scans);
/** Scans already in the database, where a benchmark is of reading it. */
const rows = Number(values.rows);
/** The one set of pictures that benchmark `camera` is asked for; null for all. */
const set = CAMERA_SETS.find((name) => name === values.set) ?? null;
const BENCHMARKS: Readonly<Record<string, Benchmark>> = { road, rules, verify, revocation, queue: () => queue(rows, scans), throughput: () => throughput(rows), soak, pin, audit: () => audit(rows), camera: (pictures) => camera(pictures, set) };
const names = positionals.length === 0 ? Object.keys(BENCHMARKS) : positionals;
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
const tooFew = [['--scans', scans], ['--rows', rows]].filter(([, value]) => !Number.isInteger(value) || Number(value) < 100).map(([name]) => name);
const noSet = values.set !== undefined && set === null;
if (unknown.length > 0 || tooFew.length > 0 || noSet) {
  process.stderr.write(
    unknown.length > 0
      ? `${unknown.join(', ')}: no such benchmark; there are: ${Object.keys(BENCHMARKS).join(', ')}\n`
      : tooFew.length > 0
        ? `${tooFew.join(', ')}: expected a whole number of at least 100\n`
        : `--set ${values.set}: no such set of pictures; there are: ${CAMERA_SETS.join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  for (const name of names) {
    const result = await BENCHMARKS[name]?.(scans);
    if (result !== undefined) process.stdout.write(values.json ? `${JSON.stringify(result.figures)}\n` : result.table);
  }
}
