/**
 * From the message of a verified VDS-NC seal to Facts: proofs of vaccination (`icao.vacc`, data set of WHO) and of testing (`icao.test`, data set of
 * CAPSCA), technical report VDS-NC 1.1, schemas of the message zones. Layer: codes.
 */
import type { Envelope, Parsed } from '../model/envelope.ts';
import type { DocumentType, Facts, Holder, Sex, TestRecord, TestResult, TravelDocument, VaccinationRecord } from '../model/facts.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { member } from './bounded-json.ts';
import { ClaimReader } from './claim-reader.ts';
import { digest128 } from './digest.ts';
import { LATEST_SECONDS, MAX_LABEL_BYTES, MAX_VACCINATIONS } from './limits.ts';
import { DOCUMENT_PATTERNS } from './mo1-layout.ts';
import { beginningOf } from './seal-days.ts';
import { MAX_VDS_NC_EVENTS, MAX_VDS_NC_NAME_BYTES } from './vds-limits.ts';

/** ICD-11 code of COVID-19 with its subdivisions. */
const COVID_19 = /^RA01(?:\.|$)/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d(?::?\d\d)?)$/;
const SEXES: ReadonlyMap<unknown, Sex> = new Map([
  ['M', 'male'],
  ['F', 'female'],
]);
/** Kinds of test that show an infection; an antibody test does not and is passed over. */
const TEST_KINDS: ReadonlyMap<string, TestRecord['kind']> = new Map([
  ['molecular(pcr)', 'nucleic-acid'],
  ['molecular(other)', 'nucleic-acid'],
  ['antigen', 'antigen'],
]);
/** `normal` and `abnormal` are no words for an infection: inconclusive, like anything else. */
const RESULTS: ReadonlyMap<string, TestResult> = new Map([
  ['negative', 'negative'],
  ['positive', 'positive'],
]);
const MAX_DOSE = 99;
/** The seals state no end. */
const NEVER = utcMillis(LATEST_SECONDS * 1_000);

/** Gives the claims their meaning. Never throws on input. */
export function readVdsNcFacts({ claims, issuer }: Envelope): Parsed<Facts> {
  const type = member(member(claims, 'hdr'), 't');
  const message = member(claims, 'msg');
  const reader = new ClaimReader();
  const isTest = type === 'icao.test';
  const identifier = reader.text(member(message, isTest ? 'utci' : 'uvci'), isTest ? 'utci' : 'uvci', MAX_LABEL_BYTES);
  const person = member(message, 'pid');
  const proof = isTest ? readTest(message, person, reader) : readVaccinations(message, person, reader);
  const holder = readHolder(person, reader);
  if (reader.fault !== null) return { ok: false, reason: 'code-malformed', detail: `VDS-NC: ${reader.fault}` };
  const nothing = { colour: null, subCode: null, declaration: null, recoveries: [], certificate: null };
  const common = { format: 'VDS-NC', issuer: issuer ?? '', codeId: vdsNcCodeId(String(type), identifier), expiresAt: NEVER } as const;
  return { ok: true, value: { ...nothing, ...common, ...proof, holder } };
}

/**
 * The identifier under which a seal is withdrawn: 16 bytes in hex of SHA-256 over type, a line feed and the proof's own identifier, since issuers
 * number vaccinations and tests apart.
 */
export function vdsNcCodeId(type: string, identifier: string): string {
  return digest128(`${type}\n${identifier}`);
}

function readHolder(person: unknown, reader: ClaimReader): Holder {
  // Primary and secondary identifier stand two spaces apart, and short names are filled up.
  const written = member(person, 'n');
  const name = reader.text(typeof written === 'string' ? written.replaceAll(/ {2,}/g, ' ').trim() : written, 'pid.n', MAX_VDS_NC_NAME_BYTES);
  const birthDate = reader.optional(member(person, 'dob'), (value) => readDay(value, 'pid.dob', reader).day);
  const han = /\p{Script=Han}/u.test(name);
  return { nameHan: han ? name : null, nameLatin: han ? null : name, birthDate, sex: SEXES.get(member(person, 'sex')) ?? 'unspecified', nationality: null };
}

type Proof = Pick<Facts, 'documents' | 'issuedAt' | 'tests' | 'vaccinations'>;

