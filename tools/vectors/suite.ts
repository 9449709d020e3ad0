/** Files of test vectors and what is said of each of their steps. The shape is that of test/vectors: a suite with a list of vectors. */

/** One vector; members beyond these are the suite's own. */
export interface Vector {
  readonly id: string;
  readonly description?: string | null;
  /** Text of the symbol, or its bytes in hex. */
  readonly code?: string | null;
  readonly codeHex?: string | null;
  readonly key?: unknown;
  /** The instant to verify at, where the suite states one. */
  readonly validationClock?: string | null;
  readonly expected?: unknown;
  readonly payload?: unknown;
}

export interface SuiteFile {
  readonly suite: string;
  readonly vectors: readonly Vector[];
  /** What the report calls the file, where one suite has many. */
  readonly title?: string;
  /** The whole file, for a runner whose suite has members beyond these. */
  readonly file?: Readonly<Record<string, unknown>>;
}

/** What came of one step that a suite states something about. */
export interface StepResult {
  readonly step: string;
  readonly outcome: 'correct' | 'wrong' | 'not-applicable';
  /** For wrong ones: what was expected and what came. */
  readonly detail: string;
}

/** Runs the vectors of some suites through the same code as the desk. */
export interface SuiteRunner {
  readonly suites: readonly string[];
  run(vector: Vector, suite: SuiteFile): readonly StepResult[];
}
