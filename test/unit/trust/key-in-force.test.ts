import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { hasKeyInForce } from '../../../core/trust/key-in-force.ts';
import type { KeySet } from '../../../core/trust/key-set.ts';

const span = (from: number, until: number) => ({ validFrom: utcMillis(from), validUntil: utcMillis(until) });
const set = (keys: readonly object[], authorities: readonly object[] = []) => ({ keys, authorities }) as unknown as KeySet;
const has = (keys: KeySet) => hasKeyInForce(keys, 'staff-badge', utcMillis(100));

describe('a key in force', () => {
  it.each([
    ['nothing at all', set([])],
    ['a key whose time is over', set([{ ...span(0, 100), purposes: ['health-code'] }])],
    ['a key whose time has not come', set([{ ...span(101, 200), purposes: ['health-code'] }])],
    ['a key for badges alone', set([{ ...span(0, 200), purposes: ['staff-badge'] }])],
    ['an authority that has expired', set([], [{ certificate: span(0, 99) }])],
  ])('is not found in %s', (_, keys) => {
    expect(has(keys)).toBe(false);
  });

  it.each([
    ['a key at its first instant', set([{ ...span(100, 101), purposes: ['health-code'] }])],
    ['a key for badges and codes', set([{ ...span(0, 200), purposes: ['staff-badge', 'health-code'] }])],
    ['an authority', set([], [{ certificate: span(0, 101) }])],
  ])('is found in %s', (_, keys) => {
    expect(has(keys)).toBe(true);
  });
});
