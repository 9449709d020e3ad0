/** Files and names that are on the disk when the call returns. Layer: store. */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Forces a folder's names to the disk. */
export function syncFolder(dir: string): void {
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** Writes a private file (mode 0600) whole or not at all. */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, content, { mode: 0o600, flush: true });
  renameSync(partial, file);
  syncFolder(dirname(file));
}

/** Gives a file another name, where it is there at all. */
export function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** Removes a file for good; none is fine. */
export function removeDurably(file: string): void {
  rmSync(file, { force: true });
  syncFolder(dirname(file));
}
