/** Files and folders that are on the disk, not on their way to it, when a call returns. Layer: disk. */
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Flushes what a path names. A folder's entries are data of the folder: a renamed file can be lost without this. */
export function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Flushes a folder with everything in it, the innermost first. */
export function flushTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) flushTree(path);
    else flush(path);
  }
  flush(folder);
}

/** Replaces a private file (mode 0600) by one atomic rename: after a crash it has its old content or its new one, whole. */
export function replaceFile(file: string, content: string | Uint8Array): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, content, { mode: 0o600, flush: true });
  renameSync(partial, file);
  flush(dirname(file));
}

/** Removes a file for good; none is fine. */
export function removeFile(file: string): void {
  rmSync(file, { force: true });
  flush(dirname(file));
}

/** Gives a file another name, where it is there at all; on the disk once both folders are flushed. */
export function moveIfThere(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}
