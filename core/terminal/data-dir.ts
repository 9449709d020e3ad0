import { accessSync, chmodSync, constants, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { flush, replaceFile } from '../disk/durable.ts';
import { PortasFault } from '../model/fault.ts';

/** Makes the data directory, mode 0700, on disk when the call returns. @throws PortasFault `data-dir-unusable`. */
export function openDataDir(dir: string): void {
  try {
    const first = mkdirSync(resolve(dir), { recursive: true, mode: 0o700 });
    // A new folder's name is an entry of the folder above it: whatever is written inside is lost with it until that is flushed.
    if (first !== undefined) for (let made = resolve(dir); made.length >= first.length; made = dirname(made)) flush(dirname(made));
    if (!statSync(dir).isDirectory()) throw new Error('not a directory');
    chmodSync(dir, 0o700);
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new PortasFault('data-dir-unusable', `${dir}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Writes a private file (mode 0600) whole or not at all; on disk when the call returns. */
export function writePrivateFile(dir: string, name: string, content: string | Uint8Array): string {
  const file = join(dir, name);
  replaceFile(file, content);
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
