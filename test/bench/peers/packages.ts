/**
 * The peers' packages: `npm ci` in this folder when they are not there yet, then imported by name. They are no dependencies of the product; none
 * runs an install script and none reaches the network, the installation apart.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';
import type { PeerPackages } from '../verify/verifier.ts';

const HERE = fileURLToPath(new URL('./', import.meta.url));
const MODULES = join(HERE, 'node_modules');
/** What is built of the packages, and the lock file they were installed from. */
const BUNDLES = join(MODULES, '.portas');
const MARK = join(BUNDLES, 'lock.sha256');
const INSTALL_LIMIT_MS = 300_000;

/** @returns the packages, or why there are none. */
export function openPeerPackages(): PeerPackages | string {
  const fault = install();
  if (fault !== null) return fault;
  const require = createRequire(join(HERE, 'package.json'));
  return {
    version: (name) => (JSON.parse(readFileSync(join(MODULES, name, 'package.json'), 'utf8')) as { version: string }).version,
    import: (name) => importFile(require.resolve(name)),
    importBundled: (name, entry) => importBundled(name, entry),
  };
}

function importFile(path: string): Promise<unknown> {
  return import(pathToFileURL(path).href) as Promise<unknown>;
}

function install(): string | null {
  const lock = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex');
  if (existsSync(MARK) && readFileSync(MARK, 'utf8') === lock) return null;
  try {
    execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: HERE, stdio: 'pipe', timeout: INSTALL_LIMIT_MS });
  } catch (cause) {
    const said = String((cause as { stderr?: unknown }).stderr ?? cause);
    return said.split('\n').find((line) => line.trim() !== '') ?? 'npm ci failed';
  }
  mkdirSync(BUNDLES, { recursive: true });
  writeFileSync(MARK, lock);
  return null;
}

/** The packages that need it load through `esm`, which Node 20 and later break; their module entry is sound. */
async function importBundled(name: string, entry: string): Promise<unknown> {
  const file = `${name.replaceAll(/\W/g, '-')}.mjs`;
  if (!existsSync(join(BUNDLES, file))) {
    await build({
      configFile: false,
      logLevel: 'silent',
      root: HERE,
      ssr: { noExternal: true },
      plugins: [
        {
          name: 'local-fetch',
          enforce: 'pre',
          resolveId: (id) => (id === 'cross-fetch' ? { id: new URL('./local-fetch.ts', import.meta.url).href, external: true } : null),
        },
      ],
      build: { ssr: join(MODULES, name, entry), outDir: BUNDLES, emptyOutDir: false, minify: false, rolldownOptions: { output: { entryFileNames: file } } },
    });
  }
  return importFile(join(BUNDLES, file));
}
