/**
 * What a rule can see: the facts and the context of a scan as plain JSON, in the shape CertLogic works on
 * (`{ payload, external }`). Pure. Layer: rules. Documented for rule authors in docs/formats/rule-set.md.
 */
import type { Facts, TestRecord } from '../model/facts.ts';
import { latestTest } from '../model/latest-test.ts';
import { toMacauDate, toMacauIso } from '../model/macau-time.ts';
import type { UtcMillis } from '../model/units.ts';
import { ageOf, type HelperData, type LimitUnit } from './limit.ts';
import type { LogicRoots } from './logic.ts';

/** Ways through a checkpoint. */
export const RULE_DIRECTIONS = ['to-guangdong', 'to-macau'] as const;
export type RuleDirection = (typeof RULE_DIRECTIONS)[number];

/** Named lists of words a rule may look a word up in; the colours live here, as data. */
export type ValueSets = Readonly<Record<string, readonly string[]>>;

export type RuleData = { readonly payload: Readonly<Record<PayloadField, unknown>>; readonly external: Readonly<Record<ExternalField, unknown>> };

/** Members of `payload`: a rule that names another one is refused at load, since a misspelt name would silently read as null. */
export const PAYLOAD_FIELDS = [
  'format',
  'issuer',
  'codeId',
  'issuedAt',
  'expiresAt',
  'colour',
  'subCode',
  'holder',
  'documents',
  'declaration',
  'tests',
  'vaccinations',
  'recoveries',
  'latestNucleicAcidTest',
  'latestAntigenTest',
] as const;
export type PayloadField = (typeof PAYLOAD_FIELDS)[number];

/** Members of `external`. */
export const EXTERNAL_FIELDS = ['validationClock', 'today', 'direction', 'port', 'valueSets', 'limit', 'frequency', 'crossings'] as const;
export type ExternalField = (typeof EXTERNAL_FIELDS)[number];

/** Where a rule of this terminal's own may look. */
export const SCAN_ROOTS: LogicRoots = { payload: PAYLOAD_FIELDS, external: EXTERNAL_FIELDS };

/**
 * Dates are ISO 8601 date-times with Macau's offset; `sampledOn` and `today` are calendar days in Macau, for rules that count by date.
 * Objects are copied: CertLogic asks them for `toString`, which one without a prototype, as decoders make them, does not have.
 * CertLogic's `reduce` cannot look outside its list, so the test that counts is given beside the list of all.
 */
export function toRuleData(facts: Facts, context: { at: UtcMillis; direction: RuleDirection; port: string; valueSets: ValueSets }): RuleData {
  return {
    payload: {
      format: facts.format,
      issuer: facts.issuer,
      codeId: facts.codeId,
      issuedAt: toMacauIso(facts.issuedAt),
      expiresAt: toMacauIso(facts.expiresAt),
      colour: facts.colour,
      subCode: facts.subCode,
      holder: { ...facts.holder },
      documents: facts.documents.map((document) => ({ ...document })),
      declaration: facts.declaration && { ...facts.declaration },
      tests: facts.tests.map((test) => toTestData(test)),
      vaccinations: facts.vaccinations.map((vaccination) => ({ ...vaccination })),
      recoveries: facts.recoveries.map((recovery) => ({ ...recovery })),
      latestNucleicAcidTest: toTestData(latestTest(facts.tests, 'nucleic-acid')),
      latestAntigenTest: toTestData(latestTest(facts.tests, 'antigen')),
    },
    external: {
      validationClock: toMacauIso(context.at),
      today: toMacauDate(context.at),
      direction: context.direction,
      port: context.port,
      valueSets: context.valueSets,
      limit: null,
      frequency: null,
      crossings: null,
    },
  };
}

/**
 * The same data for each rule: ages of tests in the unit of its limit, its limit and frequency, and how often the traveller has crossed. What many rules
 * share is made once.
 * @param crossings - asked only where a rule limits them.
 */
export function forRules(data: RuleData, facts: Facts, at: UtcMillis, crossings: () => number | null): (rule: HelperData) => RuleData {
  const payloads = new Map<LimitUnit, RuleData['payload']>();
  const payloadIn = (unit: LimitUnit): RuleData['payload'] => {
    const aged = (kind: TestRecord['kind']): ReturnType<typeof toTestData> => toTestData(latestTest(facts.tests, kind), { unit, at });
    const payload = payloads.get(unit) ?? { ...data.payload, latestNucleicAcidTest: aged('nucleic-acid'), latestAntigenTest: aged('antigen') };
    payloads.set(unit, payload);
    return payload;
  };
  return ({ limit, frequency }) => {
    if (limit === null && frequency === null) return data;
    return {
      payload: limit === null ? data.payload : payloadIn(limit.unit),
      external: { ...data.external, limit, frequency, crossings: frequency === null ? null : crossings() },
    };
  };
}

function toTestData(test: TestRecord | null, age: { readonly unit: LimitUnit; readonly at: UtcMillis } | null = null) {
  return (
    test && {
      kind: test.kind,
      sampledAt: toMacauIso(test.sampledAt),
      sampledOn: toMacauDate(test.sampledAt),
      reportedAt: test.reportedAt && toMacauIso(test.reportedAt),
      result: test.result,
      laboratory: test.laboratory,
      age: age && ageOf(test.sampledAt, age.at, age.unit),
    }
  );
}
