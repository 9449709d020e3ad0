/** Where on a page a code stands, in words: a third of the height, a third of the width. Layer: renderer/picture. Pure. */
import type { Point } from '../reader/found-code.ts';

const ROWS = ['top', 'middle', 'bottom'] as const;
const COLUMNS = ['left', 'centre', 'right'] as const;
export type Place = `${(typeof ROWS)[number]}-${(typeof COLUMNS)[number]}`;
export const PLACES: readonly Place[] = ROWS.flatMap((row) => COLUMNS.map((column): Place => `${row}-${column}`));

/** The place of the symbol's middle. @param width - of the page, in the unit of the corners; likewise the height. */
export function placeOf(corners: readonly Point[], width: number, height: number): Place {
  const middle = (pick: (corner: Point) => number): number => corners.reduce((sum, corner) => sum + pick(corner), 0) / corners.length;
  const third = (at: number, of: number): number => Math.min(2, Math.max(0, Math.floor((3 * at) / of)));
  return `${ROWS[third(middle(({ y }) => y), height)] ?? 'middle'}-${COLUMNS[third(middle(({ x }) => x), width)] ?? 'centre'}`;
}
