import { describe, expect, it } from 'vitest';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { DEFAULT_POLICY, type Policy } from '../../../core/trust/distribution/policy-file.ts';
import { reasonsAgainst, standingAt } from '../../../core/trust/standing.ts';
import { fileTrust } from '../../../core/trust/trust-source.ts';

const ISSUED = utcMillis(Date.parse('2021-09-01T00:00:00Z'));
const DAY = 24 * HOUR_MS;
const retired: Policy = { ...DEFAULT_POLICY, terminals: { minimumVersion: null, deactivated: new Map([['BG-07', 'retired']]) } };
const at = (afterIssue: number, policy = DEFAULT_POLICY) =>
  standingAt({ ...fileTrust(ISSUED, HOUR_MS), policy: () => policy }, { terminalId: 'BG-07', version: '1.0.0' }, utcMillis(ISSUED + afterIssue));

describe('how a terminal stands', () => {
  it('goes by the stated validity of a file, from its issue', () => {
    expect(at(HOUR_MS - 1)).toMatchObject({ age: { verifiedAt: ISSUED, signedUntil: ISSUED + HOUR_MS }, freshness: { state: 'fresh' }, outOfService: null });
    expect(at(HOUR_MS).freshness.state).toBe('ageing');
  });

  it.each([
    ['fresh', 0, [], []],
    ['ageing', HOUR_MS, [], []],
    ['stale', HOUR_MS + 3 * DAY, ['trust-stale'], []],
    ['dead', HOUR_MS + 14 * DAY, ['trust-dead'], ['trust-dead']],
  ] as const)('and says what speaks against a pass: %s', (state, afterIssue, without, consented) => {
    expect(at(afterIssue).freshness.state).toBe(state);
    expect(reasonsAgainst(at(afterIssue), false)).toEqual(without);
    expect(reasonsAgainst(at(afterIssue), true)).toEqual(consented);
  });

  it('a consent to stale trust puts no terminal back into service', () => {
    expect(reasonsAgainst(at(0, retired), true)).toEqual(['terminal-out-of-service']);
    expect(reasonsAgainst(at(HOUR_MS + 3 * DAY, retired), false)).toEqual(['terminal-out-of-service', 'trust-stale']);
  });
});
