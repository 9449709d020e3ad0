/**
 * Runs the rules of EU states with their states' own tests: each rule must be one that the desk would load, and each of its tests must come to what
 * the state expects, by the desk's own evaluation.
 */
import type { CertLogicExpression } from 'certlogic-js';
import * as z from 'zod';
import { DccRuleFile } from '../../core/rules/dcc-rule.ts';
import { withoutImpossibleDates } from '../../core/rules/logic-dates.ts';
import { evaluateLogic } from '../../core/rules/logic.ts';
import type { StepResult, SuiteRunner, Vector } from './suite.ts';

const RuleVector = z.looseObject({
  rule: z.looseObject({ Logic: z.unknown().optional() }),
  tests: z.array(z.looseObject({ file: z.string(), payload: z.unknown().optional(), external: z.record(z.string(), z.unknown()).optional(), expected: z.unknown().optional() })),
});
/** Value sets stand once in the file, and tests name them. */
const Reference = z.strictObject({ $ref: z.string() });
const Referenced = z.record(z.string(), z.unknown()).catch({});

export const dccRulesRunner: SuiteRunner = {
  suites: ['dcc-business-rules'],
  run(vector: Vector, { file }) {
    const parsed = RuleVector.safeParse(vector);
    if (!parsed.success) return [{ step: 'vector', outcome: 'wrong', detail: 'expected a rule and its tests' }];
    const { rule, tests } = parsed.data;
    const valueSets = Referenced.parse(file?.valueSetsByRef);
    const steps = tests.map(({ file: step, payload, external, expected }): StepResult => {
      const data = { payload: withoutImpossibleDates(payload), external: dereference(external ?? {}, valueSets) };
      const came = evaluateLogic(rule.Logic as CertLogicExpression, data);
      const agrees = came.ok && came.value === expected;
      return { step, outcome: agrees ? 'correct' : 'wrong', detail: agrees ? '' : `expected ${String(expected)}, came ${came.ok ? JSON.stringify(came.value) : came.fault}` };
    });
    return [readRule(rule), ...steps];
  },
};

function readRule(rule: unknown): StepResult {
  const parsed = DccRuleFile.safeParse(rule);
  const faults = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  return { step: 'rule', outcome: parsed.success ? 'correct' : 'wrong', detail: faults.join('; ') };
}

function dereference(external: Readonly<Record<string, unknown>>, valueSets: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const reference = Reference.safeParse(external.valueSets);
  return reference.success ? { ...external, valueSets: valueSets[reference.data.$ref] } : external;
}
