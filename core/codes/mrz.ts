/**
 * Machine readable zones as seals carry them (ICAO 9303 parts 3 to 7): fillers are spaces, lines follow one another without a break. Check digits are not
 * asked for: the seal is signed, and specimens have wrong ones. Layer: codes.
 */
import type { Sex } from '../model/facts.ts';
import { isCalendarDay } from './calendar.ts';

/** Size and part of 9303: TD1 (5), TD2 (6), TD3 (4), visas of format A and B (7), whose second line seals may cut off after the expiry. */
export type MrzLayout = 'TD1' | 'TD2' | 'TD3' | 'MRVA' | 'MRVB';

export interface Mrz {
  /** First letter: `P` for passports. */
  readonly kind: string;
  /** Code of three letters of part 3 section 5, `D` for Germany; null when not stated. */
  readonly issuer: string | null;
  /** Primary identifier and secondary one, fillers as spaces. */
  readonly name: string;
  /** The part of the name before the double filler: the family name, or all that there is. */
  readonly primary: string;
  /** The name reaches the end of its field: parts of it may be cut off or missing (part 3 clause 4.6). */
  readonly nameMayBeCut: boolean;
  /** Without the fillers that stand for hyphens. */
  readonly number: string;
  /** As written; null when not stated. */
  readonly nationality: string | null;
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null when not stated. */
  readonly birthDate: string | null;
  readonly sex: Sex;
  /** `YYYY-MM-DD`; null when not stated. */
  readonly expiresOn: string | null;
}

interface Place {
  readonly from: number;
  readonly length: number;
}

interface Fields {
  /** Characters that must be there. */
  readonly characters: number;
  readonly name: Place;
  readonly number: Place;
  readonly nationality: Place;
  readonly birth: Place;
  readonly sex: Place;
  readonly expiry: Place;
}

/** Places of the second line of all layouts but TD1, behind a first line of `line` characters. */
function twoLines(line: number): Fields {
  const behind = (from: number, length: number): Place => ({ from: line + from, length });
  return {
    characters: line + 28,
    name: { from: 5, length: line - 5 },
    number: behind(0, 9),
    nationality: behind(10, 3),
    birth: behind(13, 6),
    sex: behind(20, 1),
    expiry: behind(21, 6),
  };
}

const LAYOUTS: Readonly<Record<MrzLayout, Fields>> = {
  TD1: {
    characters: 90,
    name: { from: 60, length: 30 },
    number: { from: 5, length: 9 },
    nationality: { from: 45, length: 3 },
    birth: { from: 30, length: 6 },
    sex: { from: 37, length: 1 },
    expiry: { from: 38, length: 6 },
  },
  TD2: twoLines(36),
  TD3: twoLines(44),
  MRVA: twoLines(44),
  MRVB: twoLines(36),
};
/** The same in every layout. */
const ISSUER: Place = { from: 2, length: 3 };
const SEXES: ReadonlyMap<string, Sex> = new Map([
  ['M', 'male'],
  ['F', 'female'],
]);

const EIGHT_DIGITS = /^\d{8}$/;

/**
 * Reads a zone.
 * @param text - capitals, digits and spaces, as C40 gives them.
 * @param issuedIn - year in which the document was issued: its holder was born before it ended.
 * @returns null when the zone is too short, or name, number or a date that is there cannot be one. Never throws on input.
 */
export function readMrz(text: string, layout: MrzLayout, issuedIn: number): Mrz | null {
  const fields = LAYOUTS[layout];
  // Spaces at the end may be missing.
  const zone = text.padEnd(fields.characters, ' ');
  const at = ({ from, length }: Place): string => zone.slice(from, from + length).trim();
  const [name, number, expiry] = [at(fields.name).replaceAll(/ {2,}/g, ' '), at(fields.number).replaceAll(' ', ''), at(fields.expiry)];
  const birthDate = readBirth(zone.slice(fields.birth.from, fields.birth.from + fields.birth.length), issuedIn);
  const expiresOn = expiry === '' ? null : toDay(`20${expiry}`);
  if (!/^[A-Z][A-Z ]*$/.test(name) || !/^[A-Z0-9]+$/.test(number)) return null;
  if (birthDate === undefined || expiresOn === undefined) return null;
  const nationality = at(fields.nationality);
  const issuer = at(ISSUER);
  return {
    kind: zone.charAt(0),
    issuer: issuer === '' ? null : issuer,
    name,
    primary: (at(fields.name).split('  ')[0] ?? '').trim(),
    nameMayBeCut: zone.charAt(fields.name.from + fields.name.length - 1) !== ' ',
    number,
    nationality: nationality === '' ? null : nationality,
    birthDate,
    sex: SEXES.get(at(fields.sex)) ?? 'unspecified',
    expiresOn,
  };
}

/**
 * Unknown parts are fillers (part 3 clause 4.8), or noughts, which states write too: what stands behind an unknown part says nothing. Of the two centuries the
 * later one that is not after the document.
 */
function readBirth(yymmdd: string, issuedIn: number): string | null | undefined {
  const [, year = '', month = '', day = ''] = /^(\d\d| {2})(\d\d| {2})(\d\d| {2})$/.exec(yymmdd) ?? [];
  if (year === '') return undefined;
  if (year.trim() === '') return null;
  const century = Math.floor(issuedIn / 100) - (Number(year) > issuedIn % 100 ? 1 : 0);
  const [knowsMonth, knowsDay] = [isKnown(month), isKnown(month) && isKnown(day)];
  const whole = `${century}${year}${knowsMonth ? month : '01'}${knowsDay ? day : '01'}`;
  return toDay(whole)?.slice(0, knowsDay ? 'YYYY-MM-DD'.length : knowsMonth ? 'YYYY-MM'.length : 'YYYY'.length);
}

const isKnown = (part: string): boolean => /[1-9]/.test(part);

function toDay(yyyymmdd: string): string | undefined {
  const day = `${yyyymmdd.slice(0, 4)}-${yyyymmdd.slice(4, 6)}-${yyyymmdd.slice(6)}`;
  return EIGHT_DIGITS.test(yyyymmdd) && isCalendarDay(day) ? day : undefined;
}
