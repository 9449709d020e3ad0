/** One hard picture: a symbol, and what spoils it. The same description and seed give the same bytes. */
import type { Luma } from '../../../renderer/reader/luma.ts';
import { blur, dirt, glare, motion, noise, screen, shadow, toBytes } from './impairments.ts';
import { between, createRandom } from './random.ts';
import { drawScene, FRAME, PLAIN, type Shot } from './scene.ts';
import type { CodeSymbol } from './symbols.ts';

/** What can spoil a picture, in the order in which it happens: sheet, light, lens, sensor. */
export const IMPAIRMENTS = ['rotation', 'perspective', 'curl', 'small', 'low-contrast', 'dirt', 'phone', 'shadow', 'glare', 'motion', 'blur', 'noise'] as const;
export type Impairment = (typeof IMPAIRMENTS)[number];

/** How bad: 0 is hardly to be seen, 1 what an officer would still hold to the camera, 2 what they would better not. */
export type Badness = 0 | 1 | 2;
export type Spoiling = Partial<Readonly<Record<Impairment, Badness>>>;

const DEGREE = {
  rotation: [10, 30, 45],
  perspective: [0.12, 0.2, 0.28],
  curl: [0.5, 0.8, 1.1],
  /** Pixels per module. */
  small: [2.6, 2.1, 1.7],
  /** Between dark and light, of 255. */
  'low-contrast': [60, 36, 22],
  /** Share of the symbol that is covered. */
  dirt: [0.03, 0.06, 0.09],
  phone: [0.15, 0.3, 0.45],
  /** Share of the light that is left. */
  shadow: [0.5, 0.3, 0.18],
  /** Radius, as a share of the symbol's side. */
  glare: [0.14, 0.19, 0.24],
  /** Modules that the hand moved. */
  motion: [0.6, 1, 1.4],
  /** Sigma, in modules. */
  blur: [0.35, 0.5, 0.65],
  noise: [10, 20, 30],
} as const satisfies Readonly<Record<Impairment, readonly [number, number, number]>>;

/** Draws a symbol, somewhat off the middle and never quite straight, spoilt as asked; without a symbol the place behind it. */
export function drawPicture(symbol: CodeSymbol | null, spoiling: Spoiling, seed: number): Luma {
  const random = createRandom(seed);
  const sign = (): number => (random() < 0.5 ? -1 : 1);
  const degree = (kind: Impairment): number | null => {
    const bad = spoiling[kind];
    return bad === undefined ? null : DEGREE[kind][bad];
  };
  // As large as the frame lets it be, turned as it is.
  const span = symbol === null ? 1 : Math.max(symbol.rows, symbol.columns * (FRAME.height / FRAME.width) * 1.2) + 12;
  const fitting = Math.min(5, (FRAME.height - 60) / span);
  const contrast = degree('low-contrast');
  const tilt = degree('perspective') ?? 0;
  const shot: Shot = {
    ...PLAIN,
    symbol,
    modulePx: degree('small') ?? fitting * between(random, 0.75, 0.95) * (spoiling.rotation === undefined ? 1 : 0.8),
    turnDegrees: sign() * (degree('rotation') ?? between(random, 0, 3)),
    tilt: { x: sign() * tilt, y: sign() * tilt * 0.5 },
    curl: degree('curl') ?? 0,
    shift: { x: between(random, -60, 60), y: between(random, -15, 15) },
    phone: spoiling.phone !== undefined,
    ...(contrast === null ? {} : { dark: 110, light: 110 + contrast }),
  };
  const canvas = drawScene(shot, seed);
  const centre = { x: FRAME.width / 2 + shot.shift.x, y: FRAME.height / 2 + shot.shift.y };
  const side = (symbol?.rows ?? 100) * shot.modulePx;
  const off = (share: number): { x: number; y: number } => ({ x: centre.x + between(random, -share, share) * side, y: centre.y + between(random, -share, share) * side });
  const apply = (kind: Impairment, effect: (value: number) => void): void => {
    const value = degree(kind);
    if (value !== null) effect(value);
  };
  apply('dirt', (share) => dirt(canvas, random, centre, side, share, shot.modulePx));
  apply('phone', (strength) => screen(canvas, random, strength));
  apply('shadow', (left) => shadow(canvas, off(0.25), between(random, 0, 360), left, between(random, 10, 120)));
  apply('glare', (radius) => glare(canvas, off(0.2), radius * side, 260));
  apply('motion', (length) => motion(canvas, length * shot.modulePx, between(random, 0, 180)));
  // A lens is never perfect, nor a sensor.
  blur(canvas, (degree('blur') ?? 0.2) * shot.modulePx);
  noise(canvas, random, degree('noise') ?? 3);
  return { data: toBytes(canvas), width: canvas.width, height: canvas.height };
}
