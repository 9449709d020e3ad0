/** A sheet with a symbol before a camera: where it lies, how it is turned, bent and lit. Drawn into 1280 x 720 pixels. */
import { between, createRandom, type Random } from './random.ts';
import type { CodeSymbol } from './symbols.ts';

export const FRAME = { width: 1_280, height: 720 } as const;

/** Brightness while it is worked on, 0 to 255 and not rounded yet. */
export interface Canvas {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

export interface Shot {
  readonly symbol: CodeSymbol | null;
  /** Pixels per module in the middle of the symbol. */
  readonly modulePx: number;
  readonly turnDegrees: number;
  /** How much larger one side looks than the middle, across and down: 0.2 is a sheet held well aslant. */
  readonly tilt: { readonly x: number; readonly y: number };
  /** Half the angle of the cylinder that the sheet is bent to, radians; 0 is flat. */
  readonly curl: number;
  /** Shift of the symbol's middle from the frame's, pixels. */
  readonly shift: { readonly x: number; readonly y: number };
  readonly dark: number;
  readonly light: number;
  /** A phone: the sheet is a screen in a dark case. */
  readonly phone: boolean;
}

export const PLAIN: Shot = { symbol: null, modulePx: 4, turnDegrees: 0, tilt: { x: 0, y: 0 }, curl: 0, shift: { x: 0, y: 0 }, dark: 35, light: 215, phone: false };

/** Modules of quiet around a symbol (ISO/IEC 18004 asks for 4), and of paper around that. */
const QUIET = 4;
const MARGIN = 8;
const SAMPLES = 3;

/** Draws a shot. The same seed gives the same background and print. */
export function drawScene(shot: Shot, seed: number): Canvas {
  const random = createRandom(seed);
  const canvas = drawBackground(random);
  if (shot.symbol !== null) drawSheet(canvas, shot, shot.symbol, random);
  return canvas;
}

/** Out of focus: a light that falls off, a few soft edges, as behind a counter. */
function drawBackground(random: Random): Canvas {
  const { width, height } = FRAME;
  const data = new Float32Array(width * height);
  const base = between(random, 60, 130);
  const slope = { x: between(random, -40, 40) / width, y: between(random, -40, 40) / height };
  const waves = Array.from({ length: 6 }, () => ({ fx: between(random, -0.02, 0.02), fy: between(random, -0.02, 0.02), phase: between(random, 0, 7), strength: between(random, 4, 14) }));
  const boxes = Array.from({ length: 5 }, () => ({ x: between(random, 0, width), y: between(random, 0, height), w: between(random, 40, 400), h: between(random, 40, 300), strength: between(random, -35, 35) }));
  // sin(a + b) = sin a cos b + cos a sin b: two tables a wave instead of a sine a pixel.
  const tables = waves.map(({ fx, fy, phase, strength }) => ({ across: sines(width, fx, 0), down: sines(height, fy, phase), strength }));
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      let value = base + slope.x * x + slope.y * y;
      for (const { across, down, strength } of tables) value += strength * ((across.sin[x] ?? 0) * (down.cos[y] ?? 0) + (across.cos[x] ?? 0) * (down.sin[y] ?? 0));
      for (const box of boxes) if (x > box.x && x < box.x + box.w && y > box.y && y < box.y + box.h) value += box.strength;
      data[i] = value;
    }
  }
  return { data, width, height };
}

function sines(length: number, frequency: number, phase: number): { readonly sin: Float64Array; readonly cos: Float64Array } {
  const angles = Float64Array.from({ length }, (_, i) => frequency * i + phase);
  return { sin: angles.map(Math.sin), cos: angles.map(Math.cos) };
}

function drawSheet(canvas: Canvas, shot: Shot, symbol: CodeSymbol, random: Random): void {
  const { width, height, data } = canvas;
  const half = { x: symbol.columns / 2 + QUIET, y: symbol.rows / 2 + QUIET };
  const edge = { x: half.x + MARGIN, y: half.y + MARGIN + 14 };
  const print = drawPrint(edge, half, random);
  const turn = (shot.turnDegrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) * shot.modulePx, Math.sin(turn) * shot.modulePx];
  const k = { x: shot.tilt.x / half.x, y: shot.tilt.y / half.y };
  const middle = { x: width / 2 + shot.shift.x, y: height / 2 + shot.shift.y };
  const radius = shot.curl > 0 ? edge.x / Math.sin(Math.min(shot.curl, 1.5)) : 0;
  const border = shot.phone ? 5 : 0;
  const det = cos * cos + sin * sin;

  /** Brightness of the sheet at a place in the frame; NaN beside it. */
  const at = (px: number, py: number): number => {
    // The frame's pixel = M (p, q) / (1 + k . (p, q)) + middle: solved for p and q.
    const x = px - middle.x;
    const y = py - middle.y;
    const a = cos - x * k.x;
    const b = -sin - x * k.y;
    const c = sin - y * k.x;
    const d = cos - y * k.y;
    const determinant = a * d - b * c;
    if (determinant < det * 0.02) return Number.NaN;
    const p = (x * d - y * b) / determinant;
    let q = (y * a - x * c) / determinant;
    let u = p;
    if (radius > 0) {
      if (Math.abs(p) >= radius) return Number.NaN;
      u = radius * Math.asin(p / radius);
      q += (p * p * shot.curl) / (edge.x * 12);
    }
    if (Math.abs(u) > edge.x + border || Math.abs(q) > edge.y + border) return Number.NaN;
    if (Math.abs(u) > edge.x || Math.abs(q) > edge.y) return shot.dark * 0.6;
    const column = Math.floor(u + symbol.columns / 2);
    const row = Math.floor(q + symbol.rows / 2);
    const inside = column >= 0 && column < symbol.columns && row >= 0 && row < symbol.rows;
    const ink = inside ? symbol.modules[row * symbol.columns + column] === 1 : !shot.phone && print(u, q);
    return ink ? shot.dark : shot.light;
  };

  const reach = Math.hypot(edge.x + border, edge.y + border) * shot.modulePx * (1 + 2 * (Math.abs(shot.tilt.x) + Math.abs(shot.tilt.y)));
  const [left, right] = [Math.max(0, Math.floor(middle.x - reach)), Math.min(width, Math.ceil(middle.x + reach))];
  const [top, bottom] = [Math.max(0, Math.floor(middle.y - reach)), Math.min(height, Math.ceil(middle.y + reach))];
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const i = y * width + x;
      const behind = data[i] ?? 0;
      let sum = 0;
      for (let s = 0; s < SAMPLES * SAMPLES; s += 1) {
        const value = at(x + ((s % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES);
        sum += Number.isNaN(value) ? behind : value;
      }
      data[i] = sum / (SAMPLES * SAMPLES);
    }
  }
}

/** More cells of print than any sheet is high. */
const CELLS_DOWN = 4_096;

/** Lines of small print above and below the symbol's quiet zone. */
function drawPrint(edge: { x: number; y: number }, half: { x: number; y: number }, random: Random): (u: number, v: number) => boolean {
  const cells = new Map<number, boolean>();
  return (u, v) => {
    const line = Math.abs(v) - half.y - 3;
    if (line < 0 || Math.abs(v) > edge.y - 2 || Math.abs(u) > edge.x - 4 || line % 5 > 2) return false;
    const key = Math.floor(u / 0.8) * CELLS_DOWN + Math.floor(v / 0.8);
    let dark = cells.get(key);
    if (dark === undefined) cells.set(key, (dark = random() < 0.45));
    return dark;
  };
}
