import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { CODE_FORMATS, type FoundCode } from '../../../../renderer/reader/found-code.ts';
import { isSound, type Luma } from '../../../../renderer/reader/luma.ts';
import { FRAMES_OF_A_ROUND } from '../../../../renderer/reader/read-frame.ts';
import { createPictureReader, type Effort } from '../../../../renderer/reader/read-picture.ts';
import { halve } from '../../../../renderer/reader/retouch.ts';
import { type Look, openZxing, type Zxing } from '../../../../renderer/reader/zxing.ts';
import { readerWasm } from '../../../support/pictures/reader-wasm.ts';
import { drawPicture, type Spoiling } from '../../../support/pictures/picture.ts';
import { createRandom } from '../../../support/pictures/random.ts';
import { emptySet } from '../../../support/pictures/sets.ts';
import { drawSymbol } from '../../../support/pictures/symbols.ts';

const TEXT = 'HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOP-I3D3WZM9WBIHM8';
const EFFORTS: readonly Effort[] = ['frame', 'still'];

let zxing: Zxing;
beforeAll(async () => {
  zxing = await openZxing(readerWasm());
});

/** What a camera that looks at one and the same picture finds within a round. */
function readFrames(picture: Luma): readonly string[] {
  const reader = createPictureReader(zxing);
  for (let frame = 0; frame < FRAMES_OF_A_ROUND; frame += 1) {
    const codes = reader.read(picture, 'frame');
    if (codes.length > 0) return codes.map(({ text }) => text);
  }
  return [];
}
const readStill = (picture: Luma): readonly string[] => createPictureReader(zxing).read(picture, 'still').map(({ text }) => text);

describe('a picture that is none', () => {
  it.each<[string, Luma]>([
    ['nothing', { data: new Uint8Array(0), width: 0, height: 0 }],
    ['fewer bytes than pixels', { data: new Uint8Array(10), width: 10, height: 10 }],
    ['more bytes than pixels', { data: new Uint8Array(1_000), width: 10, height: 10 }],
    ['a negative side', { data: new Uint8Array(100), width: -10, height: -10 }],
    ['half a pixel', { data: new Uint8Array(5), width: 2.5, height: 2 }],
    ['a size that is no number', { data: new Uint8Array(0), width: Number.NaN, height: 1 }],
    ['more pixels than are looked at', { data: new Uint8Array(0), width: 100_000, height: 100_000 }],
  ])('of %s holds no code', (_what, picture) => {
    expect(isSound(picture)).toBe(false);
    for (const effort of EFFORTS) expect(createPictureReader(zxing).read(picture, effort)).toEqual([]);
  });

  it('of a few pixels holds no code', () => {
    for (const [width, height] of [[1, 1], [1, 700], [700, 1], [2, 2], [3, 5], [16, 16]] as const) {
      const picture = { data: new Uint8Array(width * height).fill(90), width, height };
      expect(readStill(picture), `${width} x ${height}`).toEqual([]);
      expect(readFrames(picture), `${width} x ${height}`).toEqual([]);
    }
  });
});

describe('a picture without a code', () => {
  it.each(emptySet(5).map((one) => [one.kind, one] as const))('of %s is not taken for one', (_kind, one) => {
    // A quarter of it: what is looked for is the same, in a quarter of the time.
    const picture = halve(one.draw());
    expect(readFrames(picture)).toEqual([]);
    expect(readStill(picture)).toEqual([]);
  });

  it('is not taken for one, a thousand times', () => {
    // Small ones, so that there can be many; of modules at random, which look most like a code.
    const random = createRandom(7);
    const reader = createPictureReader(zxing);
    const found: string[] = [];
    for (let round = 0; round < 1_000; round += 1) {
      const size = 2 + (round % 5);
      const side = 24 * size;
      const cells = Uint8Array.from({ length: 24 * 24 }, () => (random() < 0.5 ? 20 : 235));
      const data = Uint8Array.from({ length: side * side }, (_, i) => cells[Math.floor(Math.floor(i / side) / size) * 24 + Math.floor((i % side) / size)] ?? 0);
      found.push(...reader.read({ data, width: side, height: side }, 'frame').map(({ format, text }) => `${format} ${text}`));
    }
    expect(found).toEqual([]);
  });
});

describe('frame after frame', () => {
  const SMALL: Luma = { data: new Uint8Array(64 * 36).fill(128), width: 64, height: 36 };
  /** Which frames were looked at plainly, by a decoder that finds a code in them or not. */
  function plainFrames(finds: boolean, frames: number): readonly boolean[] {
    const looks: Look[] = [];
    const corners = [0, 1, 2, 3].map((i) => ({ x: i, y: i })) as unknown as FoundCode['corners'];
    const reader = createPictureReader({
      decode(_picture, look) {
        looks.push(look);
        return finds && look.reduced ? [{ text: TEXT, symbology: null, format: 'qr', corners }] : [];
      },
    });
    return Array.from({ length: frames }, () => {
      looks.length = 0;
      reader.read(SMALL, 'frame');
      return looks.some(({ reduced }) => reduced);
    });
  }

  it('looks plainly and in another way by turns, each way within a round', () => {
    const plain = plainFrames(false, 2 * FRAMES_OF_A_ROUND);
    expect(plain).toEqual(plain.map((_, i) => i % 2 === 0));
  });

  it('goes on with the other ways while something is plainly read: a poster must not keep them from theirs', () => {
    const plain = plainFrames(true, 2 * FRAMES_OF_A_ROUND);
    expect(plain).toEqual(plain.map((_, i) => i % 4 !== 3));
  });
});

