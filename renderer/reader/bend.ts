/**
 * How a sheet lies before the camera, told from the edges of what is printed on it: turned, aslant, bent. No pattern of a
 * symbol is needed, so it serves every kind. Layer: renderer/reader.
 */
import type { Luma } from './luma.ts';

/**
 * Slopes of the sheet's lines and columns, in pixels from the picture's middle, after it is turned back by `degrees`:
 * a line through (x, y) runs with dy/dx = line[0] + line[1] x + line[2] y, a column with dx/dy = column[0] + column[1] x + column[2] y.
 */
export interface Bend {
  /** Clockwise, -45 to 45: which of its sides is up, the symbol itself says. */
  readonly degrees: number;
  readonly line: Plane;
  readonly column: Plane;
}

/** A value that changes evenly across the picture: at its middle, per pixel to the right, per pixel down. */
export type Plane = readonly [number, number, number];

export const FLAT: Plane = [0, 0, 0];
export const NO_BEND = { degrees: 0, line: FLAT, column: FLAT } as const satisfies Bend;

/** Of so many rows and columns one is looked at: thousands of edges are left, at a sixteenth of the work. */
const STEP = 4;
/** An edge may differ by this much from what the rest says, as a slope: first from no bend at all, then from the bend found. */
const TOLERANCES = [0.5, 0.2] as const;
/** Fewer edges than this make no sheet. */
const MIN_EDGES = 200;

interface Edges {
  readonly count: number;
  /** From the picture's middle, pixels. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** Of the brightness across the edge, by pixel. */
  readonly gx: Float32Array;
  readonly gy: Float32Array;
}

/** Never throws; a picture without edges is flat. */
export function bendOf(picture: Luma): Bend {
  const edges = edgesOf(picture);
  if (edges.count < MIN_EDGES) return NO_BEND;
  const degrees = directionOf(edges);
  const turned = turnedBack(edges, degrees);
  return { degrees, line: slopesOf(turned, turned.gx, turned.gy), column: slopesOf(turned, turned.gy, turned.gx) };
}

/** Places whose edge is stronger than the picture's mean. */
function edgesOf({ data, width, height }: Luma): Edges {
  const most = Math.ceil(width / STEP) * Math.ceil(height / STEP);
  const all = { x: new Float32Array(most), y: new Float32Array(most), gx: new Float32Array(most), gy: new Float32Array(most) };
  let seen = 0;
  let sum = 0;
  const at = (i: number): number => data[i] ?? 0;
  for (let y = 1; y < height - 1; y += STEP) {
    for (let x = 1, i = y * width + 1; x < width - 1; x += STEP, i += STEP, seen += 1) {
      // Scharr's weights: of all of this size the ones whose direction is truest.
      const falling = at(i + width + 1) - at(i - width - 1);
      const rising = at(i - width + 1) - at(i + width - 1);
      const gx = 3 * (falling + rising) + 10 * (at(i + 1) - at(i - 1));
      const gy = 3 * (falling - rising) + 10 * (at(i + width) - at(i - width));
      all.x[seen] = x - width / 2;
      all.y[seen] = y - height / 2;
      all.gx[seen] = gx;
      all.gy[seen] = gy;
      sum += gx * gx + gy * gy;
    }
  }
  const least = sum / Math.max(1, seen);
  let count = 0;
  for (let i = 0; i < seen; i += 1) {
    const [gx, gy] = [all.gx[i] ?? 0, all.gy[i] ?? 0];
    if (gx * gx + gy * gy <= least) continue;
    all.x[count] = all.x[i] ?? 0;
    all.y[count] = all.y[i] ?? 0;
    all.gx[count] = gx;
    all.gy[count] = gy;
    count += 1;
  }
  return { count, ...all };
}

/** Lines and columns stand at right angles: each edge counts as its direction times four, where the two fall together. */
function directionOf({ count, gx, gy }: Edges): number {
  let [cos4, sin4] = [0, 0];
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [gx[i] ?? 0, gy[i] ?? 0];
    const [re, im] = [x * x - y * y, 2 * x * y];
    const power = x * x + y * y;
    cos4 += (re * re - im * im) / power;
    sin4 += (2 * re * im) / power;
  }
  return (Math.atan2(sin4, cos4) * 45) / Math.PI;
}

function turnedBack({ count, ...edges }: Edges, degrees: number): Edges {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turn = (xs: Float32Array, ys: Float32Array): void => {
    for (let i = 0; i < count; i += 1) {
      const [x, y] = [xs[i] ?? 0, ys[i] ?? 0];
      xs[i] = x * cos + y * sin;
      ys[i] = y * cos - x * sin;
    }
  };
  turn(edges.x, edges.y);
  turn(edges.gx, edges.gy);
  return { count, ...edges };
}

/** Least squares over the edges that run one way. @param along - brightness's change along that way; @param across - across it, the larger. */
function slopesOf({ count, x, y }: Edges, along: Float32Array, across: Float32Array): Plane {
  let plane = FLAT;
  for (const tolerance of TOLERANCES) {
    const sums = new Float64Array(9);
    for (let i = 0; i < count; i += 1) {
      const [px, py, strength] = [x[i] ?? 0, y[i] ?? 0, across[i] ?? 0];
      if (strength === 0) continue;
      const slope = -(along[i] ?? 0) / strength;
      if (Math.abs(slope) > TOLERANCES[0] || Math.abs(slope - plane[0] - plane[1] * px - plane[2] * py) > tolerance) continue;
      const weight = strength * strength;
      const terms = [weight, weight * px, weight * py, weight * px * px, weight * px * py, weight * py * py, weight * slope, weight * slope * px, weight * slope * py];
      for (let term = 0; term < terms.length; term += 1) sums[term] = (sums[term] ?? 0) + (terms[term] ?? 0);
    }
    plane = solve(sums);
  }
  return plane;
}

/** The plane of least squares from its sums (Cramer's rule); flat where the edges do not tell. */
function solve([n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, sv = 0, sxv = 0, syv = 0]: Float64Array): Plane {
  const [a, b, c] = [sxx * syy - sxy * sxy, sxy * sy - sx * syy, sx * sxy - sxx * sy];
  const determinant = n * a + sx * b + sy * c;
  if (!(determinant > 0)) return FLAT;
  return [
    (sv * a + sxv * b + syv * c) / determinant,
    (sv * b + sxv * (n * syy - sy * sy) + syv * (sx * sy - n * sxy)) / determinant,
    (sv * c + sxv * (sx * sy - n * sxy) + syv * (n * sxx - sx * sx)) / determinant,
  ];
}
