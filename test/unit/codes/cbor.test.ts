import { decode as decodeByLibrary, encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCbor } from '../../../core/codes/cbor.ts';

const LIMITS = { maxDepth: 3, maxItems: 20 };
const decode = (hex: string) => decodeCbor(Buffer.from(hex, 'hex'), LIMITS);

describe('CBOR', () => {
  it.each([
    ['nothing', '', /ends inside/],
    ['a byte after the item', '0000', /1 bytes after/],
    ['an array that ends early', '8201', /ends inside/],
    ['a map without its last value', 'a101', /ends inside/],
    ['an argument that ends early', '19ff', /ends inside/],
    ['a byte string longer than the input', '4201', /longer than what is left/],
    ['a text longer than the input', '6261', /longer than what is left/],
    ['a length of nearly 2^64', '5bfffffffffffffff0', /beyond 2\^53/],
    ['an array of nearly 2^32 elements', '9afffffff0', /ends inside/],
    ['an integer beyond 2^53', '1b0020000000000000', /beyond 2\^53/],
    ['a negative integer beyond -2^53', '3b0020000000000000', /beyond 2\^53/],
    ['an indefinite array', '9f01ff', /indefinite/],
    ['an indefinite map', 'bf0101ff', /indefinite/],
    ['an indefinite text', '7f6161ff', /indefinite/],
    ['a reserved length', '1c', /indefinite or reserved/],
    ['a half float', 'f93c00', /tag, float/],
    ['a double', 'fb3ff0000000000000', /tag, float/],
    ['undefined', 'f7', /tag, float/],
    ['an unassigned simple value', 'e0', /tag, float/],
    ['a break alone', 'ff', /tag, float/],
    ['a tag', 'c100', /tag, float/],
    ['text that is not UTF-8', '62c328', /not UTF-8/],
    ['a surrogate in UTF-8', '63eda080', /not UTF-8/],
    ['a byte string as key', 'a1410100', /neither integer nor text/],
    ['an array as key', 'a18000', /neither integer nor text/],
    ['null as key', 'a1f600', /neither integer nor text/],
    ['a repeated integer key', 'a201000100', /repeated/],
    ['a repeated text key', 'a2616100616100', /repeated/],
    ['an integer not in its shortest form', '1800', /shortest/],
    ['a length not in its shortest form', '580100', /shortest/],
    ['a fourth level', '8181818100', /more than 3 levels/],
    ['a fourth level inside a map', 'a101a101a101a10100', /more than 3 levels/],
    ['more items than allowed', `94${'00'.repeat(20)}`, /more than 20 items/],
  ])('refuses %s', (_, hex, detail) => {
    const result = decode(hex);
    expect(result).toMatchObject({ ok: false, reason: 'code-malformed' });
    expect(result.ok ? '' : result.detail).toMatch(detail);
  });

  it('refuses a tower of arrays of any height without climbing it', () => {
    expect(decodeCbor(Buffer.alloc(1_000_000, 0x81), { maxDepth: 6, maxItems: 1e9 }).ok).toBe(false);
  });

  it.each<[string, string, unknown]>([
    ['an array at the deepest level', '81818100', [[[0]]]],
    ['as many items as allowed', `93${'00'.repeat(19)}`, Array.from({ length: 19 }, () => 0)],
    ['a map', 'a201616102f4', new Map<unknown, unknown>([[1, 'a'], [2, false]])],
    ['an integer and a text of the same look as keys', 'a20100613101', new Map<unknown, unknown>([[1, 0], ['1', 1]])],
    ['null and true', '82f6f5', [null, true]],
    ['a wide and a negative integer', '821b001ffffffffffffe20', [Number.MAX_SAFE_INTEGER - 1, -1]],
    ['bytes', '420102', Uint8Array.of(1, 2)],
    ['an empty text', '60', ''],
  ])('reads %s', (_, hex, value) => {
    expect(decode(hex)).toEqual({ ok: true, value });
  });

  it('never throws, and reads everything a writer of lawful values writes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void decodeCbor(bytes, LIMITS)), { numRuns: 2_000 });
    const { value } = fc.letrec<{ value: unknown; list: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 2 }, fc.integer(), fc.string(), fc.boolean(), fc.constant(null), fc.uint8Array({ maxLength: 5 }), tie('list')),
      list: fc.array(tie('value'), { maxLength: 3 }),
    }));
    fc.assert(
      fc.property(value, (written) => {
        expect(decodeCbor(encode(written), { maxDepth: 5, maxItems: 200 })).toEqual({ ok: true, value: written });
      }),
    );
  });

  it.each<[string, string, unknown]>([
    ['the smallest half float', 'f90001', 2 ** -24],
    ['the largest half float', 'f97bff', 65_504],
    ['a half float below one', 'f9b800', -0.5],
    ['half floats that are no numbers', '83f97c00f9fc00f97e00', [Infinity, -Infinity, Number.NaN]],
    ['a single float', 'fa47c35000', 100_000],
    ['a double', 'fb3ff199999999999a', 1.1],
    ['an indefinite array', '9f01820203ff', [1, [2, 3]]],
    ['an indefinite map', 'bf01020304ff', new Map([[1, 2], [3, 4]])],
    ['an empty indefinite array', '9fff', []],
    ['longer forms', '83180019000158020102', [0, 1, Uint8Array.of(1, 2)]],
    ['a date with its tag', 'c074323032312d30362d30315430303a30303a30305a', '2021-06-01T00:00:00Z'],
  ])('reads %s where it is asked to be lenient', (_, hex, value) => {
    const result = decodeCbor(Buffer.from(hex, 'hex'), { ...LIMITS, lenient: true });
    expect(result).toEqual({ ok: true, value });
  });

  it.each([
    ['a break inside an indefinite map', 'bf01ff', /tag, float/],
    ['an indefinite array without its break', '9f01', /ends inside/],
    ['an indefinite text', '7f6161ff', /indefinite/],
    ['a repeated key', 'bf01020103ff', /repeated/],
    ['a key repeated in a longer form', 'a20102180103', /repeated/],
    ['a float that ends early', 'fb3ff1', /ends inside/],
    ['another tag', 'd81800', /other than that of a date/],
    ['a tower of tags', 'c1c1c1c100', /more than 3 levels/],
    ['a tag as key', 'a1c10000', /neither integer nor text/],
  ])('refuses %s where it is asked to be lenient', (_, hex, detail) => {
    const result = decodeCbor(Buffer.from(hex, 'hex'), { ...LIMITS, lenient: true });
    expect(result.ok ? '' : result.detail).toMatch(detail);
  });

  it('makes of what it reads what another library makes of it', () => {
    let read = 0;
    const item = fc.uint8Array({ minLength: 1, maxLength: 12 });
    const plausible = fc.tuple(fc.constantFrom(0x81, 0x82, 0xa1, 0xa2, 0x61, 0x62, 0x41, 0x18, 0x19), item).map(([head, rest]) => Uint8Array.of(head, ...rest));
    fc.assert(
      fc.property(fc.oneof(item, plausible), (bytes) => {
        const result = decodeCbor(bytes, LIMITS);
        if (!result.ok) return;
        read += 1;
        expect(result.value).toEqual(decodeByLibrary(bytes, { strict: true, useMaps: true, rejectDuplicateMapKeys: true }));
      }),
      { numRuns: 3_000 },
    );
    expect(read).toBeGreaterThan(20);
  });
});
