import { describe, expect, it } from 'vitest';
import { type Bend, bendOf, NO_BEND } from '../../../../renderer/reader/bend.ts';
import type { Luma } from '../../../../renderer/reader/luma.ts';
import { bentBy, straighten } from '../../../../renderer/reader/straighten.ts';
import { middle, straightened, turnedBack, whole } from '../../../../renderer/reader/view.ts';

const SIZE = { width: 400, height: 300 };

/** Squares of ten pixels, as a sheet that lies flat shows them. */
function squares(): Luma {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height }, (_, i) => ((Math.floor((i % SIZE.width) / 10) + Math.floor(i / SIZE.width / 10)) % 2 === 0 ? 40 : 210));
  return { data, ...SIZE };
}
const blank = (width: number, height: number): Luma => ({ data: new Uint8Array(width * height).fill(90), width, height });

/** How far the slopes of a picture are from those of a flat sheet, at most, in pixels over half a picture. */
function bentPixels({ degrees, line, column }: Bend): number {
  const [x, y] = [SIZE.width / 2, SIZE.height / 2];
  return Math.max(Math.abs((degrees * Math.PI) / 180) * x, ...[line, column].map(([middleOf, right, down]) => Math.max(Math.abs(middleOf), Math.abs(right) * x, Math.abs(down) * y) * x));
}

const BENDS: readonly (readonly [string, Bend])[] = [
  ['turned', { ...NO_BEND, degrees: 17 }],
  ['turned by nearly an eighth', { ...NO_BEND, degrees: -41 }],
  ['held aslant to the side', { ...NO_BEND, line: [0, 0, 0.0008] }],
  ['held aslant up and down, and turned', { ...NO_BEND, degrees: 8, column: [0, -0.0008, 0] }],
  ['bent across', { ...NO_BEND, line: [0, 0.0008, 0] }],
  ['bent down, and turned', { ...NO_BEND, degrees: -20, column: [0, 0, -0.0008] }],
  ['sheared', { ...NO_BEND, line: [0.15, 0, 0] }],
];

describe('a sheet', () => {
  it.each(BENDS)('that is %s is laid flat', (_how, bend) => {
    // Straightening a flat sheet as if it were bent bends it the other way.
    const bent = straighten(squares(), bend, SIZE);
    const before = bentPixels(bendOf(bent));
    const after = bentPixels(bendOf(straighten(bent, bendOf(bent), SIZE)));
    expect(before).toBeGreaterThan(8);
    expect(after).toBeLessThan(before / 4);
  });

  it('that lies flat is left as it is', () => {
    expect(bentPixels(bendOf(squares()))).toBeLessThan(0.5);
  });

  it.each([[1, 1], [1, 700], [700, 1], [2, 2], [64, 64]] as const)('of %i x %i pixels without edges is flat', (width, height) => {
    expect(bendOf(blank(width, height))).toEqual(NO_BEND);
    expect(straighten(blank(width, height), NO_BEND, { width, height })).toMatchObject({ width, height });
  });

  it('of noise alone gives numbers', () => {
    let state = 1;
    const data = Uint8Array.from({ length: 10_000 }, () => (state = (state * 48_271) % 2_147_483_647) & 255);
    const { degrees, line, column } = bendOf({ data, width: 100, height: 100 });
    expect([degrees, ...line, ...column].every(Number.isFinite)).toBe(true);
  });
});

describe('a straightened picture', () => {
  it.each(BENDS)('of a sheet that is %s shows at each place what its view says', (_how, bend) => {
    const source = blank(SIZE.width, SIZE.height);
    const bent = bentBy(bend);
    for (const place of [{ x: 0, y: 0 }, { x: 60, y: 40 }, { x: -70, y: 30 }, { x: 20, y: -55 }]) {
      const from = bent(place);
      const dot = { x: Math.floor(from.x + SIZE.width / 2), y: Math.floor(from.y + SIZE.height / 2) };
      const data = source.data.slice();
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) data[(dot.y + y) * SIZE.width + dot.x + x] = 255;
      const flat = straighten({ ...source, data }, bend, SIZE);
      expect(flat.data[Math.floor(place.y + SIZE.height / 2) * SIZE.width + Math.floor(place.x + SIZE.width / 2)]).toBeGreaterThan(200);
    }
  });

  it('is grey where the other shows nothing, and where a sheet would show its back', () => {
    const turned = straighten(blank(100, 100), { ...NO_BEND, degrees: 45 }, { width: 200, height: 200 });
    expect([turned.data[0], turned.data[100 * 200 + 100]]).toEqual([128, 90]);
    const rolled = straighten(blank(400, 100), { ...NO_BEND, line: [0, 0.01, 0] }, { width: 400, height: 100 });
    expect([rolled.data[50 * 400], rolled.data[50 * 400 + 200]]).toEqual([128, 90]);
    const beyond = straighten(blank(400, 100), { ...NO_BEND, line: [0, 0, 0.02] }, { width: 400, height: 100 });
    expect([beyond.data[50 * 400 + 399], beyond.data[50 * 400 + 200]]).toEqual([128, 90]);
  });

  it('is a view whose places lead back, whichever views it was made through', () => {
    const picture = squares();
    for (const view of [straightened(whole(picture)), straightened(middle(picture, 1)), turnedBack(middle(picture, 0.5), 30)]) {
      const back = view.toSource({ x: view.picture.width / 2, y: view.picture.height / 2 });
      expect(Math.hypot(back.x - SIZE.width / 2, back.y - SIZE.height / 2)).toBeLessThan(1);
      const beyond = view.toSource({ x: 1e9, y: -1e9 });
      expect([beyond.x, beyond.y].every(Number.isFinite)).toBe(true);
    }
  });
});
