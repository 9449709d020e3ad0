import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDerElement, readDerElements } from '../../../core/model/der.ts';
import { element } from '../../../tools/issuer/der.ts';

const bytes = (hex: string) => Buffer.from(hex, 'hex');

describe('an element', () => {
  it.each([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a length that its contents do not reach', '3002aa'],
    ['a length of four gigabytes', '3084ffffffff00'],
    ['a length of five bytes', '30850000000001aa'],
    ['an indefinite length', '30800000'],
    ['a long form for a short length', '308101aa'],
    ['a long form with a leading zero', `30820080${'00'.repeat(128)}`],
    ['a length that is cut off', '3082'],
    ['a tag of more than one byte', '3f0101'],
  ])('is not read from %s', (_, hex) => {
    expect(readDerElement(bytes(hex), 0)).toBeNull();
    expect(readDerElements(bytes(hex), 8)).toEqual(hex === '' ? [] : null);
  });

  it('is read with its tag, contents and whole, wherever it stands', () => {
    expect(readDerElement(bytes('ff300200aa'), 1)).toEqual({ tag: 0x30, contents: bytes('00aa'), whole: bytes('300200aa') });
  });

  it('may have any tag where the format says so', () => {
    expect(readDerElement(bytes('ff01aa'), 0, () => true)).toMatchObject({ tag: 0xff });
  });
});

describe('elements', () => {
  it('fill the bytes, and are not more than expected', () => {
    expect(readDerElements(bytes('02010005'), 8)).toBeNull();
    expect(readDerElements(bytes('0201000500'), 2)).toHaveLength(2);
    expect(readDerElements(bytes('0201000500'), 1)).toBeNull();
  });

  it('come back as a writer wrote them, and any bytes get an answer', () => {
    const lengths = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(fc.array(lengths, { maxLength: 5 }), (values) => {
      const written = Buffer.concat(values.map((value) => element(0x04, value)));
      expect(readDerElements(written, 5)?.map(({ contents }) => Buffer.from(contents))).toEqual(values.map((value) => Buffer.from(value)));
    }));
    fc.assert(fc.property(fc.uint8Array(), (value) => { expect(() => readDerElements(value, 100)).not.toThrow(); }));
  });
});
