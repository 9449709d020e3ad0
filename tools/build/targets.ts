/** What is built into out/, from what, and how. */
import { cpSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { BUILD_FILE } from '../../core/build-time.ts';

export interface Target {
  readonly name: string;
  /** Files and folders it is made from. */
  readonly inputs: readonly string[];
  /** What must be there for it to count as built. */
  readonly outputs: readonly string[];
  make(root: string): Promise<void>;
}

const SHARED_INPUTS = ['package-lock.json', 'tools/build'];
const WINDOW_INPUTS = ['core/contract.ts', 'core/contract', 'core/wire.ts', 'core/model', ...SHARED_INPUTS];

/** One script without imports, for places that load no modules. */
function script(root: string, entry: string, file: string, format: 'cjs' | 'iife', platform: 'node' | 'browser'): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    // Every package is bundled in but what the place itself provides.
    ssr: { noExternal: true },
    build: {
      outDir: join(root, 'out'),
      emptyOutDir: false,
      minify: false,
      target: platform === 'node' ? 'node24' : 'chrome120',
      copyPublicDir: false,
      ...(platform === 'node' ? { ssr: true } : {}),
      rolldownOptions: {
        input: join(root, entry),
        external: ['electron', /^node:/],
        platform,
        output: { format, entryFileNames: file, codeSplitting: false },
      },
    },
  };
}

/**
 * The engine for Electron, whose Node strips no types: the same files, one to one, so that every path relative to a file
 * stays right; with the data files they read beside them. Packages stay outside (native ones must).
 */
async function makeEngine(root: string): Promise<void> {
  const outDir = join(root, 'out/app');
  rmSync(outDir, { recursive: true, force: true });
  await build({
    configFile: false,
    root,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      ssr: true,
      minify: false,
      target: 'node22',
      rolldownOptions: {
        input: ['electron/engine-process.ts', 'tools/drill/engine-process.ts'].map((entry) => join(root, entry)),
        external: [/^node:/, /^[^./]/],
        platform: 'node',
        output: { format: 'es', preserveModules: true, preserveModulesRoot: root, entryFileNames: '[name].js' },
      },
    },
  });
  for (const file of ['package.json', 'resources', ...globSync('core/**/*.sql', { cwd: root }), ...globSync('tools/**/*.sql', { cwd: root })]) {
    cpSync(join(root, file), join(outDir, file), { recursive: true });
  }
  writeFileSync(join(outDir, BUILD_FILE), `${JSON.stringify({ builtAt: builtAt().toISOString() })}\n`);
}

/** Now, or what a build that is to be repeated byte for byte names as its time (reproducible-builds.org/specs/source-date-epoch). */
function builtAt(): Date {
  const seconds = Number(process.env.SOURCE_DATE_EPOCH);
  return Number.isSafeInteger(seconds) && seconds > 0 ? new Date(seconds * 1_000) : new Date();
}

export const TARGETS: readonly Target[] = [
  {
    name: 'window',
    inputs: ['renderer', ...WINDOW_INPUTS],
    outputs: ['renderer/index.html'],
    async make(root) {
      await build({ configFile: join(root, 'renderer/vite.config.ts'), logLevel: 'warn' });
    },
  },
  {
    name: 'shells',
    inputs: ['electron', ...WINDOW_INPUTS],
    outputs: ['main.cjs', 'preload.cjs', 'chromium-preload.js'],
    async make(root) {
      await build(script(root, 'electron/main.ts', 'main.cjs', 'cjs', 'node'));
      await build(script(root, 'electron/preload.ts', 'preload.cjs', 'cjs', 'node'));
      await build(script(root, 'electron/chromium-preload.ts', 'chromium-preload.js', 'iife', 'browser'));
    },
  },
  {
    name: 'engine',
    inputs: ['electron', 'core', 'tools', 'resources', 'package.json', 'package-lock.json'],
    outputs: ['app/electron/engine-process.js', 'app/tools/drill/engine-process.js', 'app/build.json'],
    make: makeEngine,
  },
];
