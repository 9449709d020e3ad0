/** How uPlot draws the stacked bars: pattern and colour by verdict, so that a grey print still tells them apart. */
import uPlot from 'uplot';
import { whole } from '../ui/format.ts';
import type { Bar } from './ranges.ts';

export interface ChartLook {
  readonly pass: string;
  readonly refer: string;
  readonly referEdge: string;
  readonly refuse: string;
  readonly ink: string;
  readonly line: string;
  readonly ground: string;
  /** Width of the vertical axis, pixels. */
  readonly gutter: number;
}

/** As the band's names are wide (overview.css). */
const GUTTER_REM = 5.5;

/** The theme's colours and the axis' width, from the document's custom properties. */
export function readLook(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    pass: read('--pass-mark'),
    refer: read('--refer'),
    referEdge: read('--refer-edge'),
    refuse: read('--refuse-mark'),
    ink: read('--ink'),
    line: read('--line'),
    ground: read('--panel'),
    gutter: GUTTER_REM * parseFloat(getComputedStyle(document.documentElement).fontSize),
  };
}

/** Fewest pixels between two labels of the time axis. */
const LABEL_WIDTH = 64;

export function chartOptions(bars: readonly Bar[], colours: ChartLook, size: { width: number; height: number }, onCursor: (index: number | null) => void): uPlot.Options {
  const every = Math.max(1, Math.ceil((bars.length * LABEL_WIDTH) / size.width));
  const ticks = bars.map((_, index) => index).filter((index) => index % every === 0);
  // `bars` is optional in uPlot's types only because custom builds may leave it out.
  const paths = uPlot.paths.bars?.({ size: [0.72, 72] });
  const series = (stroke: string, fill: (chart: uPlot) => CanvasPattern | string): uPlot.Series => ({
    stroke,
    width: 1,
    fill,
    points: { show: false },
    ...(paths === undefined ? {} : { paths }),
  });
  const axis = { stroke: colours.ink, font: '13px "Noto Sans", sans-serif', ticks: { stroke: colours.line }, grid: { stroke: colours.line, width: 1 } };
  return {
    ...size,
    // The band under the chart has the same gutter on its left and the same margin on its right.
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: { x: { time: false, range: [-0.5, Math.max(0.5, bars.length - 0.5)] }, y: { range: (_, __, max) => [0, Math.max(4, max * 1.08)] } },
    axes: [
      { ...axis, grid: { show: false }, splits: () => ticks, values: (_, splits) => splits.map((index) => bars[index]?.label ?? '') },
      { ...axis, size: colours.gutter, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000], values: (_, splits) => splits.map(whole) },
    ],
    series: [
      {},
      series(colours.refuse, ({ ctx }) => pattern(ctx, colours.refuse, colours.ground, 'bars')),
      series(colours.referEdge, ({ ctx }) => pattern(ctx, colours.referEdge, colours.refer, 'stripes')),
      series(colours.pass, () => colours.pass),
    ],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)] },
  };
}

/** A tile that repeats: slanted stripes for refer, upright bars for refuse, as on the verdict's edge. */
function pattern(context: CanvasRenderingContext2D, colour: string, ground: string, kind: 'stripes' | 'bars'): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 8;
  const brush = tile.getContext('2d');
  if (brush === null) return colour;
  brush.fillStyle = ground;
  brush.fillRect(0, 0, 8, 8);
  brush.strokeStyle = colour;
  brush.lineWidth = kind === 'bars' ? 5 : 2;
  brush.beginPath();
  if (kind === 'bars') {
    brush.moveTo(4, 0);
    brush.lineTo(4, 8);
  } else {
    for (const shift of [-8, 0, 8]) {
      brush.moveTo(shift - 1, 9);
      brush.lineTo(shift + 9, -1);
    }
  }
  brush.stroke();
  return context.createPattern(tile, 'repeat') ?? colour;
}
