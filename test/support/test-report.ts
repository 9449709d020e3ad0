/** What vitest's JSON report says of a run that failed, for the last lines of a log of which only the end may be kept. */
import { relative } from 'node:path';
import { z } from 'zod';

/** The part of the report that is read; a test file that could not be loaded has a message and no tests. */
const Report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() })),
    }),
  ),
});

/** A message names the fault in its first line; a difference of large objects would bury the other names. */
const MAX_MESSAGE_CHARACTERS = 300;

/**
 * The failed tests of a run.
 * @param json - text of the report; null when the run wrote none.
 * @param root - folder that file names are given relative to.
 * @returns a line for each failed test or file: file, name and first line of its message. Never empty: a fault outside every test is said to be one.
 */
export function failedTests(json: string | null, root: string): readonly string[] {
  const report = Report.safeParse(parseOrNull(json));
  if (!report.success) return ['vitest ended without a report: see its output above'];
  const failed = report.data.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const tests = assertionResults.filter((test) => test.status === 'failed').map((test) => line(`${file} > ${test.fullName}`, test.failureMessages?.[0] ?? ''));
    return tests.length === 0 && status === 'failed' ? [line(file, message)] : tests;
  });
  return failed.length > 0 ? failed : ['a fault outside of every test: see the output above'];
}

const line = (what: string, message: string): string => {
  const [first = ''] = message.trim().split('\n');
  return first === '' ? what : `${what}: ${first.slice(0, MAX_MESSAGE_CHARACTERS)}`;
};

function parseOrNull(json: string | null): unknown {
  try {
    return json === null ? null : JSON.parse(json);
  } catch {
    return null;
  }
}
