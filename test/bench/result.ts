import { cpus } from 'node:os';
import type { Distribution } from './measure.ts';

/** What a benchmark hands back: figures for a script, and the same for a person. */
export interface BenchResult {
  readonly figures: object;
  readonly table: string;
}

/** @param scans - how many, where a benchmark is of scans. */
export type Benchmark = (scans: number) => Promise<BenchResult>;

/** The machine that figures are of. */
export const MACHINE = `${cpus().length} x ${cpus()[0]?.model.trim() ?? '?'}, Node ${process.version}`;

/** Figures in milliseconds. */
export interface Timings {
  readonly name: string;
  readonly machine: string;
  readonly timings: Readonly<Record<string, Distribution>>;
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets: readonly { readonly what: string; readonly value: number; readonly limit: number; readonly unit: string }[];
}

const cell = (value: number): string => value.toFixed(3).padStart(10);

export function timingsResult(figures: Timings): BenchResult {
  const width = Math.max(...Object.keys(figures.timings).map((name) => name.length));
  const table = [
    `${figures.name} (${figures.machine}), milliseconds`,
    `${''.padEnd(width)}${['n', 'p50', 'p95', 'p99', 'max'].map((head) => head.padStart(10)).join('')}`,
    ...Object.entries(figures.timings).map(([name, { n, p50, p95, p99, max }]) => `${name.padEnd(width)}${String(n).padStart(10)}${[p50, p95, p99, max].map(cell).join('')}`),
    ...Object.entries(figures.ratios).map(([name, value]) => `${name}: ${value.toFixed(2)}`),
    ...figures.targets.map(({ what, value, limit, unit }) => `${what}: ${value.toFixed(2)} ${unit} (target <= ${limit}): ${value <= limit ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
  return { figures, table };
}
