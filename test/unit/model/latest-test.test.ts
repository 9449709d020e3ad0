import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEST_RESULTS, type TestRecord } from '../../../core/model/facts.ts';
import { latestTest } from '../../../core/model/latest-test.ts';
import { utcMillis } from '../../../core/model/units.ts';

const test = (sampledAt: number, result: TestRecord['result'], kind: TestRecord['kind'] = 'nucleic-acid'): TestRecord => ({
  kind,
  sampledAt: utcMillis(sampledAt),
  reportedAt: null,
  result,
  laboratory: null,
});

describe('latestTest', () => {
  it('finds none where there is none of the kind', () => {
    expect(latestTest([], 'nucleic-acid')).toBeNull();
    expect(latestTest([test(1, 'negative', 'antigen')], 'nucleic-acid')).toBeNull();
  });

  it('does not let an older negative stand before a newer positive', () => {
    expect(latestTest([test(2, 'positive'), test(1, 'negative')], 'nucleic-acid')?.result).toBe('positive');
  });

  it('counts the graver result of two sampled at the same instant, in whatever order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...TEST_RESULTS], { minLength: 3 }), (results) => {
        expect(latestTest(results.map((result) => test(5, result)), 'nucleic-acid')?.result).toBe('positive');
      }),
    );
    expect(latestTest([test(5, 'inconclusive'), test(5, 'negative')], 'nucleic-acid')?.result).toBe('inconclusive');
  });
});
