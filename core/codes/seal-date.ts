/**
 * Dates of digital seals: the decimal number MMDDYYYY in three bytes (BSI TR-03137 part 1 v2.5 clause 3.2.3, as ICAO 9303 part 13), or with a byte before it that marks unknown digits
 * (ICAO technical report "Datastructure for Barcode"). Layer: codes.
 */
import { beginningOf } from './seal-days.ts';

/** All zeros: not stated. */
const NOT_STATED = 0;
const MASKED_BYTES = 4;

/** `YYYY-MM-DD`; null where it is not stated, undefined for what is no day of the calendar. */
export function readSealDate(bytes: Uint8Array): string | null | undefined {
  const [high, middle, low, ...more] = bytes;
  if (high === undefined || middle === undefined || low === undefined || more.length > 0) return undefined;
  const number = high * 65_536 + middle * 256 + low;
  return number === NOT_STATED ? null : toDay(number.toString().padStart(8, '0'));
}

/** The same, with unknown days and months taken for the first: the earlier reading. An unknown year is no date. */
export function readMaskedDate(bytes: Uint8Array): string | null | undefined {
  if (bytes.length !== MASKED_BYTES) return undefined;
  const mask = Buffer.from(bytes).readUInt8(0);
  const number = bytes.subarray(1);
  if (mask === 0) return readSealDate(number);
  const digits = Buffer.from(number).readUIntBE(0, 3).toString().padStart(8, '0').replace(/./g, (digit, index: number) => ((mask << index) & 0x80 ? 'x' : digit));
  return toDay(digits.replace(/^(?:x.|.x)/, '01').replace(/^(..)(?:x.|.x)/, '$101'));
}

/** Seals came with this century: a day before or after it is a mistake, as in limits.ts. */
const CENTURY = /^20\d\d-/;

/** Whether a day, where one is stated, is one on which a sealed document can be issued, signed or expire. */
export function isDayOfSeals(day: string | null): boolean {
  return day === null || CENTURY.test(day);
}

function toDay(digits: string): string | undefined {
  const day = digits.replace(/^(\d\d)(\d\d)(\d{4})$/, '$3-$1-$2');
  return beginningOf(day) === null ? undefined : day;
}
