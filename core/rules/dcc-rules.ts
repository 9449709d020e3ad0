/**
 * The part of a rule set that holds rules of EU states: which country is arrived in, the value sets the rules look things up in, and the rules
 * themselves, unchanged. Layer: rules. Format: docs/formats/rule-set.md.
 */
import { dataAccesses } from 'certlogic-js/dist/validation/index.js';
import * as z from 'zod';
import { Country, type DccRule, DccRuleFile, dccRuleName, Region } from './dcc-rule.ts';
import { MAX_LIST } from './logic.ts';

/** All 27 states together have published fewer; one has at most 21. */
export const MAX_DCC_RULES = 500;
const MAX_VALUE_SETS = 32;

export interface DccRules {
  readonly countryOfArrival: string;
  readonly regionOfArrival: string | null;
  /** Codes alone, whatever shape the file has them in: that is what rules look for. */
  readonly valueSets: Readonly<Record<string, readonly string[]>>;
  /** Every version of every rule, in the order of the file. */
  readonly rules: readonly DccRule[];
}

const Code = z.string().min(1).max(128);
/** A list of codes, as rules see it; or the EU's value set itself, whose `valueSetValues` has an entry for each code. */
const ValueSet = z.union([
  z.array(Code).max(MAX_LIST),
  z.object({ valueSetValues: z.record(Code, z.unknown()) }).transform(({ valueSetValues }, context) => {
    const codes = Object.keys(valueSetValues);
    if (codes.length > MAX_LIST) context.addIssue({ code: 'custom', path: ['valueSetValues'], message: `holds more than ${MAX_LIST} codes` });
    return codes;
  }),
]);
const ValueSetId = z.string().regex(/^[A-Za-z][\w-]{0,63}$/, 'expected a name of letters, digits, _ and -');

export const DccRulesFile = z
  .strictObject({
    countryOfArrival: Country,
    regionOfArrival: Region.optional(),
    valueSets: z.record(ValueSetId, ValueSet),
    rules: z.array(DccRuleFile).min(1).max(MAX_DCC_RULES),
  })
  // What members say of each other is asked when each is known to be good.
  .transform(({ regionOfArrival, ...file }, context): DccRules => {
    const { rules, valueSets } = file;
    if (Object.keys(valueSets).length > MAX_VALUE_SETS) context.addIssue({ code: 'custom', path: ['valueSets'], message: `holds more than ${MAX_VALUE_SETS} lists` });
    const seen = new Set<string>();
    for (const [index, rule] of rules.entries()) {
      const name = dccRuleName(rule);
      if (seen.has(name)) context.addIssue({ code: 'custom', path: ['rules', index, 'Version'], message: `repeats ${name}` });
      seen.add(name);
      // Looking into a list that is not there is an error at every scan; better one while loading.
      const missing = valueSetsOf(rule).find((id) => !Object.hasOwn(valueSets, id));
      if (missing !== undefined) context.addIssue({ code: 'custom', path: ['rules', index, 'Logic'], message: `reads the value set ${missing}, which the file does not hold` });
    }
    return { ...file, regionOfArrival: regionOfArrival ?? null };
  });

/** Names of the value sets that a rule reads. */
function valueSetsOf({ logic }: DccRule): readonly string[] {
  return dataAccesses(logic).flatMap((path) => {
    const id = /^external\.valueSets\.([^.]+)/.exec(path)?.[1];
    return id === undefined ? [] : [id];
  });
}
