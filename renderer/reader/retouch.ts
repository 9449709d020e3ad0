/**
 * Changes to a picture that let a decoder read what it could not: larger, sharper, smoother. Pure, whole numbers where it pays:
 * these run between two frames of a camera. Layer: renderer/reader.
 */
import type { Luma } from './luma.ts';

/** A part of a picture, in its pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The square in the middle with a share of the shorter side. */
export function middleOf({ width, height }: Luma, share: number): Region {
  const side = Math.max(1, Math.floor(Math.min(width, height) * share));
  return { left: Math.floor((width - side) / 2), top: Math.floor((height - side) / 2), width: side, height: side };
}

/** A copy of a part. */
export function crop(picture: Luma, { left, top, width, height }: Region): Luma {
  const data = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const from = (top + row) * picture.width + left;
    data.set(picture.data.subarray(from, from + width), row * width);
  }
  return { data, width, height };
}

/** Twice as large, bilinear: for modules of two pixels and fewer. */
export function enlarge({ data: source, width, height }: Luma): Luma {
  const wide = width * 2;
  const data = new Uint8Array(wide * height * 2);
  for (let y = 0; y < height * 2; y += 1) {
    // A pixel's two halves lie a quarter off its middle: three parts of itself, one of its neighbour.
    const near = (y >> 1) * width;
    const far = Math.min(height - 1, Math.max(0, (y >> 1) + (y % 2 === 0 ? -1 : 1))) * width;
    const out = y * wide;
    let before = 3 * (source[near] ?? 0) + (source[far] ?? 0);
    let here = before;
    for (let x = 0; x < width; x += 1) {
      const next = x + 1 < width ? x + 1 : x;
      const after = 3 * (source[near + next] ?? 0) + (source[far + next] ?? 0);
      data[out + 2 * x] = (3 * here + before + 8) >> 4;
      data[out + 2 * x + 1] = (3 * here + after + 8) >> 4;
      before = here;
      here = after;
    }
  }
  return { data, width: wide, height: height * 2 };
}

/** Half as large, the mean of four pixels; an odd last row or column is left out. */
export function halve({ data: source, width, height }: Luma): Luma {
  const wide = Math.max(1, width >> 1);
  const high = Math.max(1, height >> 1);
  const data = new Uint8Array(wide * high);
  for (let y = 0, i = 0; y < high; y += 1) {
    const upper = 2 * y * width;
    const lower = upper + (height > 1 ? width : 0);
    for (let x = 0; x < wide; x += 1, i += 1) {
      const [left, right] = [2 * x, width > 1 ? 2 * x + 1 : 0];
      data[i] = ((source[upper + left] ?? 0) + (source[upper + right] ?? 0) + (source[lower + left] ?? 0) + (source[lower + right] ?? 0) + 2) >> 2;
    }
  }
  return { data, width: wide, height: high };
}

/**
 * Unsharp masking: adds how much each pixel differs from its neighbourhood, `gain` times. Undoes some blur and all slow changes of light.
 * @param reach - the neighbourhood is a square of twice that and one pixels.
 */
export function sharpen({ data: source, width, height }: Luma, reach: number, gain: number): Luma {
  const data = new Uint8ClampedArray(width * height);
  // Sums down each column; outside the picture its edge goes on, to both sides too.
  const columns = new Int32Array(width + 2 * reach);
  const row = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  for (let y = -reach - 1; y < reach; y += 1) for (let x = 0, from = row(y); x < width; x += 1) columns[x + reach] = (columns[x + reach] ?? 0) + (source[from + x] ?? 0);
  const share = gain / (2 * reach + 1) ** 2;
  for (let y = 0; y < height; y += 1) {
    const entering = row(y + reach);
    const leaving = row(y - reach - 1);
    for (let x = 0; x < width; x += 1) columns[x + reach] = (columns[x + reach] ?? 0) + (source[entering + x] ?? 0) - (source[leaving + x] ?? 0);
    columns.fill(columns[reach] ?? 0, 0, reach).fill(columns[reach + width - 1] ?? 0, reach + width);
    let sum = 0;
    for (let x = 0; x < 2 * reach; x += 1) sum += columns[x] ?? 0;
    const out = y * width;
    for (let x = 0; x < width; x += 1) {
      sum += columns[x + 2 * reach] ?? 0;
      data[out + x] = (source[out + x] ?? 0) * (1 + gain) - sum * share;
      sum -= columns[x] ?? 0;
    }
  }
  return { data: bytesOf(data), width, height };
}

