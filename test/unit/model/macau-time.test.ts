import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfMacauDay, nextMacauTime, parseTimeOfDay, toMacauDate, toMacauIso, toMacauStamp } from '../../../core/model/macau-time.ts';
import { utcMillis } from '../../../core/model/units.ts';

const at = (iso: string) => utcMillis(Date.parse(iso));

describe('Macau time', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, 0.5, 8.64e15, -8.64e15, 253_402_300_800_000])('has no date for %d, which is no instant it can write', (value) => {
    expect([toMacauDate(utcMillis(value)), toMacauIso(utcMillis(value)), toMacauStamp(utcMillis(value))]).toEqual([null, null, null]);
  });

  it('changes the day at 16:00 UTC', () => {
    expect(toMacauDate(at('2021-08-24T15:59:59.999Z'))).toBe('2021-08-24');
    expect(toMacauDate(at('2021-08-24T16:00:00Z'))).toBe('2021-08-25');
  });

  it('ends the day at the next midnight, of the first moment of a day too', () => {
    expect(endOfMacauDay(at('2021-08-24T15:59:59.999Z'))).toBe(at('2021-08-24T16:00:00Z'));
    expect(endOfMacauDay(at('2021-08-24T16:00:00Z'))).toBe(at('2021-08-25T16:00:00Z'));
  });

  it.each([['00:00', 0], ['0630', 390], ['14:05', 845], ['23:59', 1_439]])('reads the time of day %s', (typed, minutes) => {
    expect(parseTimeOfDay(typed)).toBe(minutes);
  });

  it.each(['', '24:00', '12:60', '7:00', '700', '14.05', '14:05:00', ' 14:05', '１４:05', '-1:00'])('reads no time of day from %j', (typed) => {
    expect(parseTimeOfDay(typed)).toBeNull();
  });

  it('finds the next time that clocks show a time of day, strictly later', () => {
    expect(nextMacauTime(at('2021-08-24T05:59:59.999Z'), 14 * 60)).toBe(at('2021-08-24T06:00:00Z'));
    expect(nextMacauTime(at('2021-08-24T06:00:00Z'), 14 * 60)).toBe(at('2021-08-25T06:00:00Z'));
    expect(nextMacauTime(at('2021-08-24T15:59:59Z'), 0)).toBe(at('2021-08-24T16:00:00Z'));
  });

  it('writes the mainland form and ISO 8601 with the offset', () => {
    expect(toMacauStamp(at('2021-12-31T16:05:06.789Z'))).toBe('20220101000506');
    expect(toMacauIso(at('2021-12-31T16:05:06.789Z'))).toBe('2022-01-01T00:05:06.789+08:00');
  });

  it('agrees with the time zone database from 1980 to 2100', () => {
    const zone = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Macau', dateStyle: 'short', timeStyle: 'medium' });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2100, 0, 1) }), (value) => {
        expect(toMacauIso(utcMillis(value))?.slice(0, 19)).toBe(zone.format(value).replace(' ', 'T'));
        expect(Date.parse(toMacauIso(utcMillis(value)) ?? '')).toBe(value);
      }),
    );
  });
});