describe('a code', () => {
  it.each(CODE_FORMATS)('in %s is read byte for byte', (format) => {
    const text = `\x00\x01\x7f\x80\x9f\xe9\xff${TEXT}`;
    const picture = drawPicture(drawSymbol(format, text), {}, 1);
    const [code, ...more] = createPictureReader(zxing).read(picture, 'still');
    expect(more).toEqual([]);
    expect(code).toMatchObject({ text, format });
    expect(code?.symbology ?? '').toMatch({ qr: /^\]Q[0-6]$/, aztec: /^\]z[0-9A-C]$/, datamatrix: /^\]d[0-6]$/, pdf417: /^(\]L[0-5])?$/ }[format]);
    expect(readFrames(picture)).toEqual([text]);
  });

  it('is where its corners are, however it was found', () => {
    const symbol = drawSymbol('qr', TEXT.repeat(6));
    for (const spoiling of [{}, { blur: 2 }, { rotation: 2 }, { perspective: 2 }] satisfies Spoiling[]) {
      const picture = drawPicture(symbol, spoiling, 5);
      const corners = createPictureReader(zxing).read(picture, 'still')[0]?.corners ?? [];
      expect(corners).toHaveLength(4);
      const middle = { x: corners.reduce((sum, { x }) => sum + x, 0) / 4, y: corners.reduce((sum, { y }) => sum + y, 0) / 4 };
      // The picture's maker puts a code's middle within 60 pixels of the frame's across, and 15 down.
      expect(Math.abs(middle.x - picture.width / 2)).toBeLessThan(70);
      expect(Math.abs(middle.y - picture.height / 2)).toBeLessThan(25);
      expect(Math.hypot((corners[0]?.x ?? 0) - middle.x, (corners[0]?.y ?? 0) - middle.y)).toBeGreaterThan(100);
    }
  });

  it.each<[string, Spoiling]>([
    ['out of focus by two thirds of a module', { blur: 2 }],
    ['moved by a module', { motion: 1 }],
    ['in grain', { noise: 1 }],
    ['in half a shadow', { shadow: 2 }],
    ['on a phone', { phone: 2 }],
    ['turned by 45 degrees', { rotation: 2 }],
    ['held aslant', { perspective: 1 }],
    ['with a contrast of 22 of 255', { 'low-contrast': 2 }],
    ['of two pixels a module', { small: 1 }],
  ])('%s is read', (_what, spoiling) => {
    const text = TEXT.repeat(6);
    const picture = drawPicture(drawSymbol('qr', text), spoiling, 11);
    expect(readFrames(picture)).toEqual([text]);
    expect(readStill(picture)).toEqual([text]);
  });

  it('of light on dark is read', () => {
    const picture = drawPicture(drawSymbol('qr', TEXT), {}, 3);
    const inverted = { ...picture, data: picture.data.map((value) => 255 - value) };
    expect(readFrames(inverted)).toEqual([TEXT]);
    expect(readStill(inverted)).toEqual([TEXT]);
  });

  const lying = [['turned', { rotation: 1 }], ['held aslant', { perspective: 1 }], ['bent', { curl: 1 }], ['turned and bent', { rotation: 1, curl: 1 }]] as const satisfies readonly (readonly [string, Spoiling])[];
  it.each(CODE_FORMATS.flatMap((format) => lying.map(([how, spoiling]) => [format, how, spoiling] as const)))('in %s that is %s is read', (format, _how, spoiling) => {
    expect(readFrames(drawPicture(drawSymbol(format, TEXT), spoiling, 4))).toEqual([TEXT]);
  });

  it('in PDF417 that lies aslant is read from a still picture', () => {
    expect(readStill(drawPicture(drawSymbol('pdf417', TEXT), { rotation: 1 }, 4))).toEqual([TEXT]);
  });

  it.each([['frame after frame', readFrames], ['from a still picture', readStill]] as const)('with a damaged corner pattern is read %s', (_how, read) => {
    const text = TEXT.repeat(6);
    const symbol = drawSymbol('qr', text);
    // The corner of the upper left pattern that looks to the middle, its light border with it.
    const modules = symbol.modules.map((module, i) => (i % symbol.columns > 4 && i % symbol.columns < 8 && i / symbol.columns > 4 && i / symbol.columns < 8 ? 0 : module));
    expect(read(drawPicture({ ...symbol, modules }, {}, 9))).toEqual([text]);
  });

  it('too spoilt to read is no code, never another', () => {
    const symbol = drawSymbol('qr', TEXT.repeat(6));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), (seed) => {
        const texts = readFrames(drawPicture(symbol, { glare: 2, dirt: 2, blur: 2, noise: 2 }, seed));
        expect(texts.filter((text) => text !== symbol.text)).toEqual([]);
      }),
      { numRuns: 2, seed: 1 },
    );
  });

  it('among others is read with them from a still picture', () => {
    const [left, right] = [drawPicture(drawSymbol('qr', 'HC1:LEFT'), {}, 1), drawPicture(drawSymbol('aztec', 'HC1:RIGHT'), {}, 2)];
    const width = left.width + right.width;
    const data = new Uint8Array(width * left.height);
    for (let y = 0; y < left.height; y += 1) {
      data.set(left.data.subarray(y * left.width, (y + 1) * left.width), y * width);
      data.set(right.data.subarray(y * right.width, (y + 1) * right.width), y * width + left.width);
    }
    expect([...readStill({ data, width, height: left.height })].sort()).toEqual(['HC1:LEFT', 'HC1:RIGHT']);
  });
});
