import { describe, expect, it } from 'vitest';
import type { TrustMarks, TrustVersions } from '../../../../core/model/trust-distribution.ts';
import { utcMillis } from '../../../../core/model/units.ts';
import { findRollback } from '../../../../core/trust/distribution/marks.ts';

const marks: TrustMarks = {
  versions: { root: 1, timestamp: 9, snapshot: 9, targets: 9 },
  keyIds: { timestamp: ['t1'], snapshot: ['s1'] },
  signedAt: null,
  verifiedAt: utcMillis(0),
};
/** A set under a newer root, with these keys in place of the ones of the marks. */
const under = (versions: Partial<TrustVersions>, keyIds: Partial<TrustMarks['keyIds']>) => {
  const roles = { ...marks.keyIds, ...keyIds };
  return {
    versions: { root: 2, timestamp: 9, snapshot: 9, targets: 9, ...versions },
    roles: { timestamp: { keyIds: roles.timestamp, threshold: 1 }, snapshot: { keyIds: roles.snapshot, threshold: 1 } },
  };
};

describe('a newer root', () => {
  it.each([
    ['with another timestamp key frees timestamp and snapshot', { timestamp: 1, snapshot: 1 }, { timestamp: ['t2'] }, null],
    ['with another timestamp key alone does not free targets', { timestamp: 1, snapshot: 1, targets: 8 }, { timestamp: ['t2'] }, 'targets'],
    ['with another snapshot key frees all three', { timestamp: 1, snapshot: 1, targets: 1 }, { snapshot: ['s2'] }, null],
    ['with one key more frees nothing', { timestamp: 8 }, { timestamp: ['t1', 't2'], snapshot: ['s1', 's2'] }, 'timestamp'],
    ['with the same keys frees nothing', { targets: 8 }, {}, 'targets'],
  ] as const)('%s', (_, versions, keyIds, role) => {
    expect(findRollback(under(versions, keyIds), marks)?.role ?? null).toBe(role);
  });

  it('is what it takes, and never goes back itself', () => {
    expect(findRollback(under({ root: 1, targets: 8 }, { snapshot: ['s2'] }), marks)?.role).toBe('targets');
    expect(findRollback(under({ root: 1 }, { snapshot: ['s2'] }), { ...marks, versions: { ...marks.versions, root: 2 } })?.role).toBe('root');
  });
});
