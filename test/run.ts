/**
 * `npm test`: finds or installs a Chromium, builds, and runs all tests. Arguments go to vitest:
 * `npm test -- test/unit/codes` runs one folder. PORTAS_SKIP_E2E=1 runs what needs no Chromium where there is none.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM_HINT } from '../electron/find-chromium.ts';
import { ensurePackages, installCommand } from './support/browser.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
/** One after the other, quickest first: the later ones measure and kill processes and want the machine to themselves. */
const PROJECTS = ['unit', 'faults', 'e2e'];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const run = (script: string, args: readonly string[]): number => spawnSync(process.execPath, [script, ...args], { cwd: ROOT, stdio: 'inherit' }).status ?? 1;

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
  let worst = 0;
  for (const project of PROJECTS.filter((name) => name !== 'e2e' || !skipE2e)) {
    // A filter may leave a project empty; without a filter an empty project is a mistake.
    const code = run(vitest, ['run', '--project', project, ...args, ...(args.length > 0 ? ['--passWithNoTests'] : [])]);
    worst = Math.max(worst, code);
  }
  if (skipE2e) say('skipped: the end-to-end tests (no Chromium, PORTAS_SKIP_E2E=1)');
  return worst;
}

process.exitCode = test(process.argv.slice(2));
