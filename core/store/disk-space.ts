/**
 * Room on the disk. SQLite needs room even to delete, so a terminal that waits for a full disk cannot help itself any more: this one stops before, in two
 * steps, and keeps a ballast file that it gives up to get room to clear away. Layer: store.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, statfsSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskState } from '../model/disk.ts';

const MIB = 1_048_576;

/** Sizes on the disk, bytes. */
export interface DiskLimits {
  /** Below this nothing is converted. */
  readonly low: number;
  /** Below this the ballast is given up, and without one no verdict is shown. */
  readonly full: number;
  readonly ballast: number;
}

/**
 * `full`: the log of the database may grow to 1,000 pages (4.1 MB) before it is folded back, and folding back may make the database grow by as much: 8 MiB.
 * `ballast`: twice that, so that after it is given up the terminal can fold back, purge, and still keep some 10,000 verdicts (journal row and counters, under
 * 1 KB each). `low`: another 16 MiB above the ballast's worth, some 4,000 travellers with their sealed records: a day of a busy desk to send for a technician.
 */
export const DISK_LIMITS: DiskLimits = { low: 32 * MIB, full: 8 * MIB, ballast: 16 * MIB };

/** A start is not the time to write as much. */
const LAY_EVERY_MS = 10_000;

export const BALLAST_FILE = 'ballast';

export interface DiskSpace {
  /** Looks at the disk anew, which costs microseconds, and gives up the ballast when it is time. Never throws. */
  look(): DiskState;
  /** Of the last look. */
  read(): { readonly state: DiskState; readonly freeBytes: number; readonly ballast: boolean };
  /** Lays the ballast down, on disk when the promise settles, where there is none and room for it. Never rejects. */
  layBallast(): Promise<void>;
  /** Lays the ballast from time to time, whenever it is missing. */
  start(): void;
  /** Resolves when nothing is being laid any more. */
  stop(): Promise<void>;
}

export interface DiskSpaceParts {
  readonly dataDir: string;
  readonly limits?: DiskLimits;
  /** Room that this process may use, bytes. */
  readonly freeBytes?: () => number;
  /** The ballast was given up, and there is room for once: clear away what need not stay. */
  readonly onBallastGone: () => void;
  /** The state is another than before. */
  readonly onChange: () => void;
  readonly onFault: (cause: unknown) => void;
}

export function createDiskSpace({ dataDir, limits = DISK_LIMITS, freeBytes: freeBytesOf = () => freeBytesAt(dataDir), onBallastGone, onChange, onFault }: DiskSpaceParts): DiskSpace {
  const file = join(dataDir, BALLAST_FILE);
  let seen: ReturnType<DiskSpace['read']> = { state: 'ok', freeBytes: 0, ballast: existsSync(file) };
  let laying: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;

  const attempt = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (cause) {
      onFault(cause);
      return null;
    }
  };
  const free = (): number | null => attempt(freeBytesOf);
  const giveUpBallast = (): void => {
    attempt(() => rmSync(file, { force: true }));
    onBallastGone();
  };
  const stateOf = (freeBytes: number): DiskState => (freeBytes < limits.full ? 'full' : freeBytes < limits.low ? 'low' : 'ok');

  const look = (): DiskState => {
    let freeBytes = free();
    // A disk that does not even tell: each write will say for itself whether it was kept.
    if (freeBytes === null) return seen.state;
    let ballast = existsSync(file);
    if (freeBytes < limits.full && ballast) {
      seen = { ...seen, freeBytes };
      giveUpBallast();
      [freeBytes, ballast] = [free() ?? freeBytes, existsSync(file)];
    }
    const before = seen.state;
    seen = { state: stateOf(freeBytes), freeBytes, ballast };
    if (seen.state !== before) onChange();
    return seen.state;
  };

  const lay = async (): Promise<void> => {
    const partial = `${file}.partial`;
    try {
      const handle = await open(partial, 'w', 0o600);
      try {
        // Random, so that no file system folds it into nothing.
        for (let written = 0; written < limits.ballast; written += MIB) await handle.write(randomBytes(Math.min(MIB, limits.ballast - written)));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(partial, file);
    } catch (cause) {
      onFault(cause);
      attempt(() => rmSync(partial, { force: true }));
    }
  };

  const layBallast = async (): Promise<void> => {
    // Only where the state stays what it is: a ballast that makes the disk low would come and go.
    if (laying === null && !existsSync(file) && (free() ?? 0) >= limits.low + limits.ballast) laying = lay().finally(() => (laying = null));
    await laying;
  };

  return {
    look,
    read: () => seen,
    layBallast,
    start() {
      timer = setInterval(() => {
        layBallast().catch(onFault);
      }, LAY_EVERY_MS);
    },
    async stop() {
      if (timer !== null) clearInterval(timer);
      await laying;
    },
  };
}

function freeBytesAt(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
