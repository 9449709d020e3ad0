/**
 * How a span of time is cut for counting: quarters of an hour, hours and Macau days. Macau stands at UTC+8 all year, eight whole hours, so quarters
 * and hours are the same in both. Pure. Layer: store.
 */

/** Width of a rollup slot. */
export const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export type SlotMs = typeof QUARTER_MS | typeof HOUR_MS | typeof DAY_MS;
const MACAU_OFFSET_MS = 8 * HOUR_MS;

/** The widths that counts are kept in, the widest first. */
const WIDTHS = [DAY_MS, HOUR_MS, QUARTER_MS] as const;

/** Longest spans that are read by quarters and by hours: about a dozen and about fifty bars. */
const LONGEST_BY_QUARTERS_MS = 3 * HOUR_MS;
const LONGEST_BY_HOURS_MS = 2 * DAY_MS;

/** Start of the slot of a width that an instant falls into, UTC milliseconds. */
export const startOfSlot = (at: number, width: number): number => at - ((at + MACAU_OFFSET_MS) % width);

/** Start of the rollup slot an instant falls into, UTC milliseconds. */
export const slotOf = (at: number): number => startOfSlot(at, QUARTER_MS);

/** Width of the slots in which a span is shown. */
export function widthOf(spanMs: number): SlotMs {
  if (spanMs <= LONGEST_BY_QUARTERS_MS) return QUARTER_MS;
  return spanMs <= LONGEST_BY_HOURS_MS ? HOUR_MS : DAY_MS;
}

/** A stretch that is whole slots of one width. */
export interface Piece {
  readonly width: SlotMs;
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `[from, to)`, given in whole quarters, into stretches of the widest slots that fit, none wider than `widest`; oldest first. A month is its days,
 * with hours and quarters at its ends alone.
 */
export function cut(from: number, to: number, widest: number): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = from; at < to; ) {
    const start = at;
    const width = WIDTHS.find((each) => each <= widest && startOfSlot(start, each) === start && start + each <= to) ?? QUARTER_MS;
    const last = pieces.at(-1);
    if (last?.width === width) pieces[pieces.length - 1] = { ...last, to: start + width };
    else pieces.push({ width, from: start, to: start + width });
    at = start + width;
  }
  return pieces;
}
