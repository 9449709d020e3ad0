import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { JWK, KEY_ID } from '../codes/shc-cards.ts';

const TERMS = { issuer: 'https://issuer.example/cards', purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(1) };
const load = (json: unknown) => parseJwks(json, 'set', TERMS);

describe('the key set of a SMART Health Cards issuer', () => {
  it.each([
    ['a private key', { ...JWK, d: 'AA' }, /^set: keys\[0\]: private/],
    ['another key type', { ...JWK, kty: 'RSA' }, /kty/],
    ['another curve', { ...JWK, crv: 'P-384' }, /crv/],
    ['another use', { ...JWK, use: 'enc' }, /use/],
    ['no use', { ...JWK, use: undefined }, /use/],
    ['another algorithm', { ...JWK, alg: 'ES256K' }, /alg/],
    ['coordinates off the curve', { ...JWK, x: JWK.y }, /point/],
    ['coordinates of another length', { ...JWK, x: 'AA' }, /point/],
    ['no coordinates', { ...JWK, x: undefined }, /point/],
    ['a key id that is not the thumbprint', { ...JWK, kid: 'a' }, /kid/],
    ['certificates that are none', { ...JWK, x5c: ['AAAA'] }, /x5c/],
    ['an empty chain', { ...JWK, x5c: [] }, /x5c/],
  ])('is refused with %s', (_, key, message) => {
    expect(() => load({ keys: [key] })).toThrow(message);
  });

  it('is refused without keys, with too many, with one twice, or as no object', () => {
    for (const json of [null, [], {}, { keys: [] }, { keys: Array.from({ length: 65 }, () => JWK) }]) expect(() => load(json)).toThrow(/1 to 64 keys/);
    expect(() => load({ keys: [JWK, JWK] })).toThrow(/twice/);
  });

  it('gives entries of the issuer, with the terms it was loaded under', () => {
    expect(load({ keys: [{ ...JWK, crlVersion: 1 }] })).toMatchObject([{ ...TERMS, keyId: KEY_ID, algorithm: 'ES256', usages: null }]);
  });
});
