/**
 * Rule sets: the day's entry rules as data. Reads and checks the file; evaluation is judge.ts. Layer: rules.
 * Format: docs/formats/rule-set.md.
 */
import { readFileSync, statSync } from 'node:fs';
import type { CertLogicExpression } from 'certlogic-js';
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import { FORMAT_IDS, type FormatId } from '../model/format.ts';
import { REASON_CODES, type ReasonCode } from '../model/reasons.ts';
import type { UtcMillis } from '../model/units.ts';
import { type DccRules, DccRulesFile } from './dcc-rules.ts';
import { type RuleNotice, RuleNoticesFile } from './rule-notices.ts';
import { Id, Instant, logicOver, Text } from './rule-fields.ts';
import { RULE_DIRECTIONS, type RuleDirection, SCAN_ROOTS, type ValueSets } from './payload.ts';

/** Rules in one set. The default set has 13; every one is evaluated at every scan. */
export const MAX_RULES = 200;
/** A set of MAX_RULES rules with texts in four languages takes about 400 kB. */
export const MAX_RULE_SET_BYTES = 1_048_576;
const MAX_VALUE_SETS = 50;
const MAX_VALUES = 500;
/** Faults named in one message: enough to mend a file by, short enough to read. */
const MAX_TOLD_FAULTS = 3;

export interface Rule {
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
  /** In force from this instant on; null: always was. */
  readonly effectiveFrom: UtcMillis | null;
  /** In force until just before this instant; null: no end. */
  readonly effectiveTo: UtcMillis | null;
  /** True when the traveller satisfies the rule. */
  readonly logic: CertLogicExpression;
  /** What the verdict says when the traveller does not. */
  readonly otherwise: { readonly outcome: 'refer' | 'refuse'; readonly reason: ReasonCode };
}

export interface RuleSet {
  readonly id: string;
  readonly version: string;
  /** Where it was loaded from. */
  readonly origin: string;
  readonly source: string;
  readonly valueSets: ValueSets;
  /** In the order in which their reasons are shown. */
  readonly rules: readonly Rule[];
  /** Rules of the EU's community on HC1 codes, beside the others; null: none. */
  readonly dccRules: DccRules | null;
  /** For the desks; officers acknowledge them. */
  readonly notices: readonly RuleNotice[];
}

const Version = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$/, 'expected 1 to 32 letters, digits, . or -');
const RuleFile = z
  .strictObject({
    id: Id,
    version: Version,
    description: z.strictObject({ 'zh-Hant': Text, pt: Text, en: Text, 'zh-Hans': Text }),
    source: Text,
    appliesTo: z.strictObject({ formats: z.array(z.enum(FORMAT_IDS)).min(1).optional(), directions: z.array(z.enum(RULE_DIRECTIONS)).min(1).optional() }),
    effective: z.strictObject({ from: Instant.optional(), to: Instant.optional() }).optional(),
    logic: logicOver(SCAN_ROOTS),
    otherwise: z.strictObject({ outcome: z.enum(['refer', 'refuse']), reason: z.enum(REASON_CODES) }),
  })
  .transform(({ appliesTo, effective, ...rule }, context): Rule => {
    const effectiveFrom = effective?.from ?? null;
    const effectiveTo = effective?.to ?? null;
    if (effectiveFrom !== null && effectiveTo !== null && effectiveTo <= effectiveFrom) {
      context.addIssue({ code: 'custom', path: ['effective', 'to'], message: 'is not later than effective.from' });
    }
    return { ...rule, formats: appliesTo.formats ?? null, directions: appliesTo.directions ?? null, effectiveFrom, effectiveTo };
  });

const RuleSetFile = z
  .strictObject({
    id: Id,
    version: Version,
    source: Text,
    valueSets: z.record(Id, z.array(z.string().max(64)).max(MAX_VALUES)),
    rules: z.array(RuleFile).min(1).max(MAX_RULES),
    dccRules: DccRulesFile.optional(),
    notices: RuleNoticesFile.optional(),
  })
  .superRefine(({ rules, valueSets }, context) => {
    if (Object.keys(valueSets).length > MAX_VALUE_SETS) context.addIssue({ code: 'custom', path: ['valueSets'], message: `holds more than ${MAX_VALUE_SETS} lists` });
    const seen = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      if (seen.has(rule.id)) context.addIssue({ code: 'custom', path: ['rules', index, 'id'], message: `repeats the id ${rule.id}` });
      seen.add(rule.id);
    }
  });

/**
 * Checks the content of a rule set file.
 * @param json - the parsed file.
 * @param origin - where it came from, for messages and for the service view.
 * @throws PortasFault `rules-invalid`, naming origin and field.
 */
export function parseRuleSet(json: unknown, origin: string): RuleSet {
  const parsed = RuleSetFile.safeParse(json);
  if (parsed.success) return { ...parsed.data, dccRules: parsed.data.dccRules ?? null, notices: parsed.data.notices ?? [], origin };
  const faults = parsed.error.issues.slice(0, MAX_TOLD_FAULTS).map(({ path, message }) => `${path.length === 0 ? '(top)' : path.map(String).join('.')}: ${message}`);
  throw new PortasFault('rules-invalid', `${origin}: ${faults.join('; ')}`);
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
