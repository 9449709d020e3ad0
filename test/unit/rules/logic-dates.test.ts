import { evaluate } from 'certlogic-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDate, withoutImpossibleDates } from '../../../core/rules/logic-dates.ts';

describe('dates of the calendar', () => {
  it.each([
    ...['1980', '1980-02', '2020-02-29', '2000-02-29', '0004-02-29', '2021-06-01T00:00:00', '2021-06-01T23:59:59Z', '2021-06-01T00:00:00.123456789Z'],
    ...['2021-06-01T00:00:00+1', '2021-06-01T00:00:00+0130', '2021-06-01T00:00:00-530', '2021-06-01T00:00:00+01:30'],
  ])('are told: %s', (text) => {
    expect(isDate(text)).toBe(true);
    expect(withoutImpossibleDates(text)).toBe(text);
  });

  it.each([
    ...['1980-00', '1980-13', '2021-02-29', '1900-02-29', '2021-04-31', '2021-00-10', '2021-01-00', '2021-01-32'],
    ...['2021-06-01T24:00:00Z', '2021-06-01T00:60:00Z', '2021-06-01T00:00:60Z', '2021-06-01T00:00:00+24', '2021-06-01T00:00:00+01:60'],
  ])('are not taken for what only looks like one: %s', (text) => {
    expect(isDate(text)).toBe(false);
    expect(withoutImpossibleDates(text)).toBeNull();
  });

  it.each(['', 'x', '20', '12345', '2021-6-1', '2021-06-01 00:00:00', ' 2021-06-01', '2021-06-01T00:00Z', 'EU/1/20/1528', '1119349007'])('leave other texts as they are: %j', (text) => {
    expect(isDate(text)).toBe(false);
    expect(withoutImpossibleDates(text)).toBe(text);
  });

  it('leave everything else as it is, however deep', () => {
    const data = { a: [1, true, null, { b: '2021-02-30', c: '2021-02-28' }] };
    expect(withoutImpossibleDates(data)).toEqual({ a: [1, true, null, { b: null, c: '2021-02-28' }] });
    expect(data.a[3]).toMatchObject({ b: '2021-02-30' });
    expect(withoutImpossibleDates(undefined)).toBeUndefined();
  });

  it('are instants to the evaluator, all of them', () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((number) => number.toString().padStart(2, '0'));
    const text = fc.tuple(fc.integer({ min: 0, max: 9_999 }), two(14), two(33), fc.constantFrom('', 'T00:00:00', 'T23:59:59.9Z', 'T24:00:00Z', 'T10:00:00+530', 'T10:00:00-25'));
    fc.assert(
      fc.property(text, ([year, month, day, time]) => {
        const date = `${year.toString().padStart(4, '0')}-${month}-${day}${time}`;
        fc.pre(isDate(date));
        const instant: unknown = evaluate({ plusTime: [date, 0, 'day'] }, {});
        expect(instant instanceof Date && !Number.isNaN(instant.getTime())).toBe(true);
        if (time === '') expect((instant as Date).toISOString().slice(0, 10)).toBe(date);
      }),
    );
  });
});
