import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationMs, HOUR_MS } from '../../../../core/model/units.ts';
import { DEFAULT_POLICY, MAX_DEACTIVATED, parsePolicy } from '../../../../core/trust/distribution/policy-file.ts';

const head = { type: 'portas-policy', version: 1 };
const freshness = { ageingAfterHours: 1, staleAfterHours: 24, deadAfterHours: 48 };
const listed = (...ids: string[]) => ({ deactivated: ids.map((terminalId) => ({ terminalId, reason: 'lost' })) });

describe('a policy file', () => {
  it.each<[string, unknown, string]>([
    ['no object', [], 'file'],
    ['another type', { ...head, type: 'portas-key-set' }, 'type'],
    ['another version', { ...head, version: 2 }, 'version'],
    ['a field it does not know', { ...head, grace: 1 }, 'file'],
    ['a field it does not know within a part', { ...head, clock: { driftSeconds: 30, driftHours: 1 } }, 'clock'],
    ['steps without their end', { ...head, freshness: { staleAfterHours: 1 } }, 'freshness.deadAfterHours'],
    ['a part of an hour', { ...head, freshness: { ...freshness, staleAfterHours: 1.5 } }, 'freshness.staleAfterHours'],
    ['time before the expiry', { ...head, freshness: { ...freshness, ageingAfterHours: -1 } }, 'freshness.ageingAfterHours'],
    ['more than a year', { ...head, freshness: { ...freshness, deadAfterHours: 8_785 } }, 'freshness.deadAfterHours'],
    ['hours as text', { ...head, freshness: { ...freshness, staleAfterHours: '24' } }, 'freshness.staleAfterHours'],
    ['stale before ageing', { ...head, freshness: { ...freshness, staleAfterHours: 0 } }, 'freshness.staleAfterHours'],
    ['dead before stale', { ...head, freshness: { ...freshness, deadAfterHours: 23 } }, 'freshness.deadAfterHours'],
    ['no drift at all', { ...head, clock: { driftSeconds: 0 } }, 'clock.driftSeconds'],
    ['a drift of more than an hour', { ...head, clock: { driftSeconds: 3_601 } }, 'clock.driftSeconds'],
    ['terminals without their list', { ...head, terminals: {} }, 'terminals.deactivated'],
    ['a version of two numbers', { ...head, terminals: { ...listed(), minimumVersion: '1.2' } }, 'terminals.minimumVersion'],
    ['a version with a suffix', { ...head, terminals: { ...listed(), minimumVersion: '1.2.0-beta' } }, 'terminals.minimumVersion'],
    ['a terminal that no settings could name', { ...head, terminals: listed('BG-07', 'bg-08') }, 'terminals.deactivated.1.terminalId'],
    ['a terminal twice', { ...head, terminals: listed('BG-07', 'BG-08', 'BG-07') }, 'terminals.deactivated.2.terminalId'],
    ['a reason that nobody could read', { ...head, terminals: { deactivated: [{ terminalId: 'BG-07', reason: 'because' }] } }, 'terminals.deactivated.0.reason'],
    ['too many terminals', { ...head, terminals: listed(...Array.from({ length: MAX_DEACTIVATED + 1 }, (_, index) => `T-${index}`)) }, 'terminals.deactivated'],
  ])('with %s is refused, naming the field', (_, json, field) => {
    const wrong = { code: 'policy-invalid', message: expect.stringMatching(new RegExp(`^set/policy\\.json: ${field.replaceAll('.', '\\.')}: `)) as string };
    expect(() => parsePolicy(json, 'set/policy.json')).toThrow(expect.objectContaining(wrong));
  });

  it('is never taken by half: any JSON is a whole policy or a fault', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parsePolicy(json, 'x')).toThrow(expect.objectContaining({ code: 'policy-invalid' }));
      }),
    );
  });

  it('says what it says, and the defaults where it is silent', () => {
    const policy = parsePolicy({ ...head, freshness, clock: { driftSeconds: 5 }, terminals: { minimumVersion: '0.2.0', deactivated: [{ terminalId: 'BG-07', reason: 'stolen' }] } }, 'x');
    expect(policy).toEqual({
      freshness: { ageingAfter: HOUR_MS, staleAfter: 24 * HOUR_MS, deadAfter: 48 * HOUR_MS },
      clock: { driftLimit: durationMs(5_000) },
      terminals: { minimumVersion: [0, 2, 0], deactivated: new Map([['BG-07', 'stolen']]) },
    });
    expect(parsePolicy({ ...head, freshness: { staleAfterHours: 1, deadAfterHours: 1 } }, 'x').freshness).toEqual({ ageingAfter: 0, staleAfter: HOUR_MS, deadAfter: HOUR_MS });
  });

  it('which is not there means 72 hours, 14 days, 30 seconds, and every terminal', () => {
    expect(DEFAULT_POLICY).toEqual({
      freshness: { ageingAfter: 0, staleAfter: 72 * HOUR_MS, deadAfter: 336 * HOUR_MS },
      clock: { driftLimit: 30_000 },
      terminals: { minimumVersion: null, deactivated: new Map() },
    });
  });
});
