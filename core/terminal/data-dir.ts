import { accessSync, chmodSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PortasFault } from '../model/fault.ts';

/** Makes the data directory, mode 0700. @throws PortasFault `data-dir-unusable`. */
export function openDataDir(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    if (!statSync(dir).isDirectory()) throw new Error('not a directory');
    chmodSync(dir, 0o700);
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PortasFault('data-dir-unusable', `${dir}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Writes a private file (mode 0600) whole or not at all. */
export function writePrivateFile(dir: string, name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  const partial = `${file}.partial`;
  writeFileSync(partial, content, { mode: 0o600, flush: true });
  renameSync(partial, file);
  return file;
}

/** Reads a private file; null when there is none. */
export function readPrivateFile(dir: string, name: string): Buffer | null {
  try {
    return readFileSync(join(dir, name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
