import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declaredSize } from '../../../../renderer/picture/declared-size.ts';
import { isSvg, kindOfBytes, kindOfName, PICTURE_KINDS, type PictureKind } from '../../../../renderer/picture/picture-kind.ts';
import { PLACES, placeOf } from '../../../../renderer/picture/place.ts';
import { blank, toPdf, toPng } from '../../../support/picture-files.ts';

const bytes = (...parts: readonly (string | number | readonly number[])[]): Uint8Array =>
  new Uint8Array(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : typeof part === 'number' ? [part] : [...part])));

/** Headers of 300 x 200 pixels, written down from the specifications byte for byte. */
const HEADERS: Readonly<Record<Exclude<PictureKind, 'png'>, readonly Uint8Array[]>> = {
  jpeg: [
    bytes([0xff, 0xd8], [0xff, 0xe0, 0, 4, 1, 2], [0xff, 0xff, 0xfe, 0, 3, 7], [0xff, 0xc4, 0, 2], [0xff, 0xc0, 0, 17, 8, 0, 200, 1, 44]),
    bytes([0xff, 0xd8], [0xff, 0xc2, 0, 17, 8, 0, 200, 1, 44]),
  ],
  webp: [
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8 ', [0, 0, 0, 0], [0, 0, 0], [0x9d, 1, 0x2a], [44, 1], [200, 0]),
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8L', [0, 0, 0, 0], 0x2f, [0x2b, 0xc1, 0x31, 0]),
    bytes('RIFF', [0, 0, 0, 0], 'WEBPVP8X', [10, 0, 0, 0], [0, 0, 0, 0], [43, 1, 0], [199, 0, 0]),
  ],
  gif: [bytes('GIF89a', [44, 1], [200, 0]), bytes('GIF87a', [44, 1], [200, 0])],
  bmp: [
    bytes('BM', [0, 0, 0, 0, 0, 0, 0, 0, 26, 0, 0, 0], [12, 0, 0, 0], [44, 1], [200, 0]),
    bytes('BM', [0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0], [40, 0, 0, 0], [44, 1, 0, 0], [0x38, 0xff, 0xff, 0xff]),
  ],
};
const ALL = [['png', new Uint8Array(toPng(blank(300, 200)))] as const, ...Object.entries(HEADERS).flatMap(([kind, headers]) => headers.map((header) => [kind as PictureKind, header] as const))];

describe('the kind of a file', () => {
  it.each(ALL)('is told from its bytes: %s', (kind, header) => {
    expect(kindOfBytes(header)).toBe(kind);
  });

  it('is PDF where its mark stands near the beginning', () => {
    const pdf = toPdf([blank(2, 2)]);
    expect([0, 900, 1_100].map((before) => kindOfBytes(Buffer.concat([Buffer.alloc(before, 32), pdf])))).toEqual(['pdf', 'pdf', null]);
  });

  it('is none for anything else, and a drawing is known', () => {
    const svg = bytes('\n<?xml version="1.0"?><SVG width="1">');
    expect([kindOfBytes(svg), kindOfBytes(new Uint8Array()), kindOfBytes(bytes('RIFF....AVI '))]).toEqual([null, null, null]);
    expect([isSvg(svg), isSvg(bytes('a letter'))]).toEqual([true, false]);
  });

  it.each([
    ['Card.PNG', 'png'],
    ['x.jpeg', 'jpeg'],
    ['a.b.pdf', 'pdf'],
    ['drawing.svgz', 'svg'],
    ['letter.txt', null],
    ['pdf', null],
    ['x.constructor', null],
  ])('is claimed by a name: %s', (name, kind) => {
    expect(kindOfName(name)).toBe(kind);
  });
});

describe('the size that a picture declares', () => {
  it.each(ALL)('is read from the header: %s', (kind, header) => {
    expect(declaredSize(kind, header)).toEqual({ width: 300, height: 200 });
  });

  it.each(ALL)('is nothing where the header is cut anywhere before it: %s', (kind, header) => {
    const whole = Array.from({ length: header.length }, (_, length) => length).find((length) => declaredSize(kind, header.subarray(0, length)) !== null) ?? header.length;
    expect(whole).toBeGreaterThan(9);
    for (let length = 0; length < whole; length += 1) expect(declaredSize(kind, header.subarray(0, length))).toBeNull();
  });

  it('is nothing where a side is none', () => {
    expect(declaredSize('gif', bytes('GIF89a', [0, 0], [200, 0]))).toBeNull();
    expect(declaredSize('png', toPng(blank(1, 1), { width: 0, height: 7 }))).toBeNull();
  });

  it('never throws and always ends, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PICTURE_KINDS), fc.uint8Array({ maxLength: 64 }), fc.constantFrom(...ALL.map(([, header]) => header)), (kind, noise, header) => {
        const size = declaredSize(kind, new Uint8Array([...header.subarray(0, 12), ...noise]));
        return size === null || (size.width > 0 && size.height > 0);
      }),
    );
  });
});

describe('the place of a code', () => {
  it('is one of nine, by where its middle is', () => {
    const at = (x: number, y: number) => placeOf([{ x, y }, { x, y }, { x, y }, { x, y }], 90, 90);
    expect([10, 45, 80].flatMap((y) => [10, 45, 80].map((x) => at(x, y)))).toEqual(PLACES);
    expect([at(-5, 95), at(90, 0)]).toEqual(['bottom-left', 'top-right']);
  });
});
