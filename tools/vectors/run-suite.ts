/**
 * Runs a suite with the runner that its name picks, and counts. No vector is known by name here or in a runner.
 */
import type { StepResult, SuiteFile, SuiteRunner, Vector } from './suite.ts';

export interface WrongStep {
  readonly vector: string;
  readonly step: string;
  readonly detail: string;
}

/** Counts are of vectors: one is wrong when any step is, not applicable when every step is. */
export interface SuiteSummary {
  readonly suite: string;
  readonly correct: number;
  readonly wrong: number;
  readonly notApplicable: number;
  readonly wrongSteps: readonly WrongStep[];
}

/**
 * Runs every vector of a suite.
 * @returns the counts; null when no runner of the table knows the suite.
 */
export function runSuite(suite: SuiteFile, runners: readonly SuiteRunner[]): SuiteSummary | null {
  const runner = runners.find(({ suites }) => suites.includes(suite.suite));
  if (runner === undefined) return null;
  const count = { correct: 0, wrong: 0, 'not-applicable': 0 };
  const wrongSteps: WrongStep[] = [];
  for (const vector of suite.vectors) {
    const steps = runGuarded(runner, vector, suite);
    const wrong = steps.filter(({ outcome }) => outcome === 'wrong');
    wrongSteps.push(...wrong.map(({ step, detail }) => ({ vector: vector.id, step, detail })));
    const right = steps.some(({ outcome }) => outcome === 'correct');
    count[wrong.length > 0 ? 'wrong' : right ? 'correct' : 'not-applicable'] += 1;
  }
  return { suite: suite.suite, correct: count.correct, wrong: count.wrong, notApplicable: count['not-applicable'], wrongSteps };
}

/** An exception out of the code under test is itself a wrong result, and must not hide the vectors after it. */
function runGuarded(runner: SuiteRunner, vector: Vector, suite: SuiteFile): readonly StepResult[] {
  try {
    return runner.run(vector, suite);
  } catch (cause) {
    return [{ step: 'run', outcome: 'wrong', detail: `threw ${String(cause)}` }];
  }
}

/** `suite: N correct, M wrong, K not applicable`, then a line for each wrong step. */
export function formatSummary({ suite, correct, wrong, notApplicable, wrongSteps }: SuiteSummary): string {
  const lines = wrongSteps.map(({ vector, step, detail }) => `  ${vector}: ${step}: ${detail}`);
  return [`${suite}: ${correct} correct, ${wrong} wrong, ${notApplicable} not applicable`, ...lines].join('\n');
}
