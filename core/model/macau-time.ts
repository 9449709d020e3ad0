/**
 * Local time of Macau (Asia/Macau), which is also that of Guangdong: UTC+8 all year. Summer time was last used in 1979, before
 * anything a terminal dates, so the offset is a constant and needs no time zone database.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS, type UtcMillis, utcMillis } from './units.ts';

const OFFSET_MS = 8 * HOUR_MS;
/** 0001-01-01 and 9999-12-31, the instants that a four-digit year can write, kept a day clear of either end. */
const FIRST_MS = -62_135_500_000_000;
const LAST_MS = 253_402_200_000_000;

/** ISO 8601 of an instant shifted to Macau, without an offset; null for what is no instant or has no four-digit year. */
function localIso(at: UtcMillis): string | null {
  return Number.isInteger(at) && at > FIRST_MS && at < LAST_MS ? new Date(at + OFFSET_MS).toISOString() : null;
}

/** Calendar day in Macau, `YYYY-MM-DD`; null when `at` is no instant between the years 1 and 9999. */
export const toMacauDate = (at: UtcMillis): string | null => localIso(at)?.slice(0, 10) ?? null;

/** Date-time in Macau with its offset, `YYYY-MM-DDTHH:mm:ss.sss+08:00`; null as above. */
export function toMacauIso(at: UtcMillis): string | null {
  const iso = localIso(at);
  return iso === null ? null : iso.replace('Z', '+08:00');
}

/** `yyyyMMddHHmmss` in Macau, the mainland side's date-time; null as above. */
export const toMacauStamp = (at: UtcMillis): string | null => localIso(at)?.replace(/\D/g, '').slice(0, 14) ?? null;

/** A time of day on a 24-hour clock, `HH:MM`. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):?([0-5]\d)$/;

/** Reads `HH:MM`, or `HHMM` as it is quickly typed. @returns minutes after midnight, 0..1439; null for anything else. */
export function parseTimeOfDay(typed: string): number | null {
  const [, hours, minutes] = TIME_OF_DAY.exec(typed) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}

/** The next instant after `at` at which Macau's clocks show a time of day, in minutes after midnight: today or tomorrow. */
export function nextMacauTime(at: UtcMillis, minutes: number): UtcMillis {
  const today = endOfMacauDay(at) - DAY_MS + minutes * MINUTE_MS;
  return utcMillis(today > at ? today : today + DAY_MS);
}

/** The midnight with which the Macau day of an instant ends. */
export const endOfMacauDay = (at: UtcMillis): UtcMillis => utcMillis((Math.floor((at + OFFSET_MS) / DAY_MS) + 1) * DAY_MS - OFFSET_MS);
