/**
 * Runs the CertLogic specification's own suites, whose files have a shape of their own: tests of evaluation, and of the check of an expression's
 * form. A test that its suite skips is run too, but only counts where it agrees.
 * @see CertLogic specification 1.3.2, schemas CertLogic-testSuite.json and CertLogic-validation-testSuite.json
 */
import { isDeepStrictEqual } from 'node:util';
import type { CertLogicExpression } from 'certlogic-js';
import { validateFormat } from 'certlogic-js/dist/validation/index.js';
import * as z from 'zod';
import { withoutImpossibleDates } from '../../core/rules/logic-dates.ts';
import { evaluateLogic } from '../../core/rules/logic.ts';
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';

/** Whatever JSON has, null among it; undefined where the file has no such member. */
const Anything = z.unknown().optional();
const Directive = z.enum(['skip', 'only']).optional();
const Assertion = z.looseObject({ certLogicExpression: Anything, data: Anything, expected: Anything, directive: Directive, message: z.string().optional() });
const EvaluationCase = z.looseObject({ name: z.string(), certLogicExpression: Anything, directive: Directive, assertions: z.array(Assertion) });
const ValidationCase = z.looseObject({ name: z.string().optional(), certLogicExpression: Anything, directive: Directive, issues: z.array(z.unknown()) });
const CertLogicSuite = z.looseObject({ name: z.string(), directive: Directive, cases: z.union([z.array(EvaluationCase), z.array(ValidationCase)]) });
type EvaluationCase = z.infer<typeof EvaluationCase>;
type ValidationCase = z.infer<typeof ValidationCase>;

const EVALUATION = 'certlogic';
const VALIDATION = 'certlogic-validation';

/** Reads a file of either suite; a text says what is wrong with it. */
export function readCertLogicSuite(file: Readonly<Record<string, unknown>>): SuiteFile | string {
  const parsed = CertLogicSuite.safeParse(file);
  if (!parsed.success) return 'expected a CertLogic suite: a name, and cases with assertions or with issues';
  const { name, cases } = parsed.data;
  const suite = cases.some((each) => 'issues' in each) ? VALIDATION : EVALUATION;
  return { suite, title: `${suite}: ${name}`, vectors: cases.map((each, index) => ({ ...each, id: `#${index + 1} ${each.name ?? ''}`.trim() })), file };
}

export const certLogicRunner: SuiteRunner = {
  suites: [EVALUATION, VALIDATION],
  run(vector: Vector, { suite, file }) {
    const skipsAll = file?.directive === 'skip' || ('directive' in vector && vector.directive === 'skip');
    return suite === VALIDATION ? [validate(ValidationCase.parse(vector), skipsAll)] : assertAll(EvaluationCase.parse(vector), skipsAll);
  },
};

function assertAll({ certLogicExpression, assertions }: EvaluationCase, skipsAll: boolean): readonly StepResult[] {
  return assertions.map((assertion, index) => {
    const expression = assertion.certLogicExpression === undefined ? certLogicExpression : assertion.certLogicExpression;
    const came = evaluateLogic(expression as CertLogicExpression, withoutImpossibleDates(assertion.data));
    const step = `assertion ${index + 1}${assertion.message === undefined ? '' : ` (${assertion.message})`}`;
    const detail = `expected ${JSON.stringify(assertion.expected)}, came ${came.ok ? JSON.stringify(came.value) : came.fault}`;
    return judge(step, came.ok && isDeepStrictEqual(toJson(came.value), assertion.expected), detail, skipsAll || assertion.directive === 'skip');
  });
}

function validate({ certLogicExpression, issues }: ValidationCase, skipsAll: boolean): StepResult {
  const found = validateFormat(certLogicExpression);
  return judge('issues', isDeepStrictEqual(toJson(found), issues), `expected ${JSON.stringify(issues)}, came ${JSON.stringify(found)}`, skipsAll);
}

function judge(step: string, agrees: boolean, detail: string, isSkipped: boolean): StepResult {
  if (agrees) return { step, outcome: 'correct', detail: '' };
  return { step, outcome: isSkipped ? 'not-applicable' : 'wrong', detail: isSkipped ? `the suite skips it: ${detail}` : detail };
}

/** Dates as the suite writes them, in text. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
