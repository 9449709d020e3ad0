/**
 * Facts and details in, mainland record out: the mapping onto the GB/T-aligned profile. Pure and total. Layer: convert.
 * Names, tables and codes are those of model/mainland-profile.ts; the record is specified in docs/formats/mainland-record.md.
 */
import type { Facts, Symptom, VaccinationRecord } from '../model/facts.ts';
import { ANSWER_CODES, type MainlandRecord, SYMPTOM_CODES, SYMPTOM_NONE, SYMPTOM_SEPARATOR } from '../model/mainland-profile.ts';
import type { UtcMillis } from '../model/units.ts';
import { type CodeBarrier, readConvertible } from './convertible.ts';
import { isRealDate, toCompactDate } from './dates.ts';
import type { ConversionDetails } from './details.ts';
import { writeRecord } from './write-record.ts';

/**
 * @param context.recordId - UUID made for this conversion.
 * @param context.at - clock reading of the consent.
 * @returns the record, or why this code has none. The Macau identity card number is left behind: the permit joins the two sides.
 */
export function toMainlandRecord(
  facts: Facts,
  details: ConversionDetails,
  context: { readonly recordId: string; readonly terminalId: string; readonly at: UtcMillis },
): { readonly ok: true; readonly record: MainlandRecord } | { readonly ok: false; readonly barrier: CodeBarrier } {
  const convertible = readConvertible(facts, context.at);
  if (!convertible.ok) return convertible;
  const { name, nationality, declaration, testStamp, laboratory, stamp } = convertible.value;
  const vaccination = latestVaccination(facts.vaccinations);
  const stated = {
    name,
    sex: facts.holder.sex,
    nationality,
    symptom: toSymptomCodes(declaration.symptoms),
    isContactPatient: ANSWER_CODES[declaration.contact],
    isEpidemicAreaRisk: ANSWER_CODES[declaration.riskAreaStay],
    natTime: testStamp,
    natOrg: laboratory,
    vaccineDose: vaccination === null ? null : vaccination.dose.toString(),
    vaccineTime: vaccination === null ? null : toCompactDate(vaccination.on),
    sourceFormat: facts.format,
    sourceIssuer: facts.issuer,
  };
  return { ok: true, record: writeRecord(stated, details, { ...context, stamp }) };
}

/** Several Macau symptoms share a code of the profile; each code is given once, ascending. */
function toSymptomCodes(symptoms: readonly Symptom[]): string {
  const codes = new Set(symptoms.map((symptom) => SYMPTOM_CODES[symptom]));
  return codes.size === 0 ? SYMPTOM_NONE : [...codes].sort().join(SYMPTOM_SEPARATOR);
}

/** The dose given last, of those with a number the profile can carry and a real date. */
function latestVaccination(vaccinations: readonly VaccinationRecord[]): VaccinationRecord | null {
  return vaccinations
    .filter(({ dose, on }) => Number.isInteger(dose) && dose >= 1 && dose <= 99 && isRealDate(on))
    .reduce<VaccinationRecord | null>((latest, next) => (latest !== null && isLater(latest, next) ? latest : next), null);
}

const isLater = (a: VaccinationRecord, b: VaccinationRecord): boolean => (a.on === b.on ? a.dose > b.dose : a.on > b.on);
