/**
 * From the claims of a verified SMART Health Card to Facts: the patient, immunizations and SARS-CoV-2 tests of its FHIR R4 bundle.
 * Everything else in the bundle is passed over: it is signed, but a border has no question for it. Layer: codes.
 */
import type { Envelope, Parsed } from '../model/envelope.ts';
import type { Facts, Holder, TestRecord, TestResult, VaccinationRecord } from '../model/facts.ts';
import type { RevocationHandle } from '../model/revocation.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { member } from './bounded-json.ts';
import { isCalendarDay } from './calendar.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { digest128 } from './digest.ts';
import { EARLIEST_SECONDS, LATEST_SECONDS, MAX_LABEL_BYTES, MAX_TESTS, MAX_VACCINATIONS } from './limits.ts';
import { isPrintable } from './mo1-layout.ts';
import { MAX_SHC_ENTRIES, MAX_SHC_NAME_BYTES } from './shc-limits.ts';

const CARD_TYPE = 'https://smarthealth.cards#health-card';
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
/** LOINC codes of SARS-CoV-2 tests: RNA by amplification, and antigen. Others are passed over. */
const TEST_KINDS: ReadonlyMap<string, TestRecord['kind']> = new Map([
  ...['94309-2', '94500-6', '94531-1', '94533-7', '94534-5', '94559-2', '94565-9', '94759-8', '94845-5', '95406-5'].map((code) => [code, 'nucleic-acid'] as const),
  ...['94558-4', '95209-3', '96119-3', '97097-0'].map((code) => [code, 'antigen'] as const),
]);
/** SNOMED CT: not detected, negative; detected, positive. Any other value of a test is inconclusive, never negative. */
const RESULTS: ReadonlyMap<string, TestResult> = new Map([
  ['260415000', 'negative'],
  ['260385009', 'negative'],
  ['260373001', 'positive'],
  ['10828004', 'positive'],
]);
/** FHIR observation states in which the result stands. */
const FINAL_STATES: readonly unknown[] = ['final', 'amended', 'corrected'];
const VACCINE_SYSTEM_NAMES: ReadonlyMap<unknown, string> = new Map([
  ['http://hl7.org/fhir/sid/cvx', 'CVX'],
  [SNOMED, 'SNOMED'],
]);
const PRODUCT_CODE = /^[A-Za-z0-9.-]{1,24}$/;
const REVOCATION_ID = /^[\w-]{1,24}$/;
const PARTIAL_DATE = /^(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$/;
const WHOLE_DATE = /^(?:19|20)\d\d-\d\d-\d\d/;
const INSTANT = /^(?:19|20)\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?$/;
const MAX_DOSE = 99;

/** Gives the claims their meaning. Never throws on input. */
export function readShcFacts(envelope: Envelope): Parsed<Facts> {
  const { claims, issuer } = envelope;
  const vc = member(claims, 'vc');
  const types = member(vc, 'type');
  if (!Array.isArray(types) || !types.includes(CARD_TYPE)) return malformed('expected the type of a health card');
  const issuedAt = toInstant(member(claims, 'nbf'));
  const exp = member(claims, 'exp');
  // A card without an end has the last instant that the terminal knows.
  const expiresAt = exp === undefined ? utcMillis(LATEST_SECONDS * 1_000) : toInstant(exp);
  if (issuedAt === null || expiresAt === null) return malformed('expected times in seconds since 1970');
  const entries = member(member(member(vc, 'credentialSubject'), 'fhirBundle'), 'entry');
  if (!Array.isArray(entries) || entries.length > MAX_SHC_ENTRIES) return malformed(`expected a bundle of at most ${MAX_SHC_ENTRIES} entries`);
  const resources = entries.map((entry) => member(entry, 'resource'));
  const ofType = (type: string) => resources.filter((resource) => member(resource, 'resourceType') === type);
  const patients = ofType('Patient');
  const [patient] = patients;
  // The framework binds a card to one person; a second patient would leave open whose doses these are.
  const holder = patients.length === 1 ? readPatient(patient) : null;
  if (holder === null) return malformed('expected one patient with a name and a birth date');
  const tests = readTests(ofType('Observation'), issuedAt);
  if (tests === null) return malformed(`expected at most ${MAX_TESTS} tests, each with a time not after the card's own`);
  const vaccinations = readVaccinations(ofType('Immunization'));
  if (vaccinations.length > MAX_VACCINATIONS) return malformed(`more than ${MAX_VACCINATIONS} vaccinations`);
  const codeId = toCodeId(envelope);
  const nothing = { colour: null, subCode: null, documents: [], declaration: null, recoveries: [], certificate: null };
  return { ok: true, value: { ...nothing, format: 'SHC', issuer: issuer ?? '', codeId, issuedAt, expiresAt, holder, tests, vaccinations } };
}

/**
 * The identifier under which a card is withdrawn: 16 bytes in hex of SHA-256 over key id, a line feed and the revocation identifier, since the
 * framework's identifiers are unique under one key alone; a card without one goes by the bytes that are signed.
 */
export function shcCodeId(keyId: string, revocationId: string): string {
  return digest128(`${keyId}\n${revocationId}`);
}

function toCodeId({ keyId, signedBytes, claims }: Envelope): string {
  const rid = readRevocationId(claims);
  return rid === null ? digest128(signedBytes) : shcCodeId(keyId, rid);
}

/** Framework 1.4, "Revocation": at most 24 characters of the base64url alphabet. Anything else names nothing. */
function readRevocationId(claims: unknown): string | null {
  const rid = member(member(claims, 'vc'), 'rid');
  return typeof rid === 'string' && REVOCATION_ID.test(rid) ? rid : null;
}

/** A card goes by its code id and, where it has one, by the revocation identifier that its issuer's lists use. */
export function toShcRevocationHandles({ claims }: Envelope, facts: Facts): readonly RevocationHandle[] {
  const rid = readRevocationId(claims);
  return [toCodeIdHandle(facts), ...(rid === null ? [] : [{ scheme: 'shc-rid', value: rid } as const])];
}

/** `nbf` and `exp` may have a fraction; it is cut. */
function toInstant(seconds: unknown): UtcMillis | null {
  return typeof seconds === 'number' && seconds >= EARLIEST_SECONDS && seconds <= LATEST_SECONDS ? utcMillis(Math.trunc(seconds * 1_000)) : null;
}

function readPatient(patient: unknown): Holder | null {
  const names = member(patient, 'name');
  const name: unknown = Array.isArray(names) ? names[0] : undefined;
  const given = member(name, 'given');
  const parts: unknown[] = [member(name, 'family'), ...(Array.isArray(given) ? (given as unknown[]) : [])];
  const whole = parts.every((part) => part === undefined || typeof part === 'string') ? parts.filter((part) => part !== undefined).join(' ') : '';
  const text = whole === '' ? member(name, 'text') : whole;
  const birthDate = member(patient, 'birthDate');
  if (typeof text !== 'string' || !isPrintable(text, MAX_SHC_NAME_BYTES)) return null;
  if (typeof birthDate !== 'string' || !PARTIAL_DATE.test(birthDate) || !isCalendarDay(birthDate.padEnd(10, '-01'))) return null;
  const han = /\p{Script=Han}/u.test(text);
  const gender = member(patient, 'gender');
  const sex = gender === 'male' || gender === 'female' ? gender : 'unspecified';
  return { nameHan: han ? text : null, nameLatin: han ? null : text, birthDate, sex, nationality: null };
}

/** Doses given; one whose day is not stated proves nothing at a border and is passed over. */
function readVaccinations(immunizations: readonly unknown[]): VaccinationRecord[] {
  const given = immunizations.filter((immunization) => member(immunization, 'status') === 'completed');
  return given.flatMap((immunization, index) => {
    const on = member(immunization, 'occurrenceDateTime');
    if (typeof on !== 'string' || !WHOLE_DATE.test(on) || !isCalendarDay(on.slice(0, 10))) return [];
    const protocols = member(immunization, 'protocolApplied');
    const protocol: unknown = Array.isArray(protocols) ? protocols[0] : undefined;
    // Without a stated number, the dose's place in the card.
    const dose = readCount(member(protocol, 'doseNumberPositiveInt')) ?? index + 1;
    const ofDoses = readCount(member(protocol, 'seriesDosesPositiveInt'));
    return [{ dose, ofDoses, on: on.slice(0, 10), product: readProduct(codings(member(immunization, 'vaccineCode'))[0]) }];
  });
}

function readCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MAX_DOSE ? value : null;
}

