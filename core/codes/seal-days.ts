/**
 * Days that documents state without a time or a place, as instants: a day begins where it begins first (UTC+14) and ends where it ends last (UTC-12), so
 * that nobody is turned away for the clock of the country they come from. Layer: codes.
 */
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { isCalendarDay } from './calendar.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EARLIEST_ZONE = 14 * HOUR;
const LATEST_ZONE = 12 * HOUR;
const DAY_FORM = /^\d{4}-\d\d-\d\d$/;

/** First instant of a day; null for a text that is no day of the calendar. */
export function beginningOf(day: string): UtcMillis | null {
  return DAY_FORM.test(day) && isCalendarDay(day) ? utcMillis(Date.parse(`${day}T00:00:00Z`) - EARLIEST_ZONE) : null;
}

/** First instant after a day. */
export function endOf(day: string): UtcMillis | null {
  const beginning = beginningOf(day);
  return beginning === null ? null : utcMillis(beginning + EARLIEST_ZONE + DAY + LATEST_ZONE);
}
