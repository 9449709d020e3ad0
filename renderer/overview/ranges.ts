/** Ranges of the overview and how their data is cut into bars. Pure. */
import type { Overview, OutcomeCounts } from '../../core/contract.ts';
import { clockTime, dateTime, isoDate, startOfDay } from '../ui/format.ts';

export const RANGES = ['m15', 'hour', 'today', 'd7', 'd30', 'custom'] as const;
export type Range = (typeof RANGES)[number];

const MINUTE = 60_000;
const DAY = 86_400_000;

/** UTC milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** From and to of a range; days are Macau days. */
export function spanOf(range: Exclude<Range, 'custom'>, now: number): Span {
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
  readonly endAt: number;
  /** On the axis: `14:00`, or `11-25` for a day. */
  readonly label: string;
  /** In the table, with the date. */
  readonly name: string;
  readonly counts: OutcomeCounts;
  readonly total: number;
  readonly converted: number;
  readonly medianGapSeconds: number | null;
}

/** Start of the slot that holds an instant, on Macau's clock. */
const startOfSlot = (at: number, slotMs: number): number => {
  const day = startOfDay(at);
  return day + Math.floor((at - day) / slotMs) * slotMs;
};

/** A bar for every slot of the span, those without work too, so that the axis is true to time. */
export function barsOf({ slots, slotMs, from, to }: Pick<Overview, 'slots' | 'slotMs' | 'from' | 'to'>): readonly Bar[] {
  const worked = new Map(slots.map((slot) => [startOfSlot(slot.startAt, slotMs), slot]));
  const first = startOfSlot(from, slotMs);
  const byDay = slotMs === DAY;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / slotMs)) }, (_, index) => {
    const startAt = first + index * slotMs;
    const { counts, converted, medianGapSeconds } = worked.get(startAt) ?? { counts: { pass: 0, refer: 0, refuse: 0 }, converted: 0, medianGapSeconds: null };
    return {
      startAt,
      endAt: startAt + slotMs,
      label: byDay ? isoDate(startAt).slice(5) : clockTime(startAt),
      name: byDay ? isoDate(startAt) : dateTime(startAt),
      counts,
      total: totalOf(counts),
      converted,
      medianGapSeconds,
    };
  });
}

export function totalOf({ pass, refer, refuse }: OutcomeCounts): number {
  return pass + refer + refuse;
}
