import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCalendarDay } from '../../../core/codes/calendar.ts';

describe('the calendar', () => {
  it.each(['2021-02-29', '2100-02-29', '2021-04-31', '2021-00-10', '2021-13-01', '2021-01-00', '2021-12-32', ''])('has no %s', (date) => {
    expect(isCalendarDay(date)).toBe(false);
  });

  it.each(['2020-02-29', '2000-02-29', '1900-02-28', '2021-12-31', '0001-01-01'])('has %s', (date) => {
    expect(isCalendarDay(date)).toBe(true);
  });

  it('is that of the language', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 15 }), fc.integer({ min: 0, max: 35 }), (year, month, day) => {
        const date = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const instant = Date.parse(`${date}T00:00:00Z`);
        expect(isCalendarDay(date)).toBe(!Number.isNaN(instant) && new Date(instant).toISOString().startsWith(date));
      }),
      { numRuns: 2_000 },
    );
  });
});
