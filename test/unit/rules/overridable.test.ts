import { describe, expect, it } from 'vitest';
import { REASON_CODES, type ReasonCode } from '../../../core/model/reasons.ts';
import type { Reason } from '../../../core/model/verdict.ts';
import { isOverridable } from '../../../core/rules/overridable.ts';

/** Stated a second time, so that a slip in the program's list shows here: reasons that only ever come from rules about a genuine code. */
const BY_RULES: readonly ReasonCode[] = ['code-stale', 'code-repeated', 'colour-red', 'colour-yellow', 'colour-unrecognised', 'test-missing', 'test-too-old', 'test-positive', 'test-not-conclusive', 'symptoms-declared', 'contact-declared', 'risk-area-declared', 'declaration-missing', 'document-missing', 'entry-rule-not-met', 'crossing-limit', 'fact-unknown', 'rule-not-evaluated', 'no-rules-in-force'];
const refuse = (code: ReasonCode, ruleId: string | null = 'r'): Reason => ({ code, outcome: 'refuse', ruleId });

describe('a refusal that people may set aside', () => {
  it.each(REASON_CODES.filter((code) => !BY_RULES.includes(code)))('is never one for %s, even where a rule says so', (code) => {
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse(code, null)] })).toBe(false);
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse(code)] })).toBe(false);
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse('colour-red'), refuse(code)] })).toBe(false);
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse('colour-red'), { code, outcome: 'refer', ruleId: null }] })).toBe(false);
  });

  it.each(REASON_CODES)('is never one for %s that the road itself gave', (code) => {
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse(code, null)] })).toBe(false);
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse('colour-red'), refuse(code, null)] })).toBe(false);
  });

  it.each(BY_RULES)('is one for %s where a rule says so', (code) => {
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse(code)] })).toBe(true);
  });

  it('may have reasons to refer beside it', () => {
    expect(isOverridable({ outcome: 'refuse', reasons: [refuse('colour-red'), { code: 'code-repeated', outcome: 'refer', ruleId: null }] })).toBe(true);
  });

  it('is no pass and no refer', () => {
    expect(isOverridable({ outcome: 'pass', reasons: [] })).toBe(false);
    expect(isOverridable({ outcome: 'refer', reasons: [{ code: 'colour-yellow', outcome: 'refer', ruleId: 'r' }] })).toBe(false);
  });
});