/** For example `CVX 207`: the code as it is, since names of vaccines differ by language. */
function readProduct(coding: unknown): string | null {
  const system = VACCINE_SYSTEM_NAMES.get(member(coding, 'system'));
  const code = member(coding, 'code');
  return system !== undefined && typeof code === 'string' && PRODUCT_CODE.test(code) ? `${system} ${code}` : null;
}

/** Null when a test is there but cannot be read: it may be the positive one. */
function readTests(observations: readonly unknown[], issuedAt: UtcMillis): TestRecord[] | null {
  const tests: TestRecord[] = [];
  for (const observation of observations) {
    const kind = codings(member(observation, 'code'))
      .filter((coding) => member(coding, 'system') === LOINC)
      .map((coding) => TEST_KINDS.get(String(member(coding, 'code'))))
      .find((known) => known !== undefined);
    if (kind === undefined || !FINAL_STATES.includes(member(observation, 'status'))) continue;
    const at = member(observation, 'effectiveDateTime');
    // A day alone counts from its beginning: the older reading.
    const sampledAt = typeof at === 'string' && INSTANT.test(at) && isCalendarDay(at.slice(0, 10)) ? Date.parse(at) : Number.NaN;
    if (!(sampledAt <= issuedAt)) return null;
    tests.push({ kind, sampledAt: utcMillis(sampledAt), reportedAt: null, result: readResult(observation), laboratory: readLaboratory(observation) });
  }
  return tests.length <= MAX_TESTS ? tests : null;
}

function readResult(observation: unknown): TestResult {
  const results = codings(member(observation, 'valueCodeableConcept'))
    .filter((coding) => member(coding, 'system') === SNOMED)
    .map((coding) => RESULTS.get(String(member(coding, 'code'))) ?? 'inconclusive');
  const [result] = results;
  return result !== undefined && results.every((other) => other === result) ? result : 'inconclusive';
}

function readLaboratory(observation: unknown): string | null {
  const performers = member(observation, 'performer');
  const name = member(Array.isArray(performers) ? performers[0] : undefined, 'display');
  return typeof name === 'string' && isPrintable(name, MAX_LABEL_BYTES) ? name : null;
}

/** The codings of a FHIR CodeableConcept. */
function codings(concept: unknown): readonly unknown[] {
  const list = member(concept, 'coding');
  return Array.isArray(list) ? (list as unknown[]) : [];
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `SHC: ${detail}` };
}
