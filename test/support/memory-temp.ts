/**
 * Vitest's global set-up: lets the tests keep their folders in memory where there is room. The terminal waits for its disk at every promise, and most of a
 * run used to be that wait. No test is the weaker for it: a killed process leaves its files behind wherever they are, and what a loss of power leaves is
 * worked out from a trace of writes and syncs (test/faults/power), on no real disk.
 */
import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Where Linux keeps a file system in memory. */
const MEMORY = '/dev/shm';
/** All projects together stay below a fifth of it, and a container's usual 64 MiB would be full at once. Bytes. */
const ROOM = 1_073_741_824;

export interface MemoryTempParts {
  readonly env: NodeJS.ProcessEnv;
  /** A folder of a file system in memory. */
  readonly memory: string;
  /** @returns bytes that tests may use there. @throws where there is no such folder. */
  readonly room: (folder: string) => number;
}

/** Room in the file system, and memory behind it: it takes none before it is written to. */
function roomIn(folder: string): number {
  accessSync(folder, constants.W_OK);
  const { bavail, bsize } = statfsSync(folder);
  return Math.min(bavail * bsize, freemem() / 2);
}

/**
 * Points TMPDIR, which the tests' processes and their children inherit, to a new folder in memory. Whoever has set TMPDIR has chosen.
 * @returns what removes the folder with all that killed processes have left in it; undefined where the temporary folder stays what it was.
 */
export function useMemory({ env, memory, room }: MemoryTempParts): (() => void) | undefined {
  if ((env.TMPDIR ?? '') !== '' || !hasRoom(memory, room)) return undefined;
  const folder = mkdtempSync(join(memory, 'portas-tests-'));
  env.TMPDIR = folder;
  return () => {
    delete env.TMPDIR;
    rmSync(folder, { recursive: true, force: true });
  };
}

function hasRoom(memory: string, room: MemoryTempParts['room']): boolean {
  try {
    return room(memory) >= ROOM;
  } catch {
    // Other systems have no such folder, and some containers one that is not theirs to write to.
    return false;
  }
}

export default (): (() => void) | undefined => useMemory({ env: process.env, memory: MEMORY, room: roomIn });
