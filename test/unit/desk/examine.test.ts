import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { type Examination, examine } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import type { StatementKind } from '../../../core/model/verification.ts';
import { type KeySet, parseKeySet } from '../../../core/trust/key-set.ts';
import { BAD_CODE_NAMES, expectedReason, makeBadCode } from '../../../tools/issuer/bad-codes.ts';
import { encodeMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';

const AT = utcMillis(Date.parse('2021-09-01T02:00:00Z'));
const workshop = createWorkshop('examine', AT);
const keys = parseKeySet(workshop.keySet, 'test');
const rules = loadRuleSet(join(RESOURCES_DIR, 'rules/default-rules.json'));
const claims = sampleTraveller(createRandom('examine'), { issuer: workshop.issuer, at: AT });
const good = encodeMo1(claims, workshop.signer);
const look = (text: string): Examination => examine(text, keys, rules, { direction: 'to-guangdong', port: 'barrier-gate' }, AT);
const expectNoPass = (examination: Examination): void => {
  expect(examination.verdict.outcome).not.toBe('pass');
  expect(examination.verdict.reasons.length).toBeGreaterThan(0);
};

describe('examine', () => {
  it('passes a good code', () => {
    expect(look(good)).toMatchObject({ verdict: { outcome: 'pass', reasons: [] }, format: 'MO1', detail: null });
  });

  it.each(BAD_CODE_NAMES)('gives its own reason for %s', (name) => {
    const examination = look(makeBadCode(name, workshop, claims, AT));
    expectNoPass(examination);
    expect(examination.verdict.reasons[0]?.code).toBe(expectedReason(name));
  });

  it('never passes a code cut off at any character', () => {
    for (let length = 0; length < good.length; length++) expectNoPass(look(good.slice(0, length)));
  });

  it('never passes a code with one bit of any character flipped', () => {
    let passes = 0;
    for (let index = 0; index < good.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        const text = good.slice(0, index) + String.fromCharCode(good.charCodeAt(index) ^ (1 << bit)) + good.slice(index + 1);
        const examination = look(text);
        if (examination.verdict.outcome === 'pass') passes += 1;
        else expect(examination.verdict.reasons.length).toBeGreaterThan(0);
      }
    }
    expect(passes).toBe(0);
  });

  it('has a verdict for whatever a scanner can send', () => {
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array).toString('latin1'));
    fc.assert(
      fc.property(fc.oneof(bytes, bytes.map((text) => `MO1:${text}`), fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        expectNoPass(look(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds a signer to the kinds of statement its certificate is for', () => {
    const limited = (usages: readonly StatementKind[] | null): KeySet => ({ ...keys, findKey: (issuer, keyId) => {
      const key = keys.findKey(issuer, keyId);
      return key === null ? null : { ...key, usages };
    } });
    const tested = encodeMo1({ ...claims, vaccinations: [] }, workshop.signer);
    const judge = (usages: readonly StatementKind[] | null) => examine(tested, limited(usages), rules, { direction: 'to-guangdong', port: 'barrier-gate' }, AT).verdict;
    expect(judge(null).outcome).toBe('pass');
    expect(judge(['test']).outcome).toBe('pass');
    expect(judge(['vaccination', 'recovery'])).toMatchObject({ outcome: 'refuse', reasons: [{ code: 'key-purpose-mismatch' }] });
    expect(judge([]).outcome).toBe('refuse');
  });

  it('puts the signature before the meaning: a forged red code is forged, not red', () => {
    const forged = encodeMo1({ ...claims, colour: 'red' }, { keyId: workshop.signer.keyId, privateKey: workshop.strangerSigner.privateKey });
    expect(look(forged)).toMatchObject({ facts: null, verdict: { reasons: [{ code: 'signature-mismatch' }] } });
  });
});