function readVaccinations(message: unknown, person: unknown, reader: ClaimReader): Proof {
  const events = reader.list(member(message, 've'), 've', MAX_VDS_NC_EVENTS);
  const doses = events.filter((event) => isAgainstCovid(member(event, 'dis'))).flatMap((event) => readDoses(event, reader));
  reader.check(doses.length <= MAX_VACCINATIONS, 've', `at most ${MAX_VACCINATIONS} doses`);
  const days = events.flatMap((event) => reader.list(member(event, 'vd'), 've.vd', MAX_VACCINATIONS)).map((dose) => readDay(member(dose, 'dvc'), 've.vd.dvc', reader).from);
  reader.check(days.length > 0, 've', 'at least one dose');
  return {
    // The seal states no time of its own; it cannot be older than the last thing it speaks of.
    issuedAt: utcMillis(Math.max(...days, 0)),
    documents: [readDocument(member(person, 'i'), 'pid.i', 'other', reader), readDocument(member(person, 'ai'), 'pid.ai', 'other', reader)].flat(),
    tests: [],
    vaccinations: doses,
  };
}

/** The disease may be left out: the vaccine's code names it then, and these seals were made for one. */
function isAgainstCovid(disease: unknown): boolean {
  return disease === undefined || (typeof disease === 'string' && COVID_19.test(disease));
}

function readDoses(event: unknown, reader: ClaimReader): readonly VaccinationRecord[] {
  const product = reader.optional(member(event, 'nam'), (value) => reader.text(value, 've.nam', MAX_LABEL_BYTES));
  return reader.list(member(event, 'vd'), 've.vd', MAX_VACCINATIONS).map((dose) => {
    const sequence = member(dose, 'seq');
    // A number in the schema; some issuers write digits.
    const number = typeof sequence === 'string' && /^\d{1,2}$/.test(sequence) ? Number(sequence) : sequence;
    return { dose: readCount(number, reader), ofDoses: null, on: readDay(member(dose, 'dvc'), 've.vd.dvc', reader).day, product };
  });
}

function readCount(value: unknown, reader: ClaimReader): number {
  reader.check(Number.isInteger(value), 've.vd.seq', 'a whole number');
  return reader.integer(value, 've.vd.seq', 1, MAX_DOSE);
}

function readTest(message: unknown, person: unknown, reader: ClaimReader): Proof {
  const [dates, result, provider] = ['dat', 'tr', 'sp'].map((name) => member(message, name));
  const sampledAt = readInstant(member(dates, 'sc'), 'dat.sc', reader);
  const reportedAt = readInstant(member(dates, 'ri'), 'dat.ri', reader);
  reader.check(sampledAt <= reportedAt, 'dat', 'a sample not after its report');
  const kind = TEST_KINDS.get(toWord(member(result, 'tc'), 'tr.tc', reader));
  const outcome = RESULTS.get(toWord(member(result, 'r'), 'tr.r', reader)) ?? 'inconclusive';
  const laboratory = reader.optional(member(provider, 'spn'), (value) => reader.text(value, 'sp.spn', MAX_LABEL_BYTES));
  const isPassport = member(person, 'dt') === 'P';
  return {
    issuedAt: reportedAt,
    documents: readDocument(member(person, 'dn'), 'pid.dn', isPassport ? 'passport' : 'other', reader),
    tests: kind === undefined ? [] : [{ kind, sampledAt, reportedAt, result: outcome, laboratory }],
    vaccinations: [],
  };
}

/** A word of the report's lists, whatever its case and spaces. */
function toWord(value: unknown, place: string, reader: ClaimReader): string {
  return reader.text(value, place, MAX_LABEL_BYTES).toLowerCase().replaceAll(' ', '');
}

function readDocument(value: unknown, place: string, type: DocumentType, reader: ClaimReader): readonly TravelDocument[] {
  if (value === undefined || value === null) return [];
  const number = typeof value === 'string' ? value.replaceAll(/[ ./<>()-]/g, '').toUpperCase() : value;
  return [{ type, number: reader.pattern(number, place, DOCUMENT_PATTERNS[type]) }];
}

/** A whole day, and the instant at which it begins. */
function readDay(value: unknown, place: string, reader: ClaimReader): { readonly day: string; readonly from: UtcMillis } {
  const from = typeof value === 'string' ? beginningOf(value) : null;
  reader.check(from !== null, place, 'a day, YYYY-MM-DD');
  return { day: String(value), from: from ?? utcMillis(0) };
}

/** A time with its zone; a day alone counts from its beginning: the older reading. */
function readInstant(value: unknown, place: string, reader: ClaimReader): UtcMillis {
  if (typeof value !== 'string' || !INSTANT.test(value)) return readDay(value, place, reader).from;
  const [, hours] = /([+-]\d\d)$/.exec(value) ?? [];
  const instant = Date.parse(hours === undefined ? value : `${value}:00`);
  reader.check(!Number.isNaN(instant), place, 'a time, YYYY-MM-DDThh:mm:ss with its zone');
  return utcMillis(Number.isNaN(instant) ? 0 : instant);
}
