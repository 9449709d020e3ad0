/**
 * `npm test`: finds or installs a Chromium, builds, and runs all tests. Arguments go to vitest:
 * `npm test -- test/unit/codes` runs one folder. PORTAS_SKIP_E2E=1 runs what needs no Chromium where there is none.
 * The virtual machine of test/vm runs where QEMU is or can be installed, and a Debian kernel be downloaded.
 * The last lines say how each project ended and name every test that failed: of a long log often only the end is kept.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_HINT } from '../electron/find-chromium.ts';
import { ensurePackages, installCommand } from './support/browser.ts';
import { failedTests } from './support/test-report.ts';
import { makeVmAvailable } from './vm/host/available.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** One after the other, quickest first: the later ones measure and kill processes and want the machine to themselves. */
const PROJECTS = ['unit', 'vm', 'faults', 'e2e'];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** In a log a dot for each test is enough, and without colour; a person watches the files go by. */
const WATCHED = process.stdout.isTTY;
const ENV = WATCHED ? process.env : { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

const run = (script: string, args: readonly string[]): number => spawnSync(process.execPath, [script, ...args], { cwd: ROOT, env: ENV, stdio: 'inherit' }).status ?? 1;

function test(args: readonly string[]): number {
  const missing = ensurePackages(say);
  const skipE2e = missing.includes('chromium') && process.env.PORTAS_SKIP_E2E === '1';
  if (missing.length > 0) say(`missing: ${missing.join(', ')}; on Debian: ${installCommand(missing)}`);
  if (missing.includes('chromium') && !skipE2e) {
    say(`the end-to-end tests need a Chromium: ${CHROMIUM_HINT}; or set PORTAS_SKIP_E2E=1`);
    return 1;
  }
  const built = run(join(ROOT, 'tools/build/build.ts'), []);
  if (built !== 0) return built;

  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  // Whoever names projects runs those.
  if (args.some((arg) => arg.startsWith('--project'))) return run(vitest, ['run', ...args]);
  // Whoever filters is after something else: the machine would be fetched and started for nothing.
  const noVm = args.length > 0 && !args.some((arg) => arg.includes('test/vm')) ? 'only some tests are wanted' : makeVmAvailable(say);
  const summary: string[] = [];
  let worst = 0;
  for (const project of PROJECTS.filter((name) => (name !== 'e2e' || !skipE2e) && (name !== 'vm' || noVm === null))) {
    // A filter may leave a project empty; without a filter an empty project is a mistake.
    const { code, failed } = runProject(vitest, project, [...args, ...(args.length > 0 ? ['--passWithNoTests'] : [])]);
    summary.push(code === 0 ? `passed: ${project}` : `FAILED: ${project}`, ...failed.map((test) => `  ${test}`));
    worst = Math.max(worst, code);
  }
  if (noVm !== null) summary.push(`skipped: vm (${noVm})`);
  if (skipE2e) summary.push('skipped: e2e (no Chromium, PORTAS_SKIP_E2E=1)');
  for (const entry of summary) say(entry);
  return worst;
}

function runProject(vitest: string, project: string, args: readonly string[]): { readonly code: number; readonly failed: readonly string[] } {
  const dir = mkdtempSync(join(tmpdir(), 'portas-run-'));
  const file = join(dir, 'report.json');
  try {
    const code = run(vitest, ['run', '--project', project, `--reporter=${WATCHED ? 'default' : 'dot'}`, '--reporter=json', `--outputFile.json=${file}`, ...args]);
    return { code, failed: code === 0 ? [] : failedTests(existsSync(file) ? readFileSync(file, 'utf8') : null, ROOT) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exitCode = test(process.argv.slice(2));
