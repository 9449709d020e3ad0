import type { VerdictView } from '../core/contract.ts';

const MACAU_TIME = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Macau', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

/** One traveller on one line: time, format, verdict, first reason, milliseconds. No personal data. */
export function travellerLine(verdict: VerdictView): string {
  const { at, outcome, reasons, elapsedMs } = verdict;
  const columns = [MACAU_TIME.format(at), formatOf(verdict).padEnd(8), outcome.toUpperCase().padEnd(6), (reasons[0]?.code ?? '-').padEnd(24)];
  return `${columns.join('  ')}  ${elapsedMs.toFixed(1).padStart(6)} ms`;
}

/** How the report names a verdict's format. */
export function formatOf({ format }: VerdictView): string {
  return format ?? '-';
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
  /** Travellers by format or recognised family; `-` for codes of neither. */
  readonly formats: ReadonlyMap<string, number>;
}

/** The last lines of a run, a `name: value` each, so that scripts can read them. */
export function summaryLines({ formats, ...counts }: HeadlessSummary): string[] {
  const byFormat = [...formats].sort(([a], [b]) => a.localeCompare(b, 'en'));
  return [...byFormat.map(([format, count]) => `format ${format}: ${count}`), ...Object.entries(counts).map(([name, count]: [string, number]) => `${name}: ${count}`)];
}
