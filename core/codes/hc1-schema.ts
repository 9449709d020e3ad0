/**
 * The DCC JSON schema (ehn-dcc-schema 1.0.0 to 1.3.2) as a reader: what differs between its versions stands in one table, what is accepted
 * beyond it is marked with the number of its rule in docs/formats/deviations.md. Value sets are not part of the schema and are not checked,
 * but for the disease. Layer: codes.
 */
import { isCalendarDay } from './calendar.ts';
import { isCborMap } from './cbor.ts';
import type { CborMap } from './cbor.ts';
import { ClaimReader } from './claim-reader.ts';
import { EARLIEST_SECONDS, LATEST_SECONDS } from './limits.ts';

/** What differs between the versions. */
export interface Hc1Schema {
  /** Characters of a text. */
  readonly maxText: number;
  readonly maxDose: number;
  /** Whether transliterated names are held to the machine readable zone's letters. */
  readonly plainNames: boolean;
  /** Whether the surname must be there in transliteration, or the forename will do. */
  readonly needsSurname: boolean;
}

const TABLE: Readonly<Record<string, Hc1Schema>> = {
  '0': { maxText: 50, maxDose: 9, plainNames: false, needsSurname: true },
  '1': { maxText: 50, maxDose: 9, plainNames: true, needsSurname: true },
  '2': { maxText: 80, maxDose: 9, plainNames: true, needsSurname: true },
  // 1.3.2 lets either name be missing; states did so under the number 1.3.0.
  '3': { maxText: 80, maxDose: Number.MAX_SAFE_INTEGER, plainNames: true, needsSurname: false },
};
const VERSION = /^1\.(\d)\.\d{1,3}$/;

/** The schema of a version, `1.0.0` to `1.3.x`; null for another. */
export function schemaOf(version: '1.0.0'): Hc1Schema;
export function schemaOf(version: unknown): Hc1Schema | null;
export function schemaOf(version: unknown): Hc1Schema | null {
  const minor = typeof version === 'string' ? VERSION.exec(version)?.[1] : undefined;
  return minor === undefined ? null : (TABLE[minor] ?? null);
}

/** COVID-19 in SNOMED CT, the one entry of the value set of diseases. */
const COVID_19 = '840539006';
const COUNTRY = /[A-Z]{1,10}/;
/** No bytes that steer a display: controls, separators, private and unassigned characters, overrides of the writing direction. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\u202a-\u202e\u2066-\u2069]/u;
/** A date, and the time some states add to it. */
const DATE = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
/** RFC 3339 clause 5.6, seconds optional; the offset's colon as well. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}(?::?\d{2})?)$/;
const BIRTH_DATE = /^((?:19|20)\d{2})(?:-(\d{2}))?(?:-(\d{2}))?(?:T\d{2}:\d{2}:\d{2})?$/;

/** Reads fields of a certificate; the first fault stays. */
export class Hc1Reader extends ClaimReader {
  readonly #schema: Hc1Schema;

  constructor(schema: Hc1Schema) {
    super();
    this.#schema = schema;
  }

  get schema(): Hc1Schema {
    return this.#schema;
  }

  /** The statements of one kind. Null and an empty list count as none: null in 1.0.0 by the schema for tests and recoveries, all else by rule 1. */
  entries(certificate: CborMap, kind: 'v' | 't' | 'r'): readonly CborMap[] {
    const value = certificate.get(kind) ?? undefined;
    if (value === undefined) return [];
    const list = this.list(value, kind, 1);
    this.check(list.every(isCborMap), kind, 'one statement');
    return list.filter(isCborMap);
  }

  /** What every statement has: disease, country, issuer, identifier. Returns the country. */
  common(entry: CborMap): string {
    this.check(entry.get('tg') === COVID_19, 'tg', 'COVID-19');
    const country = this.text(entry.get('co'), 'co');
    // Rule 2: an empty text is one that is not stated.
    this.check(country === '' || COUNTRY.test(country), 'co', 'a country');
    this.text(entry.get('is'), 'is');
    const id = this.text(entry.get('ci'), 'ci', Math.max(this.schema.maxText, 80));
    this.check(id !== '', 'ci', 'an identifier');
    return country;
  }

  /** A text of at most `max` characters that is harmless to show; empty allowed, as in the schema. */
  override text(value: unknown, place: string, max = this.#schema.maxText): string {
    if (typeof value === 'string' && fits(value, max) && !UNPRINTABLE.test(value)) return value;
    this.check(false, place, `printable text of at most ${max} characters`);
    return '';
  }

  /** Doses; 0 counts as not stated, by rule 3. */
  dose(value: unknown, place: string): number | null {
    const dose = this.integer(value, place, 0, this.#schema.maxDose);
    this.check(Number.isInteger(dose), place, 'a whole number');
    return dose === 0 ? null : dose;
  }

  /** `YYYY-MM-DD`. A time behind it is dropped: in 1.0.0 by the schema, later by rule 4. */
  override date(value: unknown, place: string): string {
    const date = typeof value === 'string' ? DATE.exec(value)?.[1] : undefined;
    this.check(date !== undefined && isCalendarDay(date), place, 'a date of the calendar');
    return date ?? '';
  }

  /** A time with its offset, in milliseconds since the Unix epoch. */
  instant(value: unknown, place: string): number {
    const [, local = '', offset = ''] = (typeof value === 'string' ? INSTANT.exec(value) : null) ?? [];
    const hours = offset.length === 3 ? `${offset}:00` : offset;
    const instant = Date.parse(local + hours);
    // The years of the codes' own times: a sample of another century is a mistake, not an old test.
    const isOfTheseYears = instant >= EARLIEST_SECONDS * 1_000 && instant < LATEST_SECONDS * 1_000;
    if (isOfTheseYears && isCalendarDay(local.slice(0, 10))) return instant;
    this.check(false, place, 'a date and time with its offset');
    return 0;
  }

  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null where none is stated. Parts that are 00 are unknown and left out (the schema's own pattern permits them). */
  birthDate(value: unknown): string | null {
    const match = typeof value === 'string' ? BIRTH_DATE.exec(value) : null;
    this.check(match !== null || value === '', 'dob', 'a date of birth from 1900 on');
    if (match === null) return null;
    const [, year = '', month = '00', day = '00'] = match;
    if (month === '00') return year;
    if (day === '00') {
      this.check(isCalendarDay(`${year}-${month}-01`), 'dob', 'a month of the calendar');
      return `${year}-${month}`;
    }
    this.check(isCalendarDay(`${year}-${month}-${day}`), 'dob', 'a date of the calendar');
    return `${year}-${month}-${day}`;
  }
}

/** Whether a text has at most `max` characters, those outside the basic plane being one each. */
function fits(text: string, max: number): boolean {
  return text.length <= max || (text.length <= 2 * max && Array.from(text).length <= max);
}
