import { describe, expect, it } from 'vitest';
import { stack } from '../../../renderer/overview/stack.ts';
import { barsOf, spanOf, toCsv } from '../../../renderer/overview/ranges.ts';
import * as fixture from '../../support/window-fixtures.ts';

const HOUR = 3_600_000;
/** 25 November 2026, 00:30 in Macau: still the 24th in UTC. */
const AFTER_MIDNIGHT = Date.UTC(2026, 10, 24, 16, 30);

describe('spans', () => {
  it('begin a day at Macau midnight', () => {
    expect(spanOf('today', AFTER_MIDNIGHT)).toEqual({ from: AFTER_MIDNIGHT - HOUR / 2, to: AFTER_MIDNIGHT });
    expect(spanOf('d7', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - HOUR / 2 - 6 * 24 * HOUR);
    expect(spanOf('d30', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - HOUR / 2 - 29 * 24 * HOUR);
  });

  it('count minutes back for the short ranges', () => {
    expect(spanOf('m15', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - 15 * 60_000);
    expect(spanOf('hour', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - HOUR);
  });
});

describe('bars', () => {
  const hour = (startAt: number, pass: number, refer: number, refuse: number) => ({ startAt, counts: { pass, refer, refuse }, converted: 1, medianGapSeconds: 8 });
  const midnight = AFTER_MIDNIGHT - HOUR / 2;

  it('stand for hours in a day', () => {
    expect(barsOf([hour(midnight, 5, 2, 1)], 'today')).toEqual([
      { startAt: midnight, label: '00:00', name: '2026-11-25 00:00', counts: { pass: 5, refer: 2, refuse: 1 }, total: 8, converted: 1, medianGapSeconds: 8 },
    ]);
  });

  it('stand for Macau days in a month, with no median made up', () => {
    const bars = barsOf([hour(midnight - HOUR, 1, 0, 0), hour(midnight, 5, 2, 1), hour(midnight + HOUR, 1, 1, 1)], 'd30');
    expect(bars.map(({ name, total, converted, medianGapSeconds }) => [name, total, converted, medianGapSeconds])).toEqual([
      ['2026-11-24', 1, 1, null],
      ['2026-11-25', 11, 2, null],
    ]);
  });

  it('are stacked so that each verdict keeps its own height', () => {
    expect(stack(barsOf([hour(midnight, 5, 2, 1)], 'today'))).toEqual([[0], [8], [7], [5]]);
  });

  it('lose no traveller between table and totals', () => {
    const { hours, totals } = fixture.overview(AFTER_MIDNIGHT);
    const sum = barsOf(hours, 'd7').reduce((total, bar) => total + bar.total, 0);
    expect(sum).toBe(totals.pass + totals.refer + totals.refuse);
  });
});

describe('the CSV', () => {
  it('has one line per bar, numbers without grouping, and an empty cell for no median', () => {
    const bars = barsOf([{ startAt: AFTER_MIDNIGHT - HOUR / 2, counts: { pass: 1_234, refer: 5, refuse: 6 }, converted: 7, medianGapSeconds: null }], 'today');
    expect(toCsv(bars)).toBe('start_macau,total,pass,refer,refuse,converted,median_gap_seconds\r\n2026-11-25 00:00,1245,1234,5,6,7,\r\n');
  });
});
