/**
 * Rule sets: the day's entry rules as data. Reads and checks the file; evaluation is judge.ts. Layer: rules.
 * Format: docs/formats/rule-set.md.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { CertLogicExpression } from 'certlogic-js';
import { dataAccesses } from 'certlogic-js/dist/validation/index.js';
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import { FORMAT_IDS, type FormatId } from '../model/format.ts';
import { type Port, PORTS } from '../model/ports.ts';
import { REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import { CATEGORIES, type Category, ORIGIN_AREAS, type OriginArea } from '../model/traveller-kind.ts';
import type { UtcMillis } from '../model/units.ts';
import { type DccRules, DccRulesFile } from './dcc-rules.ts';
import { FrequencyFile, type HelperData, LimitFile } from './limit.ts';
import { Effective, Id, logicOver, spanOf, Text } from './rule-fields.ts';
import { type RuleNotice, RuleNoticesFile } from './rule-notices.ts';
import { MAX_SCENARIOS, type Scenario, ScenarioFile } from './scenario.ts';
import { RULE_DIRECTIONS, type RuleDirection, SCAN_ROOTS, type ValueSets } from './payload.ts';

/** Rules in one set. The default set has 13; every one is evaluated at every scan. */
export const MAX_RULES = 200;
/** A set of MAX_RULES rules with texts in four languages takes about 400 kB. */
export const MAX_RULE_SET_BYTES = 1_048_576;
const MAX_VALUE_SETS = 50;
const MAX_VALUES = 500;
const MAX_SUB_CODES = 50;
/** As many sets as a terminal holds. */
const MAX_RECALLS = 32;
/** Faults named in one message: enough to mend a file by, short enough to read. */
const MAX_TOLD_FAULTS = 3;

export interface Rule extends HelperData {
  readonly id: string;
  readonly version: string;
  /** One sentence per language of the desk. */
  readonly description: Readonly<Record<'zh-Hant' | 'pt' | 'en' | 'zh-Hans', string>>;
  /** The notice the rule is taken from. */
  readonly source: string;
  /** Null: applies to every one. */
  readonly formats: readonly FormatId[] | null;
  /** Null: applies to every one. */
  readonly directions: readonly RuleDirection[] | null;
  /** Null: applies to every one. */
  readonly ports: readonly Port[] | null;
  /** Null: applies to every one. */
  readonly categories: readonly Category[] | null;
  /** Null: applies to every one. */
  readonly origins: readonly OriginArea[] | null;
  /** The issuer's sub-codes it applies to; null: every code, with a sub-code or without. */
  readonly subCodes: readonly string[] | null;
  /** In force from this instant on; null: always was. */
  readonly effectiveFrom: UtcMillis | null;
  /** In force until just before this instant; null: no end. */
  readonly effectiveTo: UtcMillis | null;
  /** The notice that took an announced rule back before its minute: it stays in the set as a record and is never in force. */
  readonly withdrawn: string | null;
  /** True when the traveller satisfies the rule, or is exempt by it. */
  readonly logic: CertLogicExpression;
  /** What the verdict says when the traveller does not satisfy it; null: an exemption. */
  readonly otherwise: { readonly outcome: 'refer' | 'refuse'; readonly reason: ReasonCode } | null;
  /** Rules that do not count for whom this one is true; null: a requirement. */
  readonly exempts: readonly string[] | null;
}

export interface RuleSet {
  readonly id: string;
  readonly version: string;
  /** Where it was loaded from. */
  readonly origin: string;
  /** SHA-256 of the content in hex: two sets are the same when this is. */
  readonly digest: string;
  /** The content as JSON, to be kept. */
  readonly content: string;
  readonly source: string;
  /** In force from this instant on; null: as soon as it is accepted. */
  readonly effectiveFrom: UtcMillis | null;
  /** In force until just before this instant; null: until another one is. */
  readonly effectiveTo: UtcMillis | null;
  /** Sets, as `id@version`, that this one takes back from every terminal, in force or not. */
  readonly recalls: readonly string[];
  /** What the set promises to say of dated travellers; tried before it counts. */
  readonly scenarios: readonly Scenario[];
  readonly valueSets: ValueSets;
  /** In the order in which their reasons are shown. */
  readonly rules: readonly Rule[];
  /** Rules of the EU's community on HC1 codes, beside the others; null: none. */
  readonly dccRules: DccRules | null;
  /** For the desks; officers acknowledge them. */
  readonly notices: readonly RuleNotice[];
}

const Version = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$/, 'expected 1 to 32 letters, digits, . or -');
const SetName = z.string().regex(/^[a-z0-9.-]{1,64}@[0-9A-Za-z][0-9A-Za-z.-]{0,31}$/, 'expected id@version');
const Words = <T extends readonly [string, ...string[]]>(words: T) => z.array(z.enum(words)).min(1).max(words.length).optional();
const AppliesTo = z.strictObject({
  formats: z.array(z.enum(FORMAT_IDS)).min(1).optional(),
  directions: z.array(z.enum(RULE_DIRECTIONS)).min(1).optional(),
  ports: Words(PORTS),
  categories: Words(CATEGORIES),
  origins: Words(ORIGIN_AREAS),
  subCodes: z.array(z.string().min(1).max(64)).min(1).max(MAX_SUB_CODES).optional(),
});

