import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, QUARTER_MS, slotOf, type SlotMs, startOfSlot, widthOf } from '../../../core/store/slots.ts';

const HOUR = 3_600_000;
const DAY = 86_400_000;
const macau = (text: string): number => Date.parse(`${text}:00+08:00`);

describe('slots', () => {
  it('of a day begin at Macau midnight, over the ends of months and years', () => {
    expect(startOfSlot(macau('2026-03-01T00:00'), DAY)).toBe(macau('2026-03-01T00:00'));
    expect(startOfSlot(macau('2026-02-28T23:59'), DAY)).toBe(macau('2026-02-28T00:00'));
    expect(startOfSlot(macau('2027-01-01T07:59'), DAY)).toBe(macau('2027-01-01T00:00'));
    expect(startOfSlot(macau('2024-02-29T12:00'), HOUR)).toBe(macau('2024-02-29T12:00'));
    expect(slotOf(macau('2026-02-28T23:59'))).toBe(macau('2026-02-28T23:45'));
  });

  it('are quarters for a short span, hours for a day and days for a month', () => {
    expect([15 * 60_000, 3 * HOUR, 3 * HOUR + 1, DAY, 2 * DAY, 2 * DAY + 1, 31 * DAY].map(widthOf)).toEqual([QUARTER_MS, QUARTER_MS, HOUR, HOUR, HOUR, DAY, DAY]);
  });
});

describe('a span is cut', () => {
  it('into whole days, with hours and quarters at its ends', () => {
    expect(cut(macau('2026-10-30T22:45'), macau('2026-11-02T01:15'), DAY)).toEqual([
      { width: QUARTER_MS, from: macau('2026-10-30T22:45'), to: macau('2026-10-30T23:00') },
      { width: HOUR, from: macau('2026-10-30T23:00'), to: macau('2026-10-31T00:00') },
      { width: DAY, from: macau('2026-10-31T00:00'), to: macau('2026-11-02T00:00') },
      { width: HOUR, from: macau('2026-11-02T00:00'), to: macau('2026-11-02T01:00') },
      { width: QUARTER_MS, from: macau('2026-11-02T01:00'), to: macau('2026-11-02T01:15') },
    ]);
    expect(cut(0, 0, DAY)).toEqual([]);
  });

  it('without a gap or an overlap, never wider than asked, each piece on its own slots', () => {
    const quarters = fc.integer({ min: 0, max: 40 * 96 }).map((n) => macau('2026-01-20T00:00') + n * QUARTER_MS);
    fc.assert(
      fc.property(quarters, quarters, fc.constantFrom<SlotMs>(QUARTER_MS, HOUR, DAY), (a, b, widest) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const pieces = cut(from, to, widest);
        let at = from;
        for (const piece of pieces) {
          expect(piece.from).toBe(at);
          expect(piece.width).toBeLessThanOrEqual(widest);
          expect(startOfSlot(piece.from, piece.width)).toBe(piece.from);
          expect((piece.to - piece.from) % piece.width).toBe(0);
          at = piece.to;
        }
        expect(at).toBe(to);
        expect(pieces.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});
