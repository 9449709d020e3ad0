import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SYMBOL_CHARACTERS } from '../../../core/codes/limits.ts';
import { readCode } from '../../../core/codes/read-code.ts';
import { encodeBase45 } from '../../../tools/issuer/base45.ts';
import { encodeMo1, wrapMo1 } from '../../../tools/issuer/encode-mo1.ts';
import { traveller, workshop } from '../issuer/road.ts';

describe('reading a code', () => {
  it.each([
    ['more than any symbol holds', 'x'.repeat(MAX_SYMBOL_CHARACTERS + 1), 'code-too-large', null],
    ['as much as a symbol holds', 'x'.repeat(MAX_SYMBOL_CHARACTERS), 'format-unknown', null],
    ['nothing', '', 'format-unknown', null],
    ['an MO1 code without content', 'MO1:', 'code-malformed', 'MO1'],
    ['an MO1 code longer than a symbol of its kind', `MO1:${'0'.repeat(4_293)}`, 'code-too-large', 'MO1'],
    ['the next version', 'MO2:ABC', 'version-unsupported', 'MO'],
    ['a two-digit version', 'MO12:ABC', 'version-unsupported', 'MO'],
    ['a health code of the EU', 'LT1:6BF', 'recognised-not-accepted', 'LT1'],
    ['lower case', 'mo1:abc', 'format-unknown', null],
  ])('says of %s why there is no envelope', (_, text, reason, family) => {
    expect(readCode(text)).toMatchObject({ ok: false, reason, family });
  });

  it('gives the envelope of a good code with its format', () => {
    const read = readCode(encodeMo1(traveller('r'), workshop.signer));
    expect(read).toMatchObject({ ok: true, format: { id: 'MO1' }, envelope: { issuer: workshop.issuer, keyId: workshop.signer.keyId, claimedAlgorithm: 'EdDSA' } });
  });

  it('gives an answer for any text and any bytes, at every layer', () => {
    const total = (text: string): void => {
      expect(typeof readCode(text).ok).toBe('boolean');
    };
    const bytes = fc.uint8Array({ maxLength: 300 });
    const asLatin1 = (value: Uint8Array) => Buffer.from(value).toString('latin1');
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), total), { numRuns: 500 });
    fc.assert(fc.property(bytes, (value) => total(asLatin1(value))), { numRuns: 500 });
    fc.assert(fc.property(fc.constantFrom('MO1:', 'HC1:', 'MO2:', '{', 'PK\x03\x04', '\xdc\x03'), bytes, (prefix, value) => total(prefix + asLatin1(value))), { numRuns: 500 });
    fc.assert(fc.property(bytes, (value) => total(`MO1:${encodeBase45(value)}`)), { numRuns: 500 });
    fc.assert(fc.property(bytes, (value) => total(wrapMo1(value))), { numRuns: 500 });
  });
});
