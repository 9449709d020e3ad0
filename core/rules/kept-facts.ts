/**
 * What is kept of a traveller to try other rules on: what rules decide by, and nothing that says who it was. No name, document number, birth date, sex,
 * nationality or code; times to the minute. Pure. Layer: rules. The list stands in docs/formats/rule-set.md, section 7.
 */
import * as z from 'zod';
import { ANSWERS, DOCUMENT_TYPES, type Facts, SYMPTOMS, TEST_RESULTS } from '../model/facts.ts';
import { FORMAT_IDS } from '../model/format.ts';
import type { KeptTraveller } from '../model/rule-book.ts';
import { MINUTE_MS, type UtcMillis, utcMillis } from '../model/units.ts';

/** Longest text kept of one traveller; the table holds it to that. One with 16 tests takes some 1,600 characters. */
const MAX_KEPT_CHARACTERS = 4_096;

const Time = z.number().int().transform(utcMillis);
const KeptFacts = z.strictObject({
  format: z.enum(FORMAT_IDS),
  issuer: z.string(),
  issuedAt: Time,
  expiresAt: Time,
  colour: z.string().nullable(),
  subCode: z.string().nullable(),
  documents: z.array(z.enum(DOCUMENT_TYPES)),
  declaration: z.strictObject({ symptoms: z.array(z.enum(SYMPTOMS)), contact: z.enum(ANSWERS), riskAreaStay: z.enum(ANSWERS) }).nullable(),
  tests: z.array(z.strictObject({ kind: z.enum(['nucleic-acid', 'antigen']), sampledAt: Time, result: z.enum(TEST_RESULTS) })),
});

const toMinute = (at: UtcMillis): UtcMillis => utcMillis(Math.floor(at / MINUTE_MS) * MINUTE_MS);

/** @returns null for more than is kept of anybody: a code made to fill the disk. */
export function toKeptTraveller(facts: Facts, at: UtcMillis): KeptTraveller | null {
  const { declaration } = facts;
  const kept: z.input<typeof KeptFacts> = {
    format: facts.format,
    issuer: facts.issuer,
    issuedAt: toMinute(facts.issuedAt),
    expiresAt: toMinute(facts.expiresAt),
    colour: facts.colour,
    subCode: facts.subCode,
    documents: facts.documents.map(({ type }) => type),
    declaration: declaration && { symptoms: [...declaration.symptoms], contact: declaration.contact, riskAreaStay: declaration.riskAreaStay },
    tests: facts.tests.map(({ kind, sampledAt, result }) => ({ kind, sampledAt: toMinute(sampledAt), result })),
  };
  const text = JSON.stringify(kept);
  return text.length > MAX_KEPT_CHARACTERS ? null : { at: toMinute(at), facts: text };
}

/** The same as facts again, moved in time; null for what another version has kept. @param shift - milliseconds added to every time. */
export function fromKept(text: string, shift = 0): Facts | null {
  const parsed = KeptFacts.safeParse(JSON.parse(text));
  if (!parsed.success) return null;
  const { documents, declaration, tests, ...kept } = parsed.data;
  const moved = (at: UtcMillis): UtcMillis => utcMillis(at + shift);
  return {
    ...kept,
    codeId: '',
    issuedAt: moved(kept.issuedAt),
    expiresAt: moved(kept.expiresAt),
    holder: { nameHan: null, nameLatin: null, birthDate: null, sex: 'unspecified', nationality: null },
    documents: documents.map((type) => ({ type, number: '' })),
    declaration: declaration && { ...declaration, travel: [] },
    tests: tests.map((test) => ({ ...test, sampledAt: moved(test.sampledAt), reportedAt: null, laboratory: null })),
    vaccinations: [],
    recoveries: [],
    certificate: null,
  };
}

/** What rules can read and is not kept. `current.` is an item of a list that a `reduce` walks. */
const NOT_KEPT = /^payload\.(?:codeId|holder|vaccinations|recoveries)\b|\.(?:number|travel|laboratory|reportedAt)\b/;

/** Whether kept facts answer what a rule asks by a path. */
export const isKept = (path: string): boolean => !NOT_KEPT.test(path);
