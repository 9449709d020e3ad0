/** What a bad light, a bad lens, a shaking hand, a screen and use do to a picture. Each changes the canvas in place. */
import { between, normal, type Random } from './random.ts';
import type { Canvas } from './scene.ts';

/** Out of focus. @param sigma - of the Gaussian, pixels. */
export function blur(canvas: Canvas, sigma: number): void {
  const reach = Math.ceil(3 * sigma);
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
  smear(canvas, kernel, { x: 1, y: 0 });
  smear(canvas, kernel, { x: 0, y: 1 });
}

/** A hand that moved while the shutter was open. @param length - pixels; @param degrees - direction. */
export function motion(canvas: Canvas, length: number, degrees: number): void {
  const steps = Math.max(2, Math.ceil(length * 2)) + 1;
  const angle = (degrees * Math.PI) / 180;
  const step = length / (steps - 1);
  smear(canvas, new Float32Array(steps).fill(1), { x: Math.cos(angle) * step, y: Math.sin(angle) * step });
}

/** Weighs pixels along a direction; between pixels bilinearly. */
function smear({ data, width, height }: Canvas, kernel: Float32Array, direction: { x: number; y: number }): void {
  const source = data.slice();
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const taps = Array.from(kernel, (weight, i) => ({ weight: weight / total, dx: (i - (kernel.length - 1) / 2) * direction.x, dy: (i - (kernel.length - 1) / 2) * direction.y })).flatMap(({ weight, dx, dy }) => {
    const [x, y] = [Math.floor(dx), Math.floor(dy)];
    const [fx, fy] = [dx - x, dy - y];
    return [
      { x, y, weight: weight * (1 - fx) * (1 - fy) },
      { x: x + 1, y, weight: weight * fx * (1 - fy) },
      { x, y: y + 1, weight: weight * (1 - fx) * fy },
      { x: x + 1, y: y + 1, weight: weight * fx * fy },
    ].filter((tap) => tap.weight > 1e-6);
  });
  data.fill(0);
  for (const { x: dx, y: dy, weight } of taps) {
    for (let y = 0; y < height; y += 1) {
      const from = Math.min(height - 1, Math.max(0, y + dy)) * width;
      for (let x = 0, i = y * width; x < width; x += 1, i += 1) data[i] = (data[i] ?? 0) + weight * (source[from + Math.min(width - 1, Math.max(0, x + dx))] ?? 0);
    }
  }
}

/** A lamp mirrored in foil: white in its middle, fading outwards. @param radius - pixels where half of it is left. */
export function glare({ data, width, height }: Canvas, centre: { x: number; y: number }, radius: number, strength: number): void {
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const near = ((x - centre.x) ** 2 + (y - centre.y) ** 2) / (radius * radius);
      if (near < 9) data[i] = (data[i] ?? 0) + strength * 2 ** -(near * near);
    }
  }
}

/** A shadow over one side. @param left - share of the light that is left there; @param soft - width of its edge, pixels. */
export function shadow({ data, width, height }: Canvas, centre: { x: number; y: number }, degrees: number, left: number, soft: number): void {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 1) {
      const deep = 1 / (1 + Math.exp(-((x - centre.x) * cos + (y - centre.y) * sin) / (soft / 4)));
      data[i] = (data[i] ?? 0) * (1 - (1 - left) * deep);
    }
  }
}

/** A phone's screen: its pixel grid against the camera's, its refresh as bands, light mirrored in its glass. @param strength - 0 to 1. */
export function screen({ data, width, height }: Canvas, random: Random, strength: number): void {
  const pitch = { x: between(random, 1.9, 2.4), y: between(random, 1.9, 2.4) };
  const skew = between(random, -0.08, 0.08);
  const band = { period: between(random, 120, 260), phase: between(random, 0, 7) };
  const mirrored = between(random, 10, 60) * strength;
  for (let y = 0, i = 0; y < height; y += 1) {
    const refresh = 1 - strength * 0.5 * (0.5 + 0.5 * Math.sin((2 * Math.PI * y) / band.period + band.phase));
    for (let x = 0; x < width; x += 1, i += 1) {
      const grid = 1 - strength * 0.5 * (1 + 0.5 * Math.cos((2 * Math.PI * (x + skew * y)) / pitch.x) + 0.5 * Math.cos((2 * Math.PI * (y - skew * x)) / pitch.y));
      data[i] = (data[i] ?? 0) * refresh * grid + mirrored * (x / width);
    }
  }
}

/** Grain of a sensor in little light. @param sigma - in steps of brightness. */
export function noise({ data }: Canvas, random: Random, sigma: number): void {
  for (let i = 0; i < data.length; i += 1) data[i] = (data[i] ?? 0) + sigma * normal(random);
}

/** Spots of dirt and wear, dark and light. @param share - of the square around the centre that they cover. */
export function dirt({ data, width, height }: Canvas, random: Random, centre: { x: number; y: number }, side: number, share: number, sizePx: number): void {
  let covered = 0;
  while (covered < share * side * side) {
    const [cx, cy, radius, value] = [centre.x + between(random, -0.5, 0.5) * side, centre.y + between(random, -0.5, 0.5) * side, between(random, 0.5, 1.5) * sizePx, random() < 0.5 ? 45 : 210];
    for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(height, cy + radius); y += 1) {
      for (let x = Math.max(0, Math.ceil(cx - radius)); x < Math.min(width, cx + radius); x += 1) if ((x - cx) ** 2 + (y - cy) ** 2 < radius * radius) data[y * width + x] = value;
    }
    covered += Math.PI * radius * radius;
  }
}

/** Rounds to bytes, as a sensor does; too bright is white. */
export function toBytes({ data }: Canvas): Uint8Array {
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 1) bytes[i] = Math.min(255, Math.max(0, Math.round(data[i] ?? 0)));
  return bytes;
}
