/**
 * Reads decoded CBOR into typed values without exceptions: the first thing that is not as expected is noted, a harmless stand-in is returned,
 * and the caller drops the whole result when there is a fault. Faults name the place and what was expected, never what came. Layer: codes.
 */
import { isCalendarDay } from './calendar.ts';
import { isCborMap } from './cbor.ts';
import type { CborMap } from './cbor.ts';
import { EARLIEST_SECONDS, LATEST_SECONDS } from './limits.ts';
import { isPrintable } from './mo1-layout.ts';

const NO_ENTRIES: CborMap = new Map();
const FIRST_YEAR = 1900;
const LAST_YEAR = 2099;

export class ClaimReader {
  #fault: string | null = null;

  /** Place and expectation of the first fault; null while all is well. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Notes a fault unless the condition holds. */
  check(holds: boolean, place: string, expected: string): void {
    if (!holds) this.#fault ??= `${place}: expected ${expected}`;
  }

  /** Reads what may be absent or null. */
  optional<T>(value: unknown, read: (value: unknown) => T): T | null {
    return value === undefined || value === null ? null : read(value);
  }

  /** A map with no keys but these. */
  map(value: unknown, place: string, keys: readonly number[]): CborMap {
    if (!isCborMap(value)) {
      this.check(false, place, 'a map');
      return NO_ENTRIES;
    }
    for (const key of value.keys()) this.check(keys.includes(key as number), place, 'no unknown keys');
    return value;
  }

  /** An array of at most `max` elements; none of a longer one are returned. */
  list(value: unknown, place: string, max: number): readonly unknown[] {
    const lawful = Array.isArray(value) && value.length <= max;
    this.check(lawful, place, `an array of at most ${max}`);
    return lawful ? (value as unknown[]) : [];
  }

  /** An array of arrays of `width`; null stands for an absent field. */
  rows<T>(value: unknown, place: string, max: number, width: number, read: (row: readonly unknown[]) => T): readonly T[] {
    return this.list(value, `${place}s`, max).map((row) => {
      const fields = this.list(row, place, width);
      this.check(fields.length === width, place, `an array of ${width}`);
      return read(fields);
    });
  }

  integer(value: unknown, place: string, min: number, max: number): number {
    if (typeof value === 'number' && value >= min && value <= max) return value;
    this.check(false, place, `an integer from ${min} to ${max}`);
    return min;
  }

  /** A time in whole seconds since the Unix epoch. */
  seconds(value: unknown, place: string): number {
    return this.integer(value, place, EARLIEST_SECONDS, LATEST_SECONDS);
  }

  /** The name whose number this is. */
  choice<Name extends string>(value: unknown, place: string, numbers: Readonly<Record<Name, number>>): Name {
    const names = Object.keys(numbers) as [Name, ...Name[]];
    const name = names.find((candidate) => numbers[candidate] === value);
    this.check(name !== undefined, place, 'a number of its table');
    return name ?? names[0];
  }

  /** A text that matches the pattern; the pattern bounds its length. */
  pattern(value: unknown, place: string, pattern: RegExp): string {
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.check(false, place, `text like ${pattern.source}`);
    return '';
  }

  /** A text that a screen can show on one line, 1 to `maxBytes` bytes of UTF-8. */
  text(value: unknown, place: string, maxBytes: number): string {
    if (typeof value === 'string' && isPrintable(value, maxBytes)) return value;
    this.check(false, place, `printable text of 1 to ${maxBytes} bytes`);
    return '';
  }

  /** A byte string of exactly `length` bytes, as lower-case hex. */
  hex(value: unknown, place: string, length: number): string {
    if (value instanceof Uint8Array && value.length === length) return Buffer.from(value).toString('hex');
    this.check(false, place, `${length} bytes`);
    return '';
  }

  /** A calendar date as the integer YYYYMMDD, returned as `YYYY-MM-DD`. */
  date(value: unknown, place: string): string {
    const date = this.partialDate(value, place);
    this.check(date.length === 'YYYY-MM-DD'.length, place, 'a whole date');
    return date;
  }

  /** A date of which day, or day and month, may be 00 for unknown; returned without the unknown parts. */
  partialDate(value: unknown, place: string): string {
    const number = this.integer(value, place, FIRST_YEAR * 10_000, LAST_YEAR * 10_000 + 1231);
    const digits = number.toString();
    const year = digits.slice(0, 4);
    const month = digits.slice(4, 6);
    const day = digits.slice(6);
    if (month === '00' && day === '00') return year;
    if (day === '00' && isCalendarDay(`${year}-${month}-01`)) return `${year}-${month}`;
    const date = `${year}-${month}-${day}`;
    this.check(isCalendarDay(date), place, 'a date of the calendar');
    return date;
  }
}
