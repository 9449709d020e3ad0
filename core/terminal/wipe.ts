/** Destroys what a terminal holds. Layer: terminal. */
import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** What ends with these is a key, or holds one: without them the rest cannot be read, so they go first. */
const KEY_FILES = /(\.key|\.spare|\.pem)(\.partial)?$/;
const CHUNK_BYTES = 1024 * 1024;

/**
 * Overwrites, forces to the disk and removes every file below a folder, keys first; then the folders.
 * A disk that moves blocks about (every SSD) may keep older copies of them: what they hold is encrypted with the keys that went first; for those see the runbook.
 * @param keep - names in the top folder that stay: the lock, which goes with its process.
 * @param others - files elsewhere that belong to it: backups and their keys.
 * @returns the files destroyed, in the order of their end.
 */
export function wipeFolder(dir: string, keep: readonly string[], others: readonly string[]): readonly string[] {
  const found = filesBelow(dir).filter((file) => !keep.some((name) => file === join(dir, name)));
  const all = [...found, ...others.filter((file) => isFile(file))];
  const ordered = [...all.filter((file) => KEY_FILES.test(file)), ...all.filter((file) => !KEY_FILES.test(file))];
  for (const file of ordered) destroy(file);
  removeEmptyFolders(dir, true);
  return ordered;
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name);
    // A link is removed, never followed.
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function destroy(path: string): void {
  if (isFile(path)) {
    const { size } = lstatSync(path);
    const file = openSync(path, 'r+');
    try {
      for (let at = 0; at < size; at += CHUNK_BYTES) writeSync(file, randomBytes(Math.min(CHUNK_BYTES, size - at)), 0, undefined, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
  rmSync(path, { force: true });
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function removeEmptyFolders(dir: string, top: boolean): void {
  for (const entry of readdirSync(dir, { withFileTypes: true })) if (entry.isDirectory()) removeEmptyFolders(join(dir, entry.name), false);
  if (!top) rmdirSync(dir);
}
