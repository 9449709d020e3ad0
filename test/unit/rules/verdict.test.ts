import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REASON_CODES, type ReasonCode } from '../../../core/model/reasons.ts';
import type { Reason, Verdict } from '../../../core/model/verdict.ts';
import { roadReason, verdictWithoutFacts, withReason } from '../../../core/rules/judge.ts';
import { createVerdict } from '../../../core/rules/verdict.ts';

const anyReason: fc.Arbitrary<Reason> = fc.record({
  code: fc.constantFrom(...REASON_CODES),
  outcome: fc.constantFrom('refer', 'refuse'),
  ruleId: fc.option(fc.constantFrom('a', 'b'), { nil: null }),
});
const pass: Verdict = { outcome: 'pass', reasons: [], ruleSet: 'set@1' };

describe('verdictWithoutFacts', () => {
  const refused: ReasonCode[] = ['signature-mismatch', 'algorithm-mismatch', 'key-expired', 'key-not-yet-valid', 'key-purpose-mismatch', 'code-revoked', 'code-expired'];
  const referred: ReasonCode[] = [
    ...(['issuer-unknown', 'key-unknown', 'format-unknown', 'recognised-not-accepted', 'code-malformed', 'code-too-large', 'version-unsupported'] as const),
    ...(['clock-behind', 'trust-stale', 'trust-dead', 'terminal-out-of-service', 'code-repeated', 'code-not-yet-valid', 'rule-not-evaluated', 'no-rules-in-force'] as const),
  ];

  it.each(refused)('refuses for %s', (code) => {
    expect(verdictWithoutFacts(code)).toEqual({ outcome: 'refuse', reasons: [{ code, outcome: 'refuse', ruleId: null }], ruleSet: null });
  });

  it.each(referred)('refers for %s', (code) => {
    expect(verdictWithoutFacts(code)).toEqual({ outcome: 'refer', reasons: [{ code, outcome: 'refer', ruleId: null }], ruleSet: null });
  });

  it.each(REASON_CODES)('never passes for %s', (code) => {
    expect(verdictWithoutFacts(code).outcome).not.toBe('pass');
  });
});

describe('withReason', () => {
  it('turns a pass into a refer and keeps the rule set', () => {
    expect(withReason(pass, roadReason('code-repeated'))).toEqual({
      outcome: 'refer',
      reasons: [{ code: 'code-repeated', outcome: 'refer', ruleId: null }],
      ruleSet: 'set@1',
    });
  });

  it('does not soften a refusal', () => {
    const refused = createVerdict([{ code: 'colour-red', outcome: 'refuse', ruleId: 'r' }], 'set@1');
    expect(withReason(refused, roadReason('clock-behind')).outcome).toBe('refuse');
  });

  it('puts a refusal before the referrals that were there', () => {
    const referred = createVerdict([{ code: 'colour-yellow', outcome: 'refer', ruleId: 'r' }], 'set@1');
    expect(withReason(referred, roadReason('code-revoked')).reasons.map(({ code }) => code)).toEqual(['code-revoked', 'colour-yellow']);
  });

  it('leaves the verdict it was given as it was', () => {
    withReason(pass, roadReason('code-repeated'));
    expect(pass.reasons).toEqual([]);
  });
});

describe('createVerdict', () => {
  it('passes only without a reason', () => {
    fc.assert(
      fc.property(fc.array(anyReason), (reasons) => {
        const { outcome } = createVerdict(reasons, null);
        expect(outcome).toBe(reasons.length === 0 ? 'pass' : reasons.some((reason) => reason.outcome === 'refuse') ? 'refuse' : 'refer');
      }),
    );
  });

  it('orders refuse before refer, the road before the rules, and rules as given', () => {
    const rule = (code: ReasonCode, outcome: Reason['outcome'], ruleId: string | null): Reason => ({ code, outcome, ruleId });
    const { reasons } = createVerdict(
      [rule('test-too-old', 'refer', 'z'), rule('symptoms-declared', 'refer', 'a'), rule('code-repeated', 'refer', null), rule('colour-red', 'refuse', 'q'), rule('code-expired', 'refuse', null)],
      null,
    );
    expect(reasons.map(({ code }) => code)).toEqual(['code-expired', 'colour-red', 'code-repeated', 'test-too-old', 'symptoms-declared']);
  });

  it('names each code once, with its most decisive outcome', () => {
    fc.assert(
      fc.property(fc.array(anyReason), (given) => {
        const { reasons } = createVerdict(given, null);
        expect(new Set(reasons.map(({ code }) => code)).size).toBe(reasons.length);
        expect(new Set(reasons.map(({ code }) => code))).toEqual(new Set(given.map(({ code }) => code)));
        for (const { code, outcome } of reasons) {
          expect(outcome).toBe(given.some((reason) => reason.code === code && reason.outcome === 'refuse') ? 'refuse' : 'refer');
        }
      }),
    );
  });
});
