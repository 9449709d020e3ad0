import { encode } from 'cborg';
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
});
