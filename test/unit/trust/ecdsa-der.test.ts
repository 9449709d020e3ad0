import { generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDerSignature } from '../../../core/trust/ecdsa-der.ts';

const toDer = (hex: string) => Buffer.from(toDerSignature(Buffer.from(hex, 'hex'))).toString('hex');
const number = (hex: string, bytes: number) => hex.padStart(2 * bytes, '0');

describe('a signature in DER', () => {
  it.each([
    ['numbers of full length', '7f'.repeat(32) + '01'.repeat(32), `30440220${'7f'.repeat(32)}0220${'01'.repeat(32)}`],
    ['a first bit that is set', '80'.repeat(32) + 'ff'.repeat(32), `3046022100${'80'.repeat(32)}022100${'ff'.repeat(32)}`],
    ['leading zeros', number('01', 32) + number('80', 32), '300702010102020080'],
    ['zero', number('00', 32) + number('00', 32), '3006020100020100'],
    ['the length of P-521', `01${'ff'.repeat(65)}00${'ff'.repeat(65)}`, `308188024201${'ff'.repeat(65)}024200${'ff'.repeat(65)}`],
  ])('has %s in its one form', (_, plain, der) => {
    expect(toDer(plain)).toBe(der);
  });

  it.each([
    ['P-256', 'sha256'],
    ['P-384', 'sha384'],
    ['P-521', 'sha512'],
  ])('is what node:crypto writes itself, on %s', (namedCurve, digest) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
    for (let i = 0; i < 100; i++) {
      const data = Buffer.of(i);
      const plain = sign(digest, data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
      expect(verify(digest, data, publicKey, toDerSignature(plain))).toBe(true);
      plain.writeUInt8(plain.readUInt8(i % plain.length) ^ 1, i % plain.length);
      expect(verify(digest, data, publicKey, toDerSignature(plain))).toBe(false);
    }
  });

  it('gets the same answer as r || s, whatever the numbers', () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const half = fc.oneof(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom(new Uint8Array(32), new Uint8Array(32).fill(255)));
    fc.assert(
      fc.property(half, half, (r, s) => {
        const plain = Buffer.concat([r, s]);
        const expected = verify('sha256', Buffer.of(1), { key: publicKey, dsaEncoding: 'ieee-p1363' }, plain);
        expect(verify('sha256', Buffer.of(1), publicKey, toDerSignature(plain))).toBe(expected);
      }),
    );
  });
});
