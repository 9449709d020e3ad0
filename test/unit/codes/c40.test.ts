import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeC40 } from '../../../core/codes/c40.ts';
import { encodeC40 } from '../../../tools/issuer/encode-vds.ts';

const decode = (hex: string) => decodeC40(Buffer.from(hex, 'hex'));

describe('C40', () => {
  it.each([
    ['an odd number of bytes', '62d719'],
    ['a pair of zeros', '0000'],
    ['a pair above all characters', 'ffff'],
    ['a shift to another set', '0641'],
    ['filling before the end', '62a10641'],
    ['an unlatch before the end', 'fe4262d7'],
    ['an unlatched small letter', 'fe62'],
    ['an unlatched nothing', 'fe00'],
  ])('is not read from %s', (_, hex) => {
    expect(decode(hex)).toBeNull();
  });

  // BSI TR-03137 part 1 v2.5 clause 3.2.3.
  it('reads the guideline’s example', () => {
    expect(decode('62d719c9')).toBe('BSI01');
    expect(decode('')).toBe('');
  });

  it('reads what a writer wrote, and any bytes get an answer', () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from(' 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ')), maxLength: 80 });
    fc.assert(fc.property(texts, (text) => { expect(decodeC40(encodeC40(text))).toBe(text); }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => { expect(() => decodeC40(bytes)).not.toThrow(); }));
  });
});
