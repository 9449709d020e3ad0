/** Folders that look like a repository on what was plugged in, so that nobody has to type a path. Layer: trust. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { METADATA_FOLDER } from './source.ts';

/** Where systems mount sticks: for one user, for the user's name below, or by hand. */
const MOUNT_FOLDERS = ['/media', '/run/media', '/mnt'];
/** A mount point may stand below a user's name, and the repository in a folder of the stick. */
const MAX_DEPTH = 3;
const MAX_FOLDERS_SEEN = 200;
export const MAX_STICKS = 16;

/**
 * Looks for folders that hold `metadata/timestamp.json`; nothing is read and no link is followed. What cannot be looked into is passed over.
 * @returns paths, in the order of their names.
 */
export async function findSticks(mountFolders: readonly string[] = MOUNT_FOLDERS): Promise<readonly string[]> {
  const found: string[] = [];
  let seen = 0;
  const look = async (folder: string, depth: number): Promise<void> => {
    if ((seen += 1) > MAX_FOLDERS_SEEN) return;
    if (await isFile(join(folder, METADATA_FOLDER, 'timestamp.json'))) return void found.push(folder);
    if (depth === MAX_DEPTH) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) if (entry.isDirectory()) await look(join(folder, entry.name), depth + 1);
  };
  for (const folder of mountFolders) await look(folder, 0);
  return found.sort().slice(0, MAX_STICKS);
}

const isFile = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null))?.isFile() === true;
