import type { Distribution } from './measure.ts';

export interface BenchResult {
  readonly name: string;
  readonly machine: string;
  /** Milliseconds. */
  readonly timings: Readonly<Record<string, Distribution>>;
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets: readonly { readonly what: string; readonly value: number; readonly limit: number; readonly unit: string }[];
}

const cell = (value: number): string => value.toFixed(3).padStart(10);

/** A benchmark's figures for a person. */
export function printResult(result: BenchResult): string {
  const width = Math.max(...Object.keys(result.timings).map((name) => name.length));
  return [
    `${result.name} (${result.machine}), milliseconds`,
    `${''.padEnd(width)}${['n', 'p50', 'p95', 'p99', 'max'].map((head) => head.padStart(10)).join('')}`,
    ...Object.entries(result.timings).map(([name, { n, p50, p95, p99, max }]) => `${name.padEnd(width)}${String(n).padStart(10)}${[p50, p95, p99, max].map(cell).join('')}`),
    ...Object.entries(result.ratios).map(([name, value]) => `${name}: ${value.toFixed(2)}`),
    ...result.targets.map(({ what, value, limit, unit }) => `${what}: ${value.toFixed(2)} ${unit} (target <= ${limit}): ${value <= limit ? 'met' : 'MISSED'}`),
    '',
  ].join('\n');
}
