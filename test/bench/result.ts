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

export interface Target {
  readonly what: string;
  readonly value: number;
  /** The most that is good; with `atLeast` the least. */
  readonly limit: number;
  readonly unit: string;
  readonly atLeast?: boolean;
}

/** Figures in milliseconds. */
export interface Timings {
  readonly name: string;
  readonly machine: string;
  readonly timings: Readonly<Record<string, Distribution>>;
  /** So many a second. */
  readonly rates?: Readonly<Record<string, number>>;
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets: readonly Target[];
}

const cell = (value: number): string => value.toFixed(3).padStart(10);

export function timingsResult(figures: Timings): BenchResult {
  const width = Math.max(...Object.keys(figures.timings).map((name) => name.length));
  const table = [
    `${figures.name} (${figures.machine}), milliseconds`,
    `${''.padEnd(width)}${['n', 'p50', 'p95', 'p99', 'max'].map((head) => head.padStart(10)).join('')}`,
    ...Object.entries(figures.timings).map(([name, { n, p50, p95, p99, max }]) => `${name.padEnd(width)}${String(n).padStart(10)}${[p50, p95, p99, max].map(cell).join('')}`),
    ...Object.entries(figures.rates ?? {}).map(([name, rate]) => `${name}: ${Math.round(rate).toLocaleString('en-US')}/s`),
    ...Object.entries(figures.ratios).map(([name, value]) => `${name}: ${value.toFixed(2)}`),
    ...figures.targets.map(({ what, value, limit, unit, atLeast = false }) => `${what}: ${value.toFixed(2)} ${unit} (target ${atLeast ? '>=' : '<='} ${limit}): ${(atLeast ? value >= limit : value <= limit) ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
  return { figures, table };
}
