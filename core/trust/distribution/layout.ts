/**
 * The folder of signed sets below the data directory (docs/adr/0010):
 *
 *     trust/current            {"set":7}: the one pointer to the set in force, replaced by an atomic rename
 *     trust/root.json          copy of the newest root that was verified, should the set's own be damaged, or older than one that came with a refused set
 *     trust/sets/7/metadata/   root, timestamp, snapshot, targets; written once
 *     trust/sets/7/targets/    every target under its name, `/` as `%2F`; written once
 *     trust/staging/           what an update is made of; of no worth after a restart
 *
 * Layer: trust.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import * as durable from '../../disk/durable.ts';
import { METADATA_FOLDER, TARGETS_FOLDER } from './source.ts';

const Pointer = z.strictObject({ set: z.int().min(1) });

/** The steps on the disk, so that tests can let one of them fail. */
export type Disk = Pick<typeof durable, 'flush' | 'flushTree' | 'replaceFile'>;

/** A set's folder, complete or in the making. */
export interface SetFolder {
  readonly path: string;
  readonly metadata: string;
  readonly targets: string;
}

export interface TrustLayout {
  /** Numbers of sets that may be in force, the one to try first at the front: what the pointer names, then the newest. */
  candidates(): readonly number[];
  setFolder(set: number): SetFolder;
  /** An empty folder for an update; what an earlier one left is gone. */
  openStaging(): SetFolder;
  /** Drops what an update left. */
  dropStaging(): void;
  /**
   * Puts the staged folder among the sets and points to it, the pointer last. Each step is on disk before the next one begins; before the last one the set
   * before is in force, after it the new one.
   * @returns the new set's number, and what failed after the pointer named it: then a crash of the machine may still bring back the pointer before.
   * @throws what the file system throws while the pointer names the set before.
   */
  install(staging: SetFolder): { readonly set: number; readonly unflushed: unknown };
  /** Keeps a copy of the folder's root metadata, which must be verified and the newest that is known. */
  keepRoot(folder: SetFolder): void;
  /** Points to a set that is there. */
  point(set: number): void;
  /** Removes all sets but these. */
  keepOnly(sets: readonly number[]): void;
  /** Files that may hold root metadata, the best first. */
  rootCopies(): readonly string[];
}

/** Opens the folder, and makes it where there is none, mode 0700. @throws what the file system throws. */
export function openLayout(dataDir: string, { flush, flushTree, replaceFile }: Disk = durable): TrustLayout {
  const base = join(dataDir, 'trust');
  const sets = join(base, 'sets');
  const staging = join(base, 'staging');
  const pointer = join(base, 'current');
  const rootCopy = join(base, 'root.json');
  mkdirSync(sets, { recursive: true, mode: 0o700 });

  const numbers = (): readonly number[] =>
    readdirSync(sets)
      .filter((name) => /^[1-9]\d{0,14}$/.test(name))
      .map(Number)
      .sort((a, b) => b - a);
  const setFolder = (set: number): SetFolder => toFolder(join(sets, String(set)));
  const candidates = (): readonly number[] => {
    const pointed = readPointer(pointer);
    return pointed === null ? numbers() : [pointed, ...numbers().filter((set) => set !== pointed)];
  };
  const point = (set: number): void => replaceFile(pointer, `${JSON.stringify({ set })}\n`);

  const keepRoot = (folder: SetFolder): void => replaceFile(rootCopy, readFileSync(join(folder.metadata, 'root.json')));

  return {
    candidates,
    setFolder,
    point,
    openStaging() {
      rmSync(staging, { recursive: true, force: true });
      const folder = toFolder(staging);
      for (const path of [folder.path, folder.metadata, folder.targets]) mkdirSync(path, { mode: 0o700 });
      return folder;
    },
    dropStaging: () => rmSync(staging, { recursive: true, force: true }),
    install(folder) {
      const set = Math.max(0, ...numbers(), readPointer(pointer) ?? 0) + 1;
      flushTree(folder.path);
      renameSync(folder.path, setFolder(set).path);
      flush(sets);
      keepRoot(setFolder(set));
      try {
        point(set);
      } catch (cause) {
        // Its rename may have been done, and only the flush after it have failed.
        if (readPointer(pointer) !== set) throw cause;
        return { set, unflushed: cause };
      }
      return { set, unflushed: null };
    },
    keepRoot,
    keepOnly(kept) {
      for (const set of numbers()) if (!kept.includes(set)) rmSync(setFolder(set).path, { recursive: true, force: true });
    },
    rootCopies: () => [...candidates().map((set) => join(setFolder(set).metadata, 'root.json')), rootCopy],
  };
}

function toFolder(path: string): SetFolder {
  return { path, metadata: join(path, METADATA_FOLDER), targets: join(path, TARGETS_FOLDER) };
}

/** The set that is pointed to; null when there is no pointer, or a damaged one. */
function readPointer(file: string): number | null {
  try {
    return Pointer.parse(JSON.parse(readFileSync(file, 'utf8'))).set;
  } catch {
    return null;
  }
}
