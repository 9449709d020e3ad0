/**
 * Dated scenarios: travellers made up for a rule set, with what it must say of each. They travel inside the set, so that whoever writes a rule also writes
 * down what it is meant to do. Layer: rules. Format: docs/formats/rule-set.md.
 */
import * as z from 'zod';
import { ANSWERS, DOCUMENT_TYPES, type Facts, SEXES, SYMPTOMS, TEST_RESULTS } from '../model/facts.ts';
import { FORMAT_IDS } from '../model/format.ts';
import { PORTS } from '../model/ports.ts';
import { OUTCOMES, REASON_CODES } from '../model/reasons.ts';
import { CATEGORIES, ORIGIN_AREAS, type Stated } from '../model/traveller-kind.ts';
import { HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { RULE_DIRECTIONS, type RuleDirection } from './payload.ts';
import { Instant, Text } from './rule-fields.ts';

/** The 33 historical rules have 230; at some 250 bytes each, 500 take an eighth of a set's 1 MiB. */
export const MAX_SCENARIOS = 500;
const MAX_NAME = 200;
/** As many as the reader of codes takes at most of each. */
const MAX_ROWS = 16;

export interface Scenario {
  readonly name: string;
  readonly at: UtcMillis;
  readonly direction: RuleDirection;
  readonly port: string;
  readonly stated: Stated;
  /** Earlier passes of the same day. */
  readonly crossings: number;
  readonly facts: Facts;
  readonly expect: { readonly outcome: (typeof OUTCOMES)[number]; /** All of them, in any order; null: not asked. */ readonly reasons: readonly (typeof REASON_CODES)[number][] | null };
}

const Word = z.string().min(1).max(64);
const TestFile = z.strictObject({ kind: z.enum(['nucleic-acid', 'antigen']).default('nucleic-acid'), sampledAt: Instant, result: z.enum(TEST_RESULTS).default('negative') });
const DeclarationFile = z.strictObject({ symptoms: z.array(z.enum(SYMPTOMS)).max(SYMPTOMS.length).default([]), contact: z.enum(ANSWERS).default('no'), riskAreaStay: z.enum(ANSWERS).default('no') });
/** Everything may be left out: then it is a green code of an hour ago with a permit, an empty declaration and no test. */
const FactsFile = z.strictObject({
  format: z.enum(FORMAT_IDS).default('MO1'),
  colour: Word.nullable().default('green'),
  subCode: Word.nullable().default(null),
  issuedAt: Instant.optional(),
  sex: z.enum(SEXES).default('unspecified'),
  nationality: z.string().regex(/^[A-Z]{3}$/).nullable().default(null),
  birthDate: z.string().regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/).nullable().default(null),
  documents: z.array(z.enum(DOCUMENT_TYPES)).max(MAX_ROWS).default(['mainland-permit']),
  declaration: DeclarationFile.nullable().prefault({}),
  tests: z.array(TestFile).max(MAX_ROWS).default([]),
});

export const ScenarioFile = z
  .strictObject({
    name: Text.max(MAX_NAME),
    at: Instant,
    direction: z.enum(RULE_DIRECTIONS),
    port: z.enum(PORTS).default('barrier-gate'),
    category: z.enum(CATEGORIES).nullable().default(null),
    origin: z.enum(ORIGIN_AREAS).nullable().default(null),
    crossings: z.number().int().min(0).max(100).default(0),
    facts: FactsFile.prefault({}),
    expect: z.strictObject({ outcome: z.enum(OUTCOMES), reasons: z.array(z.enum(REASON_CODES)).max(REASON_CODES.length).optional() }),
  })
  .transform(({ category, origin, facts, expect, ...scenario }): Scenario => ({
    ...scenario,
    stated: { category, origin },
    facts: toFacts(facts, scenario.at),
    expect: { outcome: expect.outcome, reasons: expect.reasons ?? null },
  }));

function toFacts(file: z.output<typeof FactsFile>, at: UtcMillis): Facts {
  const issuedAt = file.issuedAt ?? utcMillis(at - HOUR_MS);
  return {
    format: file.format,
    issuer: 'scenario',
    codeId: 'scenario',
    issuedAt,
    expiresAt: utcMillis(issuedAt + 24 * HOUR_MS),
    colour: file.colour,
    subCode: file.subCode,
    holder: { nameHan: null, nameLatin: null, birthDate: file.birthDate, sex: file.sex, nationality: file.nationality },
    documents: file.documents.map((type) => ({ type, number: 'SCENARIO' })),
    declaration: file.declaration && { ...file.declaration, travel: [] },
    tests: file.tests.map((test) => ({ ...test, reportedAt: null, laboratory: null })),
    vaccinations: [],
    recoveries: [],
    certificate: null,
  };
}
