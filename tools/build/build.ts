/**
 * `npm run build [-- [--force] [window|shells|engine ...]]`: builds into out/ what is not up to date, all of it or the named
 * targets, and says so in one line. `--force` builds it even if it is.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { fingerprint } from './fingerprint.ts';
import { TARGETS } from './targets.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const OUT_DIR = join(ROOT, 'out');
const RECORD_FILE = join(OUT_DIR, '.build.json');

/** Fingerprints of the last build, by target; a record that cannot be read means that nothing was built. */
function readRecord(): Record<string, string> {
  if (!existsSync(RECORD_FILE)) return {};
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(RECORD_FILE, 'utf8')));
  } catch (cause) {
    if (cause instanceof SyntaxError || cause instanceof z.ZodError) return {};
    throw cause;
  }
}

const { values, positionals } = parseArgs({ options: { force: { type: 'boolean', default: false } }, allowPositionals: true });
const unknown = positionals.filter((name) => !TARGETS.some((target) => target.name === name));
if (unknown.length > 0) {
  process.stderr.write(`unknown target ${unknown.join(', ')}: expected ${TARGETS.map(({ name }) => name).join(', ')}\n`);
  process.exit(2);
}
const startedAt = performance.now();
mkdirSync(OUT_DIR, { recursive: true });
const record = readRecord();
const built: string[] = [];
for (const target of TARGETS) {
  if (positionals.length > 0 && !positionals.includes(target.name)) continue;
  const print = fingerprint(ROOT, target.inputs);
  const present = target.outputs.every((output) => existsSync(join(OUT_DIR, output)));
  if (!values.force && present && record[target.name] === print) continue;
  await target.make(ROOT);
  record[target.name] = print;
  // After each target: a build that fails later does not lose what it has.
  writeFileSync(RECORD_FILE, `${JSON.stringify(record, null, 2)}\n`);
  built.push(target.name);
}
const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
process.stdout.write(built.length === 0 ? 'build: up to date\n' : `build: ${built.join(', ')} in ${seconds} s\n`);
