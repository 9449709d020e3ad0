import { describe, expect, it } from 'vitest';
import type { Luma } from '../../../../renderer/reader/luma.ts';
import { smooth } from '../../../../renderer/reader/retouch.ts';

describe('smoothing', () => {
  it('spreads a dot by the binomial weights, across and down', () => {
    const data = new Uint8Array(49);
    data[3 * 7 + 3] = 255;
    const { data: spread } = smooth({ data, width: 7, height: 7 });
    const weights = [0, 1, 4, 6, 4, 1, 0];
    expect([...spread]).toEqual(weights.flatMap((down) => weights.map((across) => Math.round((255 * down * across) / 256))));
  });

  it.each([[1, 1], [1, 6], [6, 1], [2, 2], [3, 5]] as const)('leaves %i x %i pixels of one brightness as they are, to the very edge', (width, height) => {
    const picture: Luma = { data: new Uint8Array(width * height).fill(200), width, height };
    expect(smooth(picture)).toEqual(picture);
  });
});
