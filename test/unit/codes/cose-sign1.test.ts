import { encode } from 'cborg';
import { describe, expect, it } from 'vitest';
import { HEADER, algorithmName, headerParameter, parseCoseSign1, toSigStructure } from '../../../core/codes/cose-sign1.ts';

const bytes = (length: number) => new Uint8Array(length);
const message = (...parts: unknown[]) => parseCoseSign1(encode(parts));

describe('COSE_Sign1', () => {
  it.each<[string, unknown[], RegExp]>([
    ['three elements', [bytes(0), new Map(), bytes(1)], /array of four/],
    ['five elements', [bytes(0), new Map(), bytes(1), bytes(64), 0], /array of four/],
    ['a protected header outside its byte string', [new Map(), new Map(), bytes(1), bytes(64)], /protected header as a byte string/],
    ['an unprotected header in a byte string', [bytes(0), bytes(1), bytes(1), bytes(64)], /unprotected header as a map/],
    ['a payload that is elsewhere', [bytes(0), new Map(), null, bytes(64)], /payload inside/],
    ['no signature', [bytes(0), new Map(), bytes(1), null], /signature as a byte string/],
    ['a protected header that is no CBOR', [Uint8Array.of(0xff), new Map(), bytes(1), bytes(64)], /CBOR/],
    ['a protected header that is no map', [encode([1]), new Map(), bytes(1), bytes(64)], /map in the protected/],
    ['a critical parameter', [encode(new Map([[2, [1]]])), new Map(), bytes(1), bytes(64)], /critical/],
  ])('refuses %s', (_, parts, detail) => {
    const result = message(...parts);
    expect(result).toMatchObject({ ok: false, reason: 'code-malformed' });
    expect(result.ok ? '' : result.detail).toMatch(detail);
  });

  it.each([['a map', encode(new Map())], ['a number', encode(7)], ['nothing', bytes(0)], ['a tag alone', Uint8Array.of(0xd2)]])('refuses %s', (_, input) => {
    expect(parseCoseSign1(input)).toMatchObject({ ok: false, reason: 'code-malformed' });
  });

  it('takes a parameter from the protected header when both have it', () => {
    const both = message(encode(new Map([[4, 'signed']])), new Map<number, unknown>([[4, 'loose'], [1, -8]]), bytes(1), bytes(64));
    expect(both.ok && headerParameter(both.value, HEADER.keyId)).toBe('signed');
    expect(both.ok && headerParameter(both.value, HEADER.algorithm)).toBe(-8);
    expect(both.ok && headerParameter(both.value, 3)).toBeUndefined();
  });

  it('takes a parameter from the unprotected header when the protected one is empty', () => {
    const loose = message(bytes(0), new Map<number, unknown>([[4, 'loose']]), bytes(1), bytes(64));
    expect(loose.ok && headerParameter(loose.value, HEADER.keyId)).toBe('loose');
  });

  it('keeps the protected header as received', () => {
    const header = encode(new Map<number, unknown>([[4, 'x'], [1, -8]]), { mapSorter: () => 0 });
    const result = message(header, new Map(), bytes(1), bytes(64));
    expect(result.ok && Buffer.from(result.value.protectedBytes).equals(header)).toBe(true);
  });

  it.each([0, 1, 23, 24, 255, 256, 4_000])('covers a payload of %i bytes in the shortest form', (length) => {
    const parts = { protectedBytes: encode(new Map([[1, -8]])), payload: bytes(length).fill(7) };
    expect(Buffer.from(toSigStructure(parts))).toEqual(Buffer.from(encode(['Signature1', parts.protectedBytes, bytes(0), parts.payload])));
  });

  it('names the algorithms it knows and no others', () => {
    expect([-8, -7, -37, -257, 'EdDSA', undefined].map(algorithmName)).toEqual(['EdDSA', 'ES256', 'PS256', 'COSE -257', 'COSE ?', 'COSE ?']);
  });
});
