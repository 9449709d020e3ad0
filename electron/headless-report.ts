import type { VerdictView } from '../core/contract.ts';

const MACAU_TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Macau', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

/** One traveller on one line: time, format, verdict, first reason, milliseconds. No personal data. */
export function travellerLine(verdict: VerdictView): string {
  const { at, format, outcome, reasons, elapsedMs } = verdict;
  const columns = [MACAU_TIME.format(at), (format ?? '-').padEnd(8), outcome.toUpperCase().padEnd(6), (reasons[0]?.code ?? '-').padEnd(24)];
  return `${columns.join('  ')}  ${elapsedMs.toFixed(1).padStart(6)} ms`;
}

export interface HeadlessSummary {
  readonly pass: number;
  readonly refer: number;
  readonly refuse: number;
  readonly converted: number;
  readonly delivered: number;
  readonly waiting: number;
  readonly dead: number;
  readonly lost: number;
}

/** The last lines of a run, a `name: value` each, so that scripts can read them. */
export function summaryLines(summary: HeadlessSummary): string[] {
  return Object.entries(summary).map(([name, value]: [string, number]) => `${name}: ${value}`);
}
