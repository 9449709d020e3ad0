/** Ranges of the overview and how their data is cut into bars. Pure. */
import type { Overview, OutcomeCounts } from '../../core/contract.ts';
import { clockTime, dateTime, isoDate, startOfDay } from '../ui/format.ts';

export const RANGES = ['m15', 'hour', 'today', 'd7', 'd30'] as const;
export type Range = (typeof RANGES)[number];

const MINUTE = 60_000;
const DAY = 86_400_000;

/** From and to of a range, UTC milliseconds; days are Macau days. */
export function spanOf(range: Range, now: number): { readonly from: number; readonly to: number } {
  switch (range) {
    case 'm15':
      return { from: now - 15 * MINUTE, to: now };
    case 'hour':
      return { from: now - 60 * MINUTE, to: now };
    case 'today':
      return { from: startOfDay(now), to: now };
    case 'd7':
      return { from: startOfDay(now) - 6 * DAY, to: now };
    case 'd30':
      return { from: startOfDay(now) - 29 * DAY, to: now };
  }
}

export interface Bar {
  readonly startAt: number;
  /** On the axis: `14:00`, or `11-25` for a day. */
  readonly label: string;
  /** In the table, with the date. */
  readonly name: string;
  readonly counts: OutcomeCounts;
  readonly total: number;
  readonly converted: number;
  /** Null where it cannot be told, as for a day: medians do not add up. */
  readonly medianGapSeconds: number | null;
}

/** Bars by hour, or by day where hours would be too thin to read. */
export function barsOf(hours: Overview['hours'], range: Range): readonly Bar[] {
  if (range !== 'd7' && range !== 'd30') {
    return hours.map((hour) => ({ ...hour, label: clockTime(hour.startAt), name: dateTime(hour.startAt), total: totalOf(hour.counts) }));
  }
  const days = new Map<number, Bar>();
  for (const { startAt, counts, converted } of hours) {
    const day = startOfDay(startAt);
    const sum = days.get(day)?.counts ?? { pass: 0, refer: 0, refuse: 0 };
    const together = { pass: sum.pass + counts.pass, refer: sum.refer + counts.refer, refuse: sum.refuse + counts.refuse };
    days.set(day, {
      startAt: day,
      label: isoDate(day).slice(5),
      name: isoDate(day),
      counts: together,
      total: totalOf(together),
      converted: (days.get(day)?.converted ?? 0) + converted,
      medianGapSeconds: null,
    });
  }
  return [...days.values()].sort((a, b) => a.startAt - b.startAt);
}

export function totalOf({ pass, refer, refuse }: OutcomeCounts): number {
  return pass + refer + refuse;
}

/** The bars as CSV (RFC 4180): counts alone, no personal data. Headers are stable English for spreadsheets and scripts. */
export function toCsv(bars: readonly Bar[]): string {
  const rows = bars.map(({ name, counts, total, converted, medianGapSeconds }) =>
    [name, total, counts.pass, counts.refer, counts.refuse, converted, medianGapSeconds?.toFixed(1) ?? ''].join(','),
  );
  return ['start_macau,total,pass,refer,refuse,converted,median_gap_seconds', ...rows, ''].join('\r\n');
}
