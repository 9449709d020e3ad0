import { describe, expect, it } from 'vitest';
import { failedTests } from '../../support/test-report.ts';

const report = (...testResults: readonly object[]): string => JSON.stringify({ success: false, testResults });
const passed = { fullName: 'a passes', status: 'passed', failureMessages: [] };

describe('the last lines of a run of tests', () => {
  it('name each failed test with its file and the first line of its message', () => {
    const json = report(
      { name: '/r/test/unit/a.test.ts', status: 'failed', message: '', assertionResults: [passed, { fullName: 'a fails', status: 'failed', failureMessages: ['Error: expected 1\n    at line 2'] }] },
      { name: '/r/test/unit/b.test.ts', status: 'passed', message: '', assertionResults: [passed] },
    );
    expect(failedTests(json, '/r')).toEqual(['test/unit/a.test.ts > a fails: Error: expected 1']);
  });

  it('name a file that could not be loaded', () => {
    const json = report({ name: '/r/test/unit/a.test.ts', status: 'failed', message: 'SyntaxError: unexpected token\nin line 3', assertionResults: [] });
    expect(failedTests(json, '/r')).toEqual(['test/unit/a.test.ts: SyntaxError: unexpected token']);
  });

  it('keep a long message short', () => {
    const json = report({ name: '/r/a.test.ts', status: 'failed', message: 'x'.repeat(10_000), assertionResults: [] });
    expect(failedTests(json, '/r')[0]?.length).toBeLessThan(400);
  });

  it.each([
    ['nothing', null],
    ['half a report', '{"testResults": [{'],
    ['another file', '{"name": "portas"}'],
  ])('say that the report is missing when there is %s', (_what, json) => {
    expect(failedTests(json, '/r')).toEqual(['vitest ended without a report: see its output above']);
  });

  it('say that a fault was outside of every test when none failed', () => {
    expect(failedTests(report({ name: '/r/a.test.ts', status: 'passed', message: '', assertionResults: [passed] }), '/r')).toEqual(['a fault outside of every test: see the output above']);
  });
});
