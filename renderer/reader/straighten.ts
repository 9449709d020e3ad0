/** Lays a turned, slanted or bent sheet flat. Layer: renderer/reader. */
import type { Bend } from './bend.ts';
import type { Point } from './found-code.ts';
import type { Luma } from './luma.ts';

/**
 * Sine of the angle at which a bent sheet's lines are taken to be looked at, from beside their plane: how deep a sheet is bent cannot be
 * told from the bend of its lines without it. It need not be exact: at 0.8 to 1.3 times the right depth the most bent of our pictures are read.
 */
const SIDEWAYS = 0.2;

/** Where a bent sheet shows a place of it: its ends turn away from the camera. NaN where it shows its back. */
function rolled(place: number, bend: number): number {
  const turn = (place * Math.abs(bend)) / SIDEWAYS;
  if (Math.abs(turn) < 1e-3) return place;
  return Math.abs(turn) > 1.5 ? Number.NaN : (Math.sin(turn) * SIDEWAYS) / Math.abs(bend);
}

/** Tells where a place of the straightened picture lies in the one that it was made from, both as pixels from the middle. */
export function bentBy({ degrees, line, column }: Bend): (place: Point) => Point {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (place) => {
    const [x, y] = [rolled(place.x, line[1]), rolled(place.y, column[2])];
    // The slopes summed up along the way from the middle. Lines that come nearer to each other go away from the camera: a perspective.
    const far = 1 - line[2] * x - column[1] * y;
    // Behind the camera nothing is seen.
    const near = far > 0 ? 1 / far : Number.NaN;
    const bx = (x + column[0] * y + (column[2] * y * y) / 2) * near;
    const by = (y + line[0] * x + (line[1] * x * x) / 2) * near;
    return { x: bx * cos - by * sin, y: bx * sin + by * cos };
  };
}

/** Places between are taken to lie evenly: over so few pixels no sheet bends by a tenth of one. */
const RUN = 16;

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A straightened picture of the given size, between pixels bilinear; what the other does not show is grey. */
export function straighten(source: Luma, bend: Bend, { width, height }: Size): Luma {
  const data = new Uint8Array(width * height).fill(128);
  const bent = bentBy(bend);
  const placeOf = (across: number, down: number): Point => {
    const { x, y } = bent({ x: across + 0.5 - width / 2, y: down + 0.5 - height / 2 });
    return { x: x + source.width / 2 - 0.5, y: y + source.height / 2 - 0.5 };
  };
  for (let row = 0; row < height; row += 1) {
    for (let from = 0, start = placeOf(0, row); from < width; from += RUN) {
      const end = placeOf(from + RUN, row);
      copyRun(source, start, end, data, row * width + from, Math.min(RUN, width - from));
      start = end;
    }
  }
  return { data, width, height };
}

/** Copies pixels from places along a straight line, in steps of 1/256 of a pixel. */
function copyRun({ data: source, width, height }: Luma, start: Point, end: Point, data: Uint8Array, at: number, length: number): void {
  const within = ({ x, y }: Point): boolean => x >= 1 && y >= 1 && x < width - 2 && y < height - 2;
  // Not a number where the sheet shows its back: that is not within.
  if (!within(start) || !within(end)) return;
  let [x, y] = [start.x * 256, start.y * 256];
  const [stepX, stepY] = [((end.x - start.x) * 256) / RUN, ((end.y - start.y) * 256) / RUN];
  for (let i = at; i < at + length; i += 1, x += stepX, y += stepY) {
    const ix = x | 0;
    const iy = y | 0;
    const corner = (iy >> 8) * width + (ix >> 8);
    const left = source[corner] ?? 0;
    const lowerLeft = source[corner + width] ?? 0;
    const upper = (left << 8) + ((source[corner + 1] ?? 0) - left) * (ix & 255);
    const lower = (lowerLeft << 8) + ((source[corner + width + 1] ?? 0) - lowerLeft) * (ix & 255);
    data[i] = ((upper << 8) + (lower - upper) * (iy & 255) + 32_768) >> 16;
  }
}
