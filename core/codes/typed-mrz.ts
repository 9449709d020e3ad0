/**
 * A machine readable zone as somebody types or scans it from a document: its size is known by its length, and every check digit must hold, since nobody
 * has signed it. Layer: codes. ICAO 9303 part 3 clause 4.9 (check digits), parts 4 (TD3), 5 (TD1) and 6 (TD2): composition of the composite digit.
 */
import type { MrzField } from '../model/document-check.ts';
import { type Mrz, type MrzLayout, readMrz } from './mrz.ts';

/** Longest text looked at: the longest zone holds 90 characters, in lines with a break between and white space around. */
export const MAX_TYPED_MRZ = 128;

/** `unreadable`: not the length or the alphabet of a zone, or nonsense in a field; `check-digit`: a character is wrong, in these fields. */
export type MrzFault = { readonly fault: 'unreadable' } | { readonly fault: 'check-digit'; readonly fields: readonly MrzField[] };
export interface TypedMrz extends Mrz {
  readonly layout: MrzLayout;
}

/** From and to, both counted from the start of the zone, the second exclusive. */
type Span = readonly [number, number];
interface Checks {
  readonly layout: MrzLayout;
  readonly number: Span;
  /** Spans whose next character is their digit. */
  readonly fields: readonly (readonly [MrzField, ...Span])[];
  /** Where a number longer than its field goes on, its digit behind it; TD3 has no such place. */
  readonly rest: Span | null;
  /** What the composite digit covers, and where it stands. */
  readonly composite: { readonly over: readonly Span[]; readonly at: number };
}

const SIZES: ReadonlyMap<number, Checks> = new Map([
  [90, { layout: 'TD1', fields: [['birth-date', 30, 36], ['expiry', 38, 44]], number: [5, 14], rest: [15, 30], composite: { over: [[5, 30], [30, 37], [38, 45], [48, 59]], at: 59 } }],
  [72, { layout: 'TD2', fields: [['birth-date', 49, 55], ['expiry', 57, 63]], number: [36, 45], rest: [64, 71], composite: { over: [[36, 46], [49, 56], [57, 71]], at: 71 } }],
  [88, { layout: 'TD3', fields: [['birth-date', 57, 63], ['expiry', 65, 71], ['personal-number', 72, 86]], number: [44, 53], rest: null, composite: { over: [[44, 54], [57, 64], [65, 87]], at: 87 } }],
]);
const WEIGHTS = [7, 3, 1];
/** No document is given for longer. One without an end can have 99 for its year, 9999 being meant. */
const LONGEST_VALIDITY_YEARS = 50;
const ENDLESS = '2099';

/** A zone's text without what stands between its lines, in capitals. Text that is too long to be one comes back as nothing. */
export const toZone = (text: string): string => (text.length > MAX_TYPED_MRZ ? '' : text.normalize('NFKC').toUpperCase().replaceAll(/[\s\p{Cc}]/gu, ''));

/**
 * @param year - this year: nobody was born after it.
 * @returns what the zone says, or what is wrong with it. Never throws on input.
 */
export function readTypedMrz(text: string, year: number): { readonly ok: true; readonly mrz: TypedMrz } | ({ readonly ok: false } & MrzFault) {
  const unreadable = { ok: false, fault: 'unreadable' } as const;
  const zone = toZone(text);
  const checks = /^[A-Z0-9<]*$/.test(zone) ? SIZES.get(zone.length) : undefined;
  // Visas have passports' sizes and no composite digit: they are not documents to identify by.
  if (checks === undefined || zone.startsWith('V')) return unreadable;
  const wrong = checks.fields.flatMap(([field, from, to]) => (holds(zone.slice(from, to), zone.charAt(to), field === 'personal-number') ? [] : [field]));
  const number = readNumber(zone, checks);
  const { over, at } = checks.composite;
  const composite = holds(over.map(([from, to]) => zone.slice(from, to)).join(''), zone.charAt(at), false);
  const fields: readonly MrzField[] = [...(number === null ? (['number'] as const) : []), ...wrong, ...(composite ? [] : (['composite'] as const))];
  if (number === null || fields.length > 0) return { ok: false, fault: 'check-digit', fields };
  const mrz = readMrz(zone.replaceAll('<', ' '), checks.layout, year);
  return mrz === null ? unreadable : { ok: true, mrz: { ...mrz, number, expiresOn: inItsCentury(mrz.expiresOn, year), layout: checks.layout } };
}

/** A zone has two digits of the year: a document that ended in 1998 is not good until 2098. */
function inItsCentury(expiresOn: string | null, year: number): string | null {
  if (expiresOn === null || expiresOn.startsWith(ENDLESS) || Number(expiresOn.slice(0, 'YYYY'.length)) <= year + LONGEST_VALIDITY_YEARS) return expiresOn;
  return `19${expiresOn.slice('YY'.length)}`;
}

/**
 * The whole number without fillers; null when its digit is wrong. A filler in the digit's place says that the number goes on in the optional data; whether
 * the digit behind it counts that filler too the standard leaves open, and documents of both kinds are about (part 5 clause 4.2.2, note j).
 */
function readNumber(zone: string, { number: [from, to], rest }: Checks): string | null {
  const [field, digit] = [zone.slice(from, to), zone.charAt(to)];
  if (digit !== '<' || rest === null) return holds(field, digit, false) ? field.replaceAll('<', '') : null;
  const more = zone.slice(...rest).split('<')[0] ?? '';
  const [tail, itsDigit] = [more.slice(0, -1), more.slice(-1)];
  const isRight = itsDigit !== '' && (holds(field + tail, itsDigit, false) || holds(`${field}<${tail}`, itsDigit, false));
  return isRight ? (field + tail).replaceAll('<', '') : null;
}

/** @param optional - the digit of an empty field may be a filler: that of TD3's personal number alone (part 4 clause 4.2.2.2). */
function holds(field: string, digit: string, optional: boolean): boolean {
  if (digit === '<') return optional && /^<*$/.test(field);
  return digit === (sumOf(field) % 10).toString();
}

/** Weighted by 7, 3, 1: digits by their value, letters from 10 (A) to 35 (Z), fillers 0. */
const sumOf = (field: string): number => Array.from(field).reduce((sum, character, index) => sum + (character === '<' ? 0 : Number.parseInt(character, 36)) * (WEIGHTS[index % 3] ?? 0), 0);
