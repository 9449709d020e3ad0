/** Electron's own program: not part of its package, which fetches it from the network at first use. */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as z from 'zod';

/** A start must not wait longer for a fetch that may hang behind a firewall. */
const FETCH_LIMIT_MS = 15_000;
/** After a fetch that failed, the next one is tried a day later: not every start is to wait. */
const FETCH_AGAIN_MS = 24 * 3_600_000;

const FailedFetch = z.object({ version: z.string(), atMs: z.number() });

/** The package's folder and version; null when the package is not installed. */
export function findElectronPackage(): { readonly dir: string; readonly version: string } | null {
  try {
    const file = createRequire(import.meta.url).resolve('electron/package.json');
    return { dir: dirname(file), version: z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version };
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}

/** Path of Electron's program, or null when it was not fetched yet. `path.txt` is written by the package's install script, last of all. */
export function findElectronBinary(packageDir: string): string | null {
  try {
    const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(packageDir, 'dist');
    const binary = join(dist, readFileSync(join(packageDir, 'path.txt'), 'utf8').trim());
    return statSync(binary).isFile() ? binary : null;
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}

/** Whether a fetch failed less than a day ago. `memoFile` is written by `noteFailedFetch`. */
function failedLately(memoFile: string, version: string, nowMs: number): boolean {
  try {
    const memo = FailedFetch.parse(JSON.parse(readFileSync(memoFile, 'utf8')));
    return memo.version === version && nowMs >= memo.atMs && nowMs - memo.atMs < FETCH_AGAIN_MS;
  } catch (cause) {
    // No memo, or none that can be read: then we do not know of a failure.
    if (cause instanceof Error) return false;
    throw cause;
  }
}

function noteFailedFetch(memoFile: string, version: string, nowMs: number): void {
  mkdirSync(dirname(memoFile), { recursive: true });
  writeFileSync(memoFile, JSON.stringify({ version, atMs: nowMs }));
}

/** Runs the package's own install script, quietly and with a time limit. It checks what it fetched by SHA-256. @returns whether it ended well. */
function fetchElectron(packageDir: string, limitMs = FETCH_LIMIT_MS): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(packageDir, 'install.js')], { stdio: 'ignore' });
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    const end = (well: boolean): void => {
      clearTimeout(limit);
      resolve(well);
    };
    child.on('error', () => end(false));
    child.on('exit', (code) => end(code === 0));
  });
}

/**
 * Electron's program, fetched if need be.
 * @returns null when there is none and none could be fetched; the reason is told to `report` in one line.
 */
export async function obtainElectron(memoFile: string, nowMs: number, report: (line: string) => void): Promise<string | null> {
  const found = findElectronPackage();
  if (found === null) {
    report('Electron is not installed');
    return null;
  }
  const present = findElectronBinary(found.dir);
  if (present !== null) return present;
  if (failedLately(memoFile, found.version, nowMs)) {
    report("Electron's program could not be fetched; the next try is a day after the last");
    return null;
  }
  if (await fetchElectron(found.dir)) return findElectronBinary(found.dir);
  noteFailedFetch(memoFile, found.version, nowMs);
  report("Electron's program is not here and could not be fetched");
  return null;
}
