/**
 * Gives the claims of an MO1 code their meaning (docs/formats/mo1.md clauses 4 to 6). Everything that is not as specified is refused,
 * unknown keys included: a key this version does not know could take back what the others say. Layer: codes.
 */
import type { Facts } from '../model/facts.ts';
import type { Parsed } from '../model/envelope.ts';
import { utcMillis } from '../model/units.ts';
import { ClaimReader } from './claim-reader.ts';
import type { CborMap } from './cbor.ts';
import * as limits from './limits.ts';
import * as layout from './mo1-layout.ts';

const { CLAIM, STATEMENT, HOLDER, DECLARATION } = layout;
/** The keys that each map may have. */
const KEYS = { claims: Object.values(CLAIM), statement: Object.values(STATEMENT), holder: Object.values(HOLDER), declaration: Object.values(DECLARATION) } as const;

/**
 * Reads verified claims.
 * @param claims - what `decodeCbor` made of a payload whose signature holds.
 * @returns the facts; or `code-malformed` with the place of the first fault. Never throws on input.
 */
export function readMo1Claims(claims: unknown): Parsed<Facts> {
  const reader = new ClaimReader();
  const top = reader.map(claims, 'claims', KEYS.claims);
  const statement = reader.map(top.get(CLAIM.statement), 'statement', KEYS.statement);
  const issuedAt = reader.seconds(top.get(CLAIM.issuedAt), 'issued at');
  const expiresAt = reader.seconds(top.get(CLAIM.expiresAt), 'expires at');
  reader.check(issuedAt <= expiresAt, 'expires at', 'not before issued at');
  reader.check(expiresAt - issuedAt <= limits.MAX_LIFETIME_SECONDS, 'expires at', 'no longer than 14 days after issued at');
  const facts: Facts = {
    format: 'MO1',
    issuer: reader.pattern(top.get(CLAIM.issuer), 'issuer', layout.ISSUER_PATTERN),
    codeId: reader.hex(top.get(CLAIM.codeId), 'code id', limits.MO1_CODE_ID_BYTES),
    issuedAt: utcMillis(issuedAt * 1_000),
    expiresAt: utcMillis(expiresAt * 1_000),
    colour: reader.pattern(statement.get(STATEMENT.colour), 'colour', layout.COLOUR_PATTERN),
    subCode: reader.optional(statement.get(STATEMENT.subCode), (value) => reader.pattern(value, 'sub-code', layout.COLOUR_PATTERN)),
    holder: readHolder(reader, statement.get(STATEMENT.holder)),
    documents: reader.optional(statement.get(STATEMENT.documents), (value) => readDocuments(reader, value)) ?? [],
    declaration: reader.optional(statement.get(STATEMENT.declaration), (value) => readDeclaration(reader, value)),
    tests: reader.optional(statement.get(STATEMENT.tests), (value) => readTests(reader, value, issuedAt)) ?? [],
    vaccinations: reader.optional(statement.get(STATEMENT.vaccinations), (value) => readVaccinations(reader, value)) ?? [],
    recoveries: [],
    certificate: null,
  };
  return reader.fault === null ? { ok: true, value: facts } : { ok: false, reason: 'code-malformed', detail: `MO1: ${reader.fault}` };
}

function readHolder(reader: ClaimReader, value: unknown): Facts['holder'] {
  const map: CborMap = reader.map(value, 'holder', KEYS.holder);
  const nameHan = reader.optional(map.get(HOLDER.nameHan), (name) => reader.text(name, 'Han name', limits.MAX_NAME_BYTES));
  const nameLatin = reader.optional(map.get(HOLDER.nameLatin), (name) => reader.text(name, 'Latin name', limits.MAX_NAME_BYTES));
  reader.check(nameHan !== null || nameLatin !== null, 'holder', 'a name');
  return {
    nameHan,
    nameLatin,
    birthDate: reader.optional(map.get(HOLDER.birthDate), (date) => reader.partialDate(date, 'birth date')),
    sex: reader.choice(map.get(HOLDER.sex), 'sex', layout.SEX_NUMBERS),
    nationality: reader.optional(map.get(HOLDER.nationality), (code) => reader.pattern(code, 'nationality', layout.NATIONALITY_PATTERN)),
  };
}

function readDocuments(reader: ClaimReader, value: unknown): Facts['documents'] {
  return reader.rows(value, 'document', limits.MAX_DOCUMENTS, 2, ([kind, number]) => {
    const type = reader.choice(kind, 'document type', layout.DOCUMENT_NUMBERS);
    return { type, number: reader.pattern(number, 'document number', layout.DOCUMENT_PATTERNS[type]) };
  });
}

function readDeclaration(reader: ClaimReader, value: unknown): NonNullable<Facts['declaration']> {
  const map = reader.map(value, 'declaration', KEYS.declaration);
  const symptoms = reader
    .list(map.get(DECLARATION.symptoms), 'symptoms', Object.keys(layout.SYMPTOM_NUMBERS).length)
    .map((symptom) => reader.choice(symptom, 'symptom', layout.SYMPTOM_NUMBERS));
  reader.check(new Set(symptoms).size === symptoms.length, 'symptoms', 'each symptom once');
  return {
    symptoms,
    contact: reader.choice(map.get(DECLARATION.contact), 'contact', layout.ANSWER_NUMBERS),
    riskAreaStay: reader.choice(map.get(DECLARATION.riskAreaStay), 'risk area', layout.ANSWER_NUMBERS),
    travel:
      reader.optional(map.get(DECLARATION.travel), (rows) =>
        reader.rows(rows, 'travel', limits.MAX_TRAVEL, 2, ([place, leftOn]) => ({
          place: reader.text(place, 'place', limits.MAX_LABEL_BYTES),
          leftOn: reader.date(leftOn, 'left on'),
        })),
      ) ?? [],
  };
}

/** A test sampled after the code was issued would stay fresh for longer than any test can: it is refused. */
function readTests(reader: ClaimReader, value: unknown, issuedAt: number): Facts['tests'] {
  return reader.rows(value, 'test', limits.MAX_TESTS, 5, ([kind, sampled, reported, result, laboratory]) => {
    const sampledAt = reader.seconds(sampled, 'sampled at');
    reader.check(sampledAt <= issuedAt, 'sampled at', 'not after issued at');
    return {
      kind: reader.choice(kind, 'test kind', layout.TEST_KIND_NUMBERS),
      sampledAt: utcMillis(sampledAt * 1_000),
      reportedAt: reader.optional(reported, (seconds) => utcMillis(reader.seconds(seconds, 'reported at') * 1_000)),
      result: reader.choice(result, 'test result', layout.TEST_RESULT_NUMBERS),
      laboratory: reader.optional(laboratory, (name) => reader.text(name, 'laboratory', limits.MAX_LABEL_BYTES)),
    };
  });
}

function readVaccinations(reader: ClaimReader, value: unknown): Facts['vaccinations'] {
  return reader.rows(value, 'vaccination', limits.MAX_VACCINATIONS, 4, ([dose, ofDoses, on, product]) => ({
    dose: reader.integer(dose, 'dose', 1, 99),
    ofDoses: reader.optional(ofDoses, (count) => reader.integer(count, 'doses', 1, 99)),
    on: reader.date(on, 'vaccinated on'),
    product: reader.optional(product, (name) => reader.text(name, 'product', limits.MAX_PRODUCT_BYTES)),
  }));
}
