/**
 * The mainland record of a traveller without a code, from what an officer enters in a contingency. The page docs/formats/mainland-record.md section 4 says
 * what the record then states and on whose word. Pure and total. Layer: convert.
 */
import type { EvidenceKind } from '../model/contingency.ts';
import { SEXES, type Sex } from '../model/facts.ts';
import { toMacauStamp } from '../model/macau-time.ts';
import { ANSWER_CODES, type MainlandRecord, SOURCE_BY_HAND, SYMPTOM_NONE } from '../model/mainland-profile.ts';
import { DAY_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { type ConversionDetails, type DetailField, type EnteredDetails, type FieldFault, parseConversionDetails } from './details.ts';
import { MAX_NAME, usableText } from './text.ts';
import { writeRecord } from './write-record.ts';

export type HandField = 'name' | 'sex' | 'nationality' | DetailField | 'testSampledAt';
export type HandEntry = EnteredDetails & Readonly<Record<'name' | 'sex' | 'nationality' | 'testSampledAt', string>>;

export interface HandDetails {
  readonly name: string;
  readonly sex: Sex;
  readonly nationality: string;
  readonly details: ConversionDetails;
  /** `yyyyMMddHHmmss`, Asia/Macau. */
  readonly testStamp: string;
}

/** A test older than any rule of this border ever took is a slip of the pen. */
const OLDEST_TEST_MS = 7 * DAY_MS;
/** Longest entry looked at in the short fields. */
const MAX_ENTRY = 64;

type Field<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: FieldFault };
const bad = (fault: FieldFault): Field<never> => ({ ok: false, fault });

/**
 * @param entered - as typed; dates with or without hyphens.
 * @param at - clock reading of the consent.
 * @returns the details, or the fault of every field that has one, in the order of the form.
 */
export function parseHandEntry(
  entered: HandEntry,
  at: UtcMillis,
): { readonly ok: true; readonly value: HandDetails } | { readonly ok: false; readonly faults: readonly { readonly field: HandField; readonly fault: FieldFault }[] } {
  const name = parseName(entered.name);
  const sex = parseSex(entered.sex);
  const nationality = parseNationality(entered.nationality);
  const details = parseConversionDetails({ ...entered, birthDate: withHyphens(entered.birthDate) }, NOTHING_STATED, at);
  const test = parseTest(entered.testSampledAt, at);
  if (name.ok && sex.ok && nationality.ok && details.ok && test.ok) {
    return { ok: true, value: { name: name.value, sex: sex.value, nationality: nationality.value, details: details.value, testStamp: test.value } };
  }
  const faultOf = (field: HandField, result: Field<unknown>) => (result.ok ? [] : [{ field, fault: result.fault }]);
  return {
    ok: false,
    faults: [...faultOf('name', name), ...faultOf('sex', sex), ...faultOf('nationality', nationality), ...(details.ok ? [] : details.faults), ...faultOf('testSampledAt', test)],
  };
}

/** No code says anything that an entry could contradict. */
const NOTHING_STATED = { documents: [], holder: { nameHan: null, nameLatin: null, birthDate: null, sex: 'unspecified', nationality: null } } as const;

/** `19800229` is typed in the half of the time of `1980-02-29`. */
const withHyphens = (text: string): string => text.trim().replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');

function parseName(text: string): Field<string> {
  if (text.trim() === '') return bad('required');
  const value = usableText(text, MAX_NAME);
  return value === null ? bad('malformed') : { ok: true, value };
}

function parseSex(text: string): Field<Sex> {
  if (text === '') return bad('required');
  const value = SEXES.find((sex) => sex === text);
  return value === undefined ? bad('malformed') : { ok: true, value };
}

function parseNationality(text: string): Field<string> {
  const value = text.slice(0, MAX_ENTRY).normalize('NFKC').trim().toUpperCase();
  if (value === '') return bad('required');
  return /^[A-Z]{3}$/.test(value) ? { ok: true, value } : bad('malformed');
}

/** `YYYYMMDDHHmm`, Asia/Macau, with any of the usual separators. */
function parseTest(text: string, at: UtcMillis): Field<string> {
  const digits = text.slice(0, MAX_ENTRY).normalize('NFKC').replaceAll(/[\s:.T/-]/g, '');
  if (digits === '') return bad('required');
  const [, year, month, day, hour, minute] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? [];
  if (year === undefined) return bad('malformed');
  const sampledAt = utcMillis(Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00+08:00`));
  const stamp = toMacauStamp(sampledAt);
  // Date.parse takes the 30th of February for the 2nd of March.
  if (stamp?.startsWith(digits) !== true) return bad('malformed');
  return sampledAt > at || at - sampledAt > OLDEST_TEST_MS ? bad('out-of-range') : { ok: true, value: stamp };
}

/**
 * @param context.at - clock reading of the consent.
 * @returns the record; null at a time that cannot be written.
 */
export function toHandRecord(
  { name, sex, nationality, details, testStamp }: HandDetails,
  context: { readonly recordId: string; readonly terminalId: string; readonly evidence: EvidenceKind; readonly at: UtcMillis },
): MainlandRecord | null {
  const stamp = toMacauStamp(context.at);
  if (stamp === null) return null;
  const stated = {
    name,
    sex,
    nationality,
    symptom: SYMPTOM_NONE,
    isContactPatient: ANSWER_CODES.no,
    isEpidemicAreaRisk: ANSWER_CODES.no,
    natTime: testStamp,
    natOrg: null,
    vaccineDose: null,
    vaccineTime: null,
    sourceFormat: SOURCE_BY_HAND,
    sourceIssuer: context.evidence,
  };
  return writeRecord(stated, details, { ...context, stamp });
}
