/** `npm run bench -- [NAME ...] [--json] [--scans N]`: runs benchmarks and prints their figures, or JSON for a script. */
import { parseArgs } from 'node:util';
import type { Benchmark } from './result.ts';
import { revocation } from './revocation.ts';
import { road } from './road.ts';
import { verify } from './verify.ts';

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { road, verify, revocation };
const DEFAULT_SCANS = 5_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, scans: { type: 'string', default: String(DEFAULT_SCANS) } },
});
const scans = Number(values.scans);
const names = positionals.length === 0 ? Object.keys(BENCHMARKS) : positionals;
const unknown = names.filter((name) => !Object.hasOwn(BENCHMARKS, name));
if (unknown.length > 0 || !Number.isInteger(scans) || scans < 100) {
  process.stderr.write(
    unknown.length > 0
      ? `${unknown.join(', ')}: no such benchmark; there are: ${Object.keys(BENCHMARKS).join(', ')}\n`
      : '--scans: expected a whole number of at least 100\n',
  );
  process.exitCode = 2;
} else {
  for (const name of names) {
    const result = await BENCHMARKS[name]?.(scans);
    if (result !== undefined) process.stdout.write(values.json ? `${JSON.stringify(result.figures)}\n` : result.table);
  }
}
