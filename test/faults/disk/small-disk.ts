/** A file system of its own, small enough to be filled. */
import { spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, fstatSync, mkdtempSync, openSync, rmdirSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CHUNK = Buffer.alloc(1_048_576);

export interface SmallDisk {
  readonly folder: string;
  /** Fills the disk, or empties it, until so much is free; what others have written stays. */
  leave(freeBytes: number): void;
  close(): void;
}

/** Mounts a tmpfs. @returns why it cannot be, where it cannot. */
export function mountSmallDisk(bytes: number): SmallDisk | { readonly skipped: string } {
  const folder = mkdtempSync(join(tmpdir(), 'portas-disk-'));
  const { status, error, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0700`, 'tmpfs', folder], { encoding: 'utf8' });
  if (status !== 0) {
    rmdirSync(folder);
    return { skipped: `a small file system cannot be mounted here: ${(error?.message ?? stderr).trim()}` };
  }
  const filler = openSync(join(folder, 'filler'), 'w');
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return {
    folder,
    leave(freeBytes) {
      const { size } = fstatSync(filler);
      if (free() < freeBytes) ftruncateSync(filler, Math.max(0, size - (freeBytes - free())));
      for (let at = fstatSync(filler).size; free() > freeBytes; ) at += writeSync(filler, CHUNK, 0, Math.min(CHUNK.length, free() - freeBytes), at);
    },
    close() {
      closeSync(filler);
      spawnSync('umount', [folder]);
      rmdirSync(folder);
    },
  };
}
