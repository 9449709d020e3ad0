import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Milliseconds of each of many runs, as a distribution. */
export interface Distribution {
  readonly n: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function distributionOf(samples: readonly number[]): Distribution {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** Times one call in milliseconds. */
export function timed<T>(samples: number[], work: () => T): T {
  const start = performance.now();
  const result = work();
  samples.push(performance.now() - start);
  return result;
}

/** The floor of every durable write: a 4 KiB overwrite and fdatasync in the same folder, measured between what it is the floor of. */
export function openFloor(dir: string): { write(): void; close(): void } {
  const fd = openSync(join(dir, 'floor'), 'w');
  const page = Buffer.alloc(4_096, 1);
  return {
    write() {
      writeSync(fd, page, 0, page.length, 0);
      fdatasyncSync(fd);
    },
    close: () => closeSync(fd),
  };
}

/** Resident memory of this process, MiB. */
export const rssMib = (): number => process.memoryUsage.rss() / 2 ** 20;
