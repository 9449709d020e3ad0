/** Rules of EU states for tests: published ones with their value sets, and a plain one to spoil. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { sampleFile } from './sample-set.ts';

const Published = z.object({
  valueSetsByRef: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
  vectors: z.array(z.object({ issuerGroup: z.string(), rule: z.record(z.string(), z.unknown()) })),
});
const published = Published.parse(JSON.parse(readFileSync('test/vectors/dcc-business-rules/dcc-business-rules.json', 'utf8')));

/** The first of the published value sets. */
export const valueSets: Readonly<Record<string, readonly string[]>> = Object.values(published.valueSetsByRef)[0] ?? {};

/** All published rules of a state, unchanged. */
export const rulesOf = (country: string): readonly Readonly<Record<string, unknown>>[] =>
  published.vectors.filter(({ issuerGroup }) => issuerGroup === country).map(({ rule }) => rule);

/** A rule that everyone satisfies, members replaced by those given. */
export const dccRule = (members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  Identifier: 'GR-PT-0001',
  Type: 'Acceptance',
  Country: 'PT',
  Version: '1.0.0',
  SchemaVersion: '1.0.0',
  Engine: 'CERTLOGIC',
  EngineVersion: '0.7.5',
  CertificateType: 'General',
  Description: [{ lang: 'de', desc: 'Eine Regel.' }, { lang: 'en', desc: 'A rule.' }],
  ValidFrom: '2021-06-01T00:00:00Z',
  ValidTo: '2030-06-01T00:00:00Z',
  AffectedFields: ['v.0'],
  Logic: true,
  ...members,
});

/** A rule set file whose own one rule passes everyone, with these EU rules. */
export const dccFile = (rules: readonly unknown[], members: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  ...sampleFile({ logic: true }),
  dccRules: { countryOfArrival: 'PT', valueSets: {}, rules, ...members },
});
