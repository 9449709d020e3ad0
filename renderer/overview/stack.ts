import type { Bar } from './ranges.ts';

/** Cumulated heights: the whole bar first, drawn over by pass and refer, then by pass. */
export function stack(bars: readonly Bar[]): [number[], number[], number[], number[]] {
  return [
    bars.map((_, index) => index),
    bars.map(({ total }) => total),
    bars.map(({ counts }) => counts.pass + counts.refer),
    bars.map(({ counts }) => counts.pass),
  ];
}