const RuleFile = z
  .strictObject({
    id: Id,
    version: Version,
    description: z.strictObject({ 'zh-Hant': Text, pt: Text, en: Text, 'zh-Hans': Text }),
    source: Text,
    appliesTo: AppliesTo,
    effective: Effective.optional(),
    withdrawn: Text.optional(),
    limit: LimitFile.optional(),
    frequency: FrequencyFile.optional(),
    logic: logicOver(SCAN_ROOTS),
    otherwise: z.strictObject({ outcome: z.enum(['refer', 'refuse']), reason: z.enum(REASON_CODES) }).optional(),
    exempts: z.array(Id).min(1).max(MAX_RULES).optional(),
  })
  .transform(({ appliesTo, effective, ...rule }, context): Rule => {
    if ((rule.otherwise === undefined) === (rule.exempts === undefined)) context.addIssue({ code: 'custom', path: ['otherwise'], message: 'expected either otherwise or exempts' });
    const read = readsOf(rule.logic);
    if (rule.limit === undefined && read.some((path) => /^external\.limit\b|^payload\.latest\w+Test\.age$/.test(path))) {
      context.addIssue({ code: 'custom', path: ['limit'], message: 'is read by the logic and not there' });
    }
    if (rule.frequency === undefined && read.some((path) => /^external\.(?:frequency|crossings)\b/.test(path))) {
      context.addIssue({ code: 'custom', path: ['frequency'], message: 'is read by the logic and not there' });
    }
    return {
      ...rule,
      ...spanOf(effective),
      formats: appliesTo.formats ?? null,
      directions: appliesTo.directions ?? null,
      ports: appliesTo.ports ?? null,
      categories: appliesTo.categories ?? null,
      origins: appliesTo.origins ?? null,
      subCodes: appliesTo.subCodes ?? null,
      withdrawn: rule.withdrawn ?? null,
      limit: rule.limit ?? null,
      frequency: rule.frequency ?? null,
      otherwise: rule.otherwise ?? null,
      exempts: rule.exempts ?? null,
    };
  });

const RuleSetFile = z
  .strictObject({
    id: Id,
    version: Version,
    source: Text,
    effective: Effective.optional(),
    valueSets: z.record(Id, z.array(z.string().max(64)).max(MAX_VALUES)),
    rules: z.array(RuleFile).min(1).max(MAX_RULES),
    dccRules: DccRulesFile.optional(),
    recalls: z.array(SetName).min(1).max(MAX_RECALLS).default([]),
    scenarios: z.array(ScenarioFile).max(MAX_SCENARIOS).default([]),
    notices: RuleNoticesFile.optional(),
  })
  .superRefine(({ id, version, recalls, rules, valueSets }, context) => {
    if (recalls.includes(`${id}@${version}`)) context.addIssue({ code: 'custom', path: ['recalls'], message: 'names the set itself' });
    if (Object.keys(valueSets).length > MAX_VALUE_SETS) context.addIssue({ code: 'custom', path: ['valueSets'], message: `holds more than ${MAX_VALUE_SETS} lists` });
    const seen = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      if (seen.has(rule.id)) context.addIssue({ code: 'custom', path: ['rules', index, 'id'], message: `repeats the id ${rule.id}` });
      seen.add(rule.id);
    }
    const requirements = new Set(rules.filter(({ otherwise }) => otherwise !== null).map(({ id }) => id));
    for (const [index, rule] of rules.entries()) {
      const missing = rule.exempts?.find((id) => !requirements.has(id));
      if (missing !== undefined) context.addIssue({ code: 'custom', path: ['rules', index, 'exempts'], message: `names ${missing}, which is no rule with an otherwise` });
    }
  });

/** `id@version`, as verdicts and the audit name a set. */
export const ruleSetName = ({ id, version }: Pick<RuleSet, 'id' | 'version'>): string => `${id}@${version}`;

/** Paths that an expression reads. */
export const readsOf = (logic: CertLogicExpression): readonly string[] => dataAccesses(logic);

/**
 * Checks the content of a rule set file.
 * @param json - the parsed file.
 * @param origin - where it came from, for messages and for the service view.
 * @throws PortasFault `rules-invalid`, naming origin and field.
 */
export function parseRuleSet(json: unknown, origin: string): RuleSet {
  const parsed = RuleSetFile.safeParse(json);
  if (parsed.success) {
    const { effective, ...file } = parsed.data;
    const content = JSON.stringify(json);
    const digest = createHash('sha256').update(content).digest('hex');
    return { ...file, ...spanOf(effective), dccRules: file.dccRules ?? null, notices: file.notices ?? [], origin, content, digest };
  }
  const faults = parsed.error.issues.slice(0, MAX_TOLD_FAULTS).map(({ path, message }) => `${path.length === 0 ? '(top)' : path.map(String).join('.')}: ${message}`);
  throw new PortasFault('rules-invalid', `${origin}: ${faults.join('; ')}`);
}

/**
 * Checks a rule set that a signed set brings. The terminal's own is tried by whoever installs it; one that comes by itself must bring what it is tried on.
 * @throws PortasFault `rules-invalid`, as `parseRuleSet`, and where there is no scenario.
 */
export function parseOfferedRuleSet(json: unknown, origin: string): RuleSet {
  const ruleSet = parseRuleSet(json, origin);
  if (ruleSet.scenarios.length === 0) throw new PortasFault('rules-invalid', `${origin}: scenarios: expected one at least`);
  return ruleSet;
}

/**
 * Reads a rule set from a file. Blocks; called at start and at activation, never while a code is judged.
 * @throws PortasFault `rules-invalid` when it cannot be read, is too large, is no UTF-8 JSON or breaks the format.
 */
export function loadRuleSet(path: string): RuleSet {
  return parseRuleSet(readJson(path), path);
}

function readJson(path: string): unknown {
  try {
    const { size } = statSync(path);
    if (size > MAX_RULE_SET_BYTES) throw new RangeError(`expected at most ${MAX_RULE_SET_BYTES} bytes, found ${size}`);
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)));
  } catch (cause) {
    throw new PortasFault('rules-invalid', `${path}: cannot be read as UTF-8 JSON: ${String(cause)}`, { cause });
  }
}
