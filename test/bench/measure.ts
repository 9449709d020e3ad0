import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
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

/** The floor of every durable write: a 4 KiB overwrite and fdatasync in the same folder. */
export function fdatasyncFloor(dir: string, rounds: number): Distribution {
  const folder = mkdtempSync(join(dir, 'floor-'));
  const fd = openSync(join(folder, 'floor'), 'w');
  const page = Buffer.alloc(4_096, 1);
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) {
    timed(samples, () => {
      writeSync(fd, page, 0, page.length, 0);
      fdatasyncSync(fd);
    });
  }
  closeSync(fd);
  rmSync(folder, { recursive: true });
  return distributionOf(samples);
}