/** Binomial smoothing over five pixels each way (1 4 6 4 1): for grain and the pixels of a phone's screen. Outside the picture its edge goes on. */
export function smooth({ data: source, width, height }: Luma): Luma {
  const data = new Uint8Array(width * height);
  const row = (y: number): number => Math.min(height - 1, Math.max(0, y)) * width;
  const line = new Int32Array(width + 4);
  for (let y = 0; y < height; y += 1) {
    const [a, b, c, d, e] = [row(y - 2), row(y - 1), row(y), row(y + 1), row(y + 2)];
    for (let x = 0; x < width; x += 1) {
      line[x + 2] = (source[a + x] ?? 0) + (source[e + x] ?? 0) + 4 * ((source[b + x] ?? 0) + (source[d + x] ?? 0)) + 6 * (source[c + x] ?? 0);
    }
    line.fill(line[2] ?? 0, 0, 2).fill(line[width + 1] ?? 0, width + 2);
    for (let x = 0; x < width; x += 1) {
      const sum = (line[x] ?? 0) + (line[x + 4] ?? 0) + 4 * ((line[x + 1] ?? 0) + (line[x + 3] ?? 0)) + 6 * (line[x + 2] ?? 0);
      data[c + x] = (sum + 128) >> 8;
    }
  }
  return { data, width, height };
}

/**
 * Undoes a Gaussian blur of a known width as far as the grain allows: a Wiener filter, which for a Gaussian is one filter across and the same down.
 * @param sigma - of the blur, pixels.
 */
export function deblur(picture: Luma, sigma: number): Luma {
  return convolve(picture, wienerOf(sigma));
}

/** Share of grain in the brightness, squared, that the filter is made for. */
const GRAIN = 0.03;
const FREQUENCIES = 256;
const filters = new Map<number, Float32Array>();

/** One half of the symmetric filter H / (H² + grain), from its middle outwards; its sum is 1. */
function wienerOf(sigma: number): Float32Array {
  const known = filters.get(sigma);
  if (known !== undefined) return known;
  const half = Float32Array.from({ length: Math.ceil(3 * sigma) + 2 }, (_, tap) => {
    let sum = 0;
    for (let i = 0; i < FREQUENCIES; i += 1) {
      const frequency = (i + 0.5) / FREQUENCIES / 2;
      const left = Math.exp(-2 * (Math.PI * sigma * frequency) ** 2);
      sum += (left / (left * left + GRAIN)) * Math.cos(2 * Math.PI * frequency * tap);
    }
    return sum;
  });
  const total = half.reduce((sum, tap, i) => sum + (i === 0 ? tap : 2 * tap), 0);
  const filter = half.map((tap) => tap / total);
  filters.set(sigma, filter);
  return filter;
}

/** A symmetric filter down, then across. @param half - from its middle outwards. Outside the picture its edge goes on. */
function convolve({ data: source, width, height }: Luma, half: Float32Array): Luma {
  const reach = half.length - 1;
  const middle = half[0] ?? 0;
  const data = new Uint8ClampedArray(width * height);
  const down = new Float32Array(width + 2 * reach);
  const across = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) down[x + reach] = middle * (source[y * width + x] ?? 0);
    for (let tap = 1; tap <= reach; tap += 1) {
      const weight = half[tap] ?? 0;
      const above = Math.max(0, y - tap) * width;
      const below = Math.min(height - 1, y + tap) * width;
      for (let x = 0; x < width; x += 1) down[x + reach] = (down[x + reach] ?? 0) + weight * ((source[above + x] ?? 0) + (source[below + x] ?? 0));
    }
    down.fill(down[reach] ?? 0, 0, reach).fill(down[reach + width - 1] ?? 0, reach + width);
    for (let x = 0; x < width; x += 1) across[x] = middle * (down[x + reach] ?? 0);
    for (let tap = 1; tap <= reach; tap += 1) {
      const weight = half[tap] ?? 0;
      for (let x = 0; x < width; x += 1) across[x] = (across[x] ?? 0) + weight * ((down[x + reach - tap] ?? 0) + (down[x + reach + tap] ?? 0));
    }
    data.set(across, y * width);
  }
  return { data: bytesOf(data), width, height };
}

const bytesOf = (clamped: Uint8ClampedArray): Uint8Array => new Uint8Array(clamped.buffer, clamped.byteOffset, clamped.length);
