import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalise } from '../../../core/codes/canonical-json.ts';

describe('the canonical text', () => {
  it.each([
    ['a number that overflowed', '1e400'],
    ['half a surrogate pair', String.raw`"\ud800"`],
    ['half a pair in a name', String.raw`{"\udead":1}`],
    ['a bad value deep inside', String.raw`{"a":[{"b":"\ud800"}]}`],
  ])('does not exist for %s', (_, json) => {
    expect(canonicalise(JSON.parse(json))).toBeNull();
  });

  // RFC 8785 clause 3.2.2, the example, and clause 3.2.3, the order of names.
  it.each([
    [String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`, String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`],
    [String.raw`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`, '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}'],
    ['-0', '0'],
    ['{"__proto__":{"a":1},"constructor":2}', '{"__proto__":{"a":1},"constructor":2}'],
    ['{}', '{}'],
    ['[]', '[]'],
  ])('of %s is %s', (json, canonical) => {
    expect(canonicalise(JSON.parse(json))).toBe(canonical);
  });

  it('is its own canonical text, whatever the order the members came in', () => {
    fc.assert(fc.property(fc.json({ stringUnit: 'grapheme' }), (json) => {
      const value: unknown = JSON.parse(json);
      const text = canonicalise(value) ?? '';
      expect(canonicalise(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });
});
