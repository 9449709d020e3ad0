import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase45 } from '../../../core/codes/base45.ts';
import { encodeBase45 } from '../../../tools/issuer/base45.ts';

const ascii = (text: string) => Uint8Array.from(Buffer.from(text, 'ascii'));

describe('base45', () => {
  it.each([
    ['nothing at all', ''],
    ['a single character', 'A'],
    ['one character more than whole groups', 'QED8W'.slice(0, 4)],
    ['lower case', 'qed8wex0'],
    ['a line end', 'QED8WEX0\n'],
    ['a character beyond Latin-1', 'QE\u4e00'],
    ['a wrong first character of a group', 'a00'],
    ['a wrong second character of a group', '0a0'],
    ['a wrong third character of a group', '00a'],
    ['a wrong character in the last pair', 'QEDa0'],
    ['a wrong second character in the last pair', 'QED0a'],
    // RFC 9285 clause 6: FGW is 65535, so GGW and ::: are too much; U5 is 255, so V5 is too much.
    ['a group beyond two bytes', 'GGW'],
    ['the highest group', ':::'],
    ['a last pair beyond one byte', 'FGWV5'],
  ])('refuses %s', (_, text) => {
    expect(decodeBase45(text)).toMatchObject({ ok: false, reason: 'code-malformed' });
  });

  // RFC 9285 clauses 4.3 and 4.4.
  it.each([
    ['BB8', 'AB'],
    ['%69 VD92EX0', 'Hello!!'],
    ['UJCLQE7W581', 'base-45'],
    ['QED8WEX0', 'ietf!'],
  ])('reads %s of the RFC', (text, plain) => {
    expect(decodeBase45(text)).toEqual({ ok: true, value: ascii(plain) });
  });

  it('reads the highest values', () => {
    expect(decodeBase45('FGWU5')).toEqual({ ok: true, value: Uint8Array.of(0xff, 0xff, 0xff) });
  });

  it('begins where it is told', () => {
    expect(decodeBase45('MO1:BB8', 4)).toEqual({ ok: true, value: ascii('AB') });
    expect(decodeBase45('MO1:', 4).ok).toBe(false);
    expect(decodeBase45('MO', 4).ok).toBe(false);
  });

  it('gives every byte string back, from one text only', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual({ ok: true, value: bytes });
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0129AFZ $%*+-./:')), minLength: 1, maxLength: 12 }), (text) => {
        const decoded = decodeBase45(text);
        if (decoded.ok) expect(encodeBase45(decoded.value)).toBe(text);
      }),
    );
  });
});
