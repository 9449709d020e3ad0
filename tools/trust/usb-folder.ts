/**
 * A repository on a USB stick: the folder that a terminal imports, the same files as the web server has, of what is in force.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flush } from '../../core/disk/durable.ts';
import type { TrustRepository } from './repository.ts';
import { METADATA_FOLDER, TARGETS_FOLDER, readRepository, toFiles, writeFiles } from './repository-files.ts';

/**
 * Writes a state into a folder, reads it back and compares.
 * @param replace - removes the folder's `metadata` and `targets` of an earlier time; without it a folder that has them is refused.
 * @returns number of files and of bytes.
 * @throws Error for a folder in use, or when what is read back is not what was written.
 */
export function writeUsbFolder(folder: string, repository: TrustRepository, replace = false): { readonly files: number; readonly bytes: number } {
  for (const name of [METADATA_FOLDER, TARGETS_FOLDER]) {
    if (!existsSync(join(folder, name))) continue;
    if (!replace) throw new Error(`${join(folder, name)}: is there already; --replace removes it`);
    rmSync(join(folder, name), { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  const files = toFiles(repository);
  writeFiles(folder, files);
  // Sticks are pulled out at once: what is reported written has left the cache.
  for (const path of files.keys()) flush(join(folder, path));
  for (const path of new Set([...files.keys()].map(dirname))) flush(join(folder, path));
  const readBack = toFiles(readRepository(folder));
  const same = readBack.size === files.size && [...files].every(([path, bytes]) => Buffer.from(bytes).equals(readBack.get(path) ?? Buffer.alloc(0)));
  if (!same) throw new Error(`${folder}: what is read back is not what was written`);
  return { files: files.size, bytes: [...files.values()].reduce((sum, { length }) => sum + length, 0) };
}

/** What a folder holds that no terminal asks for: other files on the stick. Names at the top only. */
export function strangersOn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name !== METADATA_FOLDER && name !== TARGETS_FOLDER);
}
