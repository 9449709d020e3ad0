/** What waited over a span, as a line of steps. Pure. */
import type { Overview } from '../../core/contract.ts';
import { knownEnd } from './incident-band.ts';

export interface BacklogShape {
  /** Points of a polygon in a box 1000 wide and 100 high, its foot on the lower edge. */
  readonly polygon: string;
  /** The most that waited. */
  readonly peak: number;
}

/**
 * @param axis - from when to when the box goes.
 * @returns null when nothing was kept, or nothing waited.
 */
export function backlogShape(overview: Pick<Overview, 'backlog' | 'from' | 'to' | 'at' | 'queue'>, axis: { readonly from: number; readonly to: number }): BacklogShape | null {
  const { backlog, at, to, queue } = overview;
  const end = knownEnd(overview);
  const now = at <= to ? queue.waiting : 0;
  // What was before the span counts as its beginning, but its peak was not in it.
  const points = backlog.map((point) => (point.at < overview.from ? { at: overview.from, waiting: point.waiting, peak: point.waiting } : point));
  const peak = Math.max(0, now, ...points.map((point) => point.peak));
  const [first] = points;
  if (first === undefined || peak === 0) return null;
  const x = (time: number): string => ((1_000 * (time - axis.from)) / Math.max(1, axis.to - axis.from)).toFixed(1);
  const y = (count: number): string => (100 - (100 * count) / peak).toFixed(1);
  const steps = [`${x(first.at)},100`];
  let level = 0;
  for (const point of points) {
    steps.push(`${x(point.at)},${y(level)}`, `${x(point.at)},${y(point.peak)}`, `${x(point.at)},${y(point.waiting)}`);
    level = point.waiting;
  }
  steps.push(`${x(end)},${y(level)}`);
  if (at <= to) steps.push(`${x(end)},${y(now)}`);
  steps.push(`${x(end)},100`);
  return { polygon: steps.join(' '), peak };
}
