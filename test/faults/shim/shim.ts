/** Builds the shim that stands between a process and its disk, and steers it. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from '../../support/browser.ts';

const SOURCE = fileURLToPath(new URL('./shim.c', import.meta.url));

const compile = (file: string): { readonly ok: boolean; readonly error: string } => {
  const { status, stderr, error } = spawnSync('gcc', ['-O2', '-Wall', '-Werror', '-shared', '-fPIC', '-o', file, SOURCE, '-ldl', '-lpthread'], { encoding: 'utf8' });
  return { ok: status === 0, error: error?.message ?? stderr };
};

/**
 * Compiles the shim, and installs a compiler where that is ours to do.
 * @returns its file, or why there is none.
 */
export function buildShim(folder: string, say: (line: string) => void): { readonly file: string } | { readonly skipped: string } {
  if (process.platform !== 'linux') return { skipped: 'the shim is for Linux' };
  const file = join(folder, 'shim.so');
  const first = compile(file);
  if (first.ok) return { file };
  installPackages(['gcc', 'libc6-dev'], say);
  const second = compile(file);
  return second.ok ? { file } : { skipped: `the shim needs gcc and libc6-dev: ${second.error.trim()}` };
}

/** Where the six integers of the shim stand: armed, count, fail-at, persistent, failed, errno. */
const [ARMED, COUNT, FAIL_AT, PERSISTENT, FAILED, ERRNO] = [0, 1, 2, 3, 4, 5];
const EIO = 5;

/** Lets calls of the process under test fail. */
export interface Injector {
  readonly file: string;
  /** Counts from now; the `at`-th call fails, or all from it on. 0 fails none. */
  arm(at: number, persistent: boolean): void;
  /** @returns how many calls there were, and how many of them failed. */
  disarm(): { readonly calls: number; readonly failed: number };
  failed(): number;
  close(): void;
}

export function openInjector(file: string, create = true): Injector {
  if (create) writeFileSync(file, Buffer.alloc(24));
  const descriptor = openSync(file, 'r+');
  const set = (index: number, value: number): void => {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32LE(value);
    writeSync(descriptor, bytes, 0, 4, index * 4);
  };
  const get = (index: number): number => {
    const bytes = Buffer.alloc(4);
    readSync(descriptor, bytes, 0, 4, index * 4);
    return bytes.readInt32LE();
  };
  return {
    file,
    arm(at, persistent) {
      set(ARMED, 0);
      for (const [index, value] of [[COUNT, 0], [FAIL_AT, at === 0 ? 2 ** 31 - 1 : at], [PERSISTENT, persistent ? 1 : 0], [FAILED, 0], [ERRNO, EIO]] as const) set(index, value);
      set(ARMED, 1);
    },
    disarm() {
      set(ARMED, 0);
      return { calls: get(COUNT), failed: get(FAILED) };
    },
    failed: () => get(FAILED),
    close: () => closeSync(descriptor),
  };
}
