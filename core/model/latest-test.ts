import type { TestRecord, TestResult } from './facts.ts';

/** Which result counts when two tests were sampled at the same instant: the graver one. */
const GRAVITY: Readonly<Record<TestResult, number>> = { negative: 0, inconclusive: 1, positive: 2 };

/**
 * The test that counts: the one sampled last. Of tests sampled at the same instant it is the graver result, so that the order
 * in which a code lists them decides nothing. A test dated in the future is not left out; whoever uses it checks its date.
 * @returns null when there is no test of that kind.
 */
export function latestTest(tests: readonly TestRecord[], kind: TestRecord['kind']): TestRecord | null {
  let latest: TestRecord | null = null;
  for (const test of tests) {
    if (test.kind !== kind) continue;
    const later = latest === null || test.sampledAt > latest.sampledAt;
    if (later || (test.sampledAt === latest?.sampledAt && GRAVITY[test.result] > GRAVITY[latest.result])) latest = test;
  }
  return latest;
}
