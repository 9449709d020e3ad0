/**
 * Validates every field of a mainland record by docs/formats/mainland-record.md section 3. Written from that page, not from
 * the terminal's code, so that the two check each other.
 */
import * as z from 'zod';
import { GUANGDONG_CITIES, type MainlandRecord, PROFILE_VERSION, REGION_MACAU } from '../../core/model/mainland-profile.ts';

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // eslint-disable-next-line no-control-regex -- control characters are what is refused
    .refine((value) => !/[\u0000-\u001f\u007f-\u009f]/.test(value) && value.isWellFormed(), 'expected text without control characters');

/** yyyyMMdd of a real day. */
const isDate = (value: string): boolean => {
  if (!/^\d{8}$/.test(value)) return false;
  const iso = `${value.slice(0, 4)}-${value.slice(4, 6)}-${value.slice(6, 8)}`;
  const day = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso);
};
const isTime = (value: string): boolean => /^\d{8}([01]\d|2[0-3])([0-5]\d){2}$/.test(value) && isDate(value.slice(0, 8));
const DateText = z.string().refine(isDate, 'expected yyyyMMdd');
export const TimeText = z.string().refine(isTime, 'expected yyyyMMddHHmmss');
const YesNoUnsure = z.enum(['1', '2', '3']);

const RecordSchema = z
  .strictObject({
    profile: z.literal(PROFILE_VERSION),
    recordId: z.uuid().regex(/^[0-9a-f-]+$/),
    terminalId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
    name: text(100),
    sex: z.enum(['1', '2', '9']),
    nationality: z.string().regex(/^[A-Z]{3}$/),
    idType: z.literal('516'),
    idNo: z.string().regex(/^[HM]\d{8}$/),
    idReissue: z.string().regex(/^\d{2}$/).nullable(),
    birthDate: DateText.refine((value) => value >= '19000101', 'expected a year from 1900'),
    phone: z.string().regex(/^\+[1-9]\d{6,14}$/),
    regionCode: z.literal(REGION_MACAU),
    symptom: z.string().refine(isSymptom, 'expected 1, or codes 2 to 6 ascending'),
    isContactPatient: YesNoUnsure,
    isEpidemicAreaRisk: YesNoUnsure,
    healthStatus: z.literal('00'),
    natResult: z.literal('0'),
    natTime: TimeText,
    natOrg: text(100).nullable(),
    vaccineDose: z.string().regex(/^[1-9]\d?$/).nullable(),
    vaccineTime: DateText.nullable(),
    trip: z.strictObject({
      from: z.literal(REGION_MACAU),
      to: z.string().refine((value) => Object.hasOwn(GUANGDONG_CITIES, value), 'expected a city of Guangdong'),
      address: text(200).nullable(),
      departDate: DateText,
    }),
    consentTime: TimeText,
    sourceFormat: text(16),
    sourceIssuer: text(100),
  })
  .refine((record) => record.birthDate <= record.consentTime.slice(0, 8), { path: ['birthDate'], message: 'expected a day before the consent' })
  .refine((record) => record.natTime <= record.consentTime, { path: ['natTime'], message: 'expected a time before the consent' })
  .refine((record) => (record.vaccineDose === null) === (record.vaccineTime === null), { path: ['vaccineTime'], message: 'expected both or none of dose and date' });

/** @returns the record, or the name of the first wrong field and what was expected; never a value of the record. */
export function parseRecord(value: unknown): { ok: true; record: MainlandRecord } | { ok: false; error: string } {
  const parsed = RecordSchema.safeParse(value);
  if (parsed.success) return { ok: true, record: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue === undefined ? '' : issue.path.join('.');
  // Texts written above name no value; the library's own could.
  return { ok: false, error: `record${field === '' ? '' : `.${field}`}: ${issue?.code === 'custom' ? issue.message : 'malformed'}` };
}

function isSymptom(value: string): boolean {
  if (value === '1') return true;
  const codes = value.split('^');
  return codes.every((code, index) => /^[2-6]$/.test(code) && (index === 0 || code > (codes[index - 1] ?? '')));
}
