/** Runs files of test vectors and counts. Which runner takes a suite stands in one table. */
import { certLogicRunner, readCertLogicSuite } from './certlogic.ts';
import { coseRunner, readCoseExample } from './cose.ts';
import { dccRulesRunner } from './dcc-business-rules.ts';
import { hc1Runner } from './hc1.ts';
import { nzcpRunner } from './nzcp.ts';
import { recognisedRunner } from './recognised.ts';
import { shcRunner } from './shc.ts';
import { vdsNcRunner } from './vds-nc.ts';
import { vdsRunner } from './vds.ts';
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';
import { readWycheproof, wycheproofRunner } from './wycheproof.ts';

/** Every suite that is known; a further format is one more line. */
const RUNNERS: readonly SuiteRunner[] = [
  hc1Runner,
  shcRunner,
  nzcpRunner,
  vdsNcRunner,
  vdsRunner,
  recognisedRunner,
  wycheproofRunner,
  coseRunner,
  dccRulesRunner,
  certLogicRunner,
];

/** Files that other projects publish in a shape of their own: each reader knows its own and leaves the rest. */
const FOREIGN_SHAPES: readonly ((json: unknown) => SuiteFile | null)[] = [readWycheproof, readCoseExample];

/** One step that did not come out as the suite states. */
export interface WrongStep {
  readonly vector: string;
  readonly step: string;
  readonly detail: string;
}

export interface SuiteReport {
  readonly suite: string;
  /** Steps, over all vectors. */
  readonly correct: number;
  readonly wrong: readonly WrongStep[];
  readonly notApplicable: number;
}

/**
 * Runs every vector of a file.
 * @returns the counts; null for a suite that no runner knows.
 */
export function runSuite(file: SuiteFile): SuiteReport | null {
  const runner = RUNNERS.find(({ suites }) => suites.includes(file.suite));
  if (runner === undefined) return null;
  const results = file.vectors.flatMap((vector) => runVector(runner, vector, file).map((result) => ({ vector: vector.id, ...result })));
  const of = (outcome: StepResult['outcome']) => results.filter((result) => result.outcome === outcome);
  return {
    suite: file.title ?? file.suite,
    correct: of('correct').length,
    wrong: of('wrong').map(({ vector, step, detail }) => ({ vector, step, detail })),
    notApplicable: of('not-applicable').length,
  };
}

/** A vector of a form that its runner does not expect is wrong, and the others are still run. */
function runVector(runner: SuiteRunner, vector: Vector, file: SuiteFile): readonly StepResult[] {
  try {
    return runner.run(vector, file);
  } catch (cause) {
    return [{ step: 'RUN', outcome: 'wrong', detail: `could not be run: ${cause instanceof Error ? cause.message : String(cause)}` }];
  }
}

/** Reads a suite file's JSON; a text says what is wrong with it. */
export function readSuiteFile(json: unknown): SuiteFile | string {
  if (typeof json !== 'object' || json === null) return 'expected an object';
  const foreign = FOREIGN_SHAPES.map((read) => read(json)).find((file) => file !== null);
  if (foreign !== undefined) return foreign;
  const file = json as Record<string, unknown>;
  const { suite, vectors, cases } = file;
  if (cases !== undefined) return readCertLogicSuite(file);
  if (typeof suite !== 'string') return 'expected the name of a suite';
  if (!Array.isArray(vectors) || !vectors.every(isVector)) return 'expected a list of vectors, each with an id';
  return { suite, vectors, file };
}

function isVector(value: unknown): value is Vector {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
