/** Pictures as the decoders take them: brightness alone. Layer: renderer/reader; runs in any JavaScript. */

/** One byte per pixel, rows from the top without gaps; 0 is black. */
export interface Luma {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pictures up to 40 megapixels: the largest that a phone's camera takes in its plain mode; more would only cost memory. */
export const MAX_PIXELS = 40_000_000;

/** Whether a picture has the bytes that its size says, and no more pixels than are looked at. */
export function isSound({ data, width, height }: Luma): boolean {
  return Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0 && width * height <= MAX_PIXELS && data.length === width * height;
}

/**
 * Brightness of RGBA pixels by the weights of ITU-R BT.601, in integers.
 * @param rgba - four bytes per pixel; alpha is not looked at, so a transparent pixel counts by its colour.
 */
export function toLuma(rgba: Uint8ClampedArray | Uint8Array, width: number, height: number): Luma {
  const data = new Uint8Array(width * height);
  for (let i = 0, p = 0; i < data.length; i += 1, p += 4) {
    data[i] = ((rgba[p] ?? 0) * 77 + (rgba[p + 1] ?? 0) * 150 + (rgba[p + 2] ?? 0) * 29 + 128) >> 8;
  }
  return { data, width, height };
}
