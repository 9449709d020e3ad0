/** Whether facts are fit to be shown and judged: texts that a screen shows as they are, times that are times, days of the calendar. */
import type { Facts } from '../../core/model/facts.ts';

/** No line of the desk is longer; every format's own bounds are below. */
const MAX_TEXT_CHARACTERS = 256;
/** Controls, line and paragraph separators, half characters, overrides of the writing direction. */
const MISLEADING = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;
/** Beginning of 1900 and end of 9999. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);
const LATEST_MS = Date.UTC(10_000, 0, 1);
const PARTIAL_DATE = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/;

/** Members that hold instants, and those that hold days, by name. */
const INSTANTS = ['issuedAt', 'expiresAt', 'sampledAt', 'reportedAt'];
const DAYS = ['birthDate', 'on', 'leftOn', 'firstPositiveOn', 'validFrom', 'validUntil'];

/** The place of the first thing that is not sound; null when all is. */
export function findUnsound(facts: Facts): string | null {
  // The signed certificate as a whole is for rules alone and is never shown.
  return findIn({ ...facts, certificate: null }, 'facts', '');
}

function findIn(value: unknown, place: string, name: string): string | null {
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return findInText(value, place, name);
  if (typeof value === 'number') return findInNumber(value, place, name);
  if (typeof value !== 'object') return `${place}: a ${typeof value}`;
  return Object.entries(value).reduce<string | null>((found, [key, member]) => found ?? findIn(member, `${place}.${key}`, Array.isArray(value) ? name : key), null);
}

function findInText(text: string, place: string, name: string): string | null {
  if (text.length > MAX_TEXT_CHARACTERS) return `${place}: ${text.length} characters`;
  if (MISLEADING.test(text)) return `${place}: characters that mislead`;
  return DAYS.includes(name) && !isDay(text) ? `${place}: no day of the calendar` : null;
}

function findInNumber(number: number, place: string, name: string): string | null {
  if (!Number.isSafeInteger(number)) return `${place}: no whole number`;
  return INSTANTS.includes(name) && (number < EARLIEST_MS || number > LATEST_MS) ? `${place}: no time of ours` : null;
}

function isDay(text: string): boolean {
  if (!PARTIAL_DATE.test(text)) return false;
  const instant = Date.parse(`${text}${'-01-01'.slice(text.length === 4 ? 0 : text.length === 7 ? 3 : 6)}T00:00:00Z`);
  return !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
}
