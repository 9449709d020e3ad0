/**
 * Runs the suites of families that the terminal recognises and does not accept: each of their codes must be called by its family's name, and nothing more.
 * What a suite states of signatures, disclosures or content is of no code that is accepted here, so those steps are not applicable.
 */
import { readCode } from '../../core/codes/read-code.ts';
import type { StepResult, SuiteRunner, Vector } from './suite.ts';

/** What a suite's codes are called at the desk. */
const FAMILIES: ReadonlyMap<string, string> = new Map([
  ['nl2', 'NL2'],
  ['mdl', 'mdoc'],
  ['aadhaar-secure-qr', 'Aadhaar'],
]);
const NOT_OURS = 'a statement about a family that is recognised and not accepted: its signatures are not checked and its content is not read';

export const recognisedRunner: SuiteRunner = {
  suites: [...FAMILIES.keys()],
  run(vector, { suite }) {
    const stated = Object.keys(isRecord(vector.expected) ? vector.expected : {}).filter((step) => step !== 'note');
    return [recognise(vector, FAMILIES.get(suite) ?? suite), ...stated.map((step): StepResult => ({ step, outcome: 'not-applicable', detail: NOT_OURS }))];
  },
};

function recognise(vector: Vector, family: string): StepResult {
  const read = readCode(textOf(vector));
  const came = read.ok ? `accepted as ${read.format.id}` : `${read.reason} ${read.family ?? 'of no family'}`;
  const wanted = `recognised-not-accepted ${family}`;
  return { step: 'RECOGNISE', outcome: came === wanted ? 'correct' : 'wrong', detail: came === wanted ? '' : `expected ${wanted}, came ${came}` };
}

/** A symbol's bytes are text of one character per byte, as a scanner delivers them. */
function textOf({ code, codeHex }: Vector): string {
  return code ?? Buffer.from(codeHex ?? '', 'hex').toString('latin1');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
