/** Runs files of test vectors and counts. Which runner takes a suite stands in one table. */
import { hc1Runner } from './hc1.ts';
import { nzcpRunner } from './nzcp.ts';
import { shcRunner } from './shc.ts';
import { vdsNcRunner } from './vds-nc.ts';
import { vdsRunner } from './vds.ts';
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';

/** Every suite that is known; a further format is one more line. */
const RUNNERS: readonly SuiteRunner[] = [hc1Runner, shcRunner, nzcpRunner, vdsNcRunner, vdsRunner];

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
  const results = file.vectors.flatMap((vector) => runner.run(vector, file).map((result) => ({ vector: vector.id, ...result })));
  const of = (outcome: StepResult['outcome']) => results.filter((result) => result.outcome === outcome);
  return {
    suite: file.suite,
    correct: of('correct').length,
    wrong: of('wrong').map(({ vector, step, detail }) => ({ vector, step, detail })),
    notApplicable: of('not-applicable').length,
  };
}

/** Reads a suite file's JSON; a text says what is wrong with it. */
export function readSuiteFile(json: unknown): SuiteFile | string {
  if (typeof json !== 'object' || json === null) return 'expected an object';
  const { suite, vectors, ...others } = json as Record<string, unknown>;
  if (typeof suite !== 'string') return 'expected the name of a suite';
  if (!Array.isArray(vectors) || !vectors.every(isVector)) return 'expected a list of vectors, each with an id';
  return { ...others, suite, vectors };
}

function isVector(value: unknown): value is Vector {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
