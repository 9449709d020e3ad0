/**
 * Suite files of published test vectors, and what running one yields. A suite file is data that nobody here wrote: its frame is parsed,
 * the parts that only one suite has are left to that suite's runner.
 */
import { readFileSync, statSync } from 'node:fs';
import * as z from 'zod';

/** Larger than any published suite several times over. */
const MAX_SUITE_BYTES = 64 * 1_024 * 1_024;

const VectorShape = z.looseObject({
  id: z.string().min(1).max(300),
  code: z.string().nullish(),
  codeHex: z.string().nullish(),
  /** Key material as the suite gives it; null when it has none. */
  key: z.unknown(),
  /** The instant to verify at, where the suite states one. */
  validationClock: z.string().nullish(),
  /** The suite's own expectations, verbatim; a step that is absent is not stated. */
  expected: z.unknown(),
});
const SuiteShape = z.looseObject({ suite: z.string().min(1).max(100), vectors: z.array(VectorShape).max(100_000) });

export type Vector = Readonly<z.infer<typeof VectorShape>>;
export type SuiteFile = Readonly<z.infer<typeof SuiteShape>>;

export interface StepResult {
  /** The step as the suite names it. */
  readonly step: string;
  /** `not-applicable`: the suite states nothing that the desk could agree or disagree with. */
  readonly outcome: 'correct' | 'wrong' | 'not-applicable';
  /** For `wrong`: our reason. */
  readonly detail: string;
}

/** Runs the vectors of the suites it names. One to a format; `run-suite.ts` has the table. */
export interface SuiteRunner {
  readonly suites: readonly string[];
  /** One result for each step that the vector states. Never throws on a vector. */
  run(vector: Vector, suite: SuiteFile): readonly StepResult[];
}

/**
 * Reads a suite file.
 * @throws Error that names the file and what is wrong with it.
 */
export function readSuite(path: string): SuiteFile {
  if (statSync(path).size > MAX_SUITE_BYTES) throw new Error(`${path}: more than ${MAX_SUITE_BYTES} bytes`);
  const parsed = SuiteShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${path}: ${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}`);
}
