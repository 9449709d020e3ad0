import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { ageOf, startOfMacauDay } from '../../../core/rules/limit.ts';

const at = (text: string) => utcMillis(Date.parse(text));

describe('the age of a test', () => {
  it.each<[string, string, number]>([
    ['2021-06-07T10:00:00.000+08:00', '2021-06-09T10:00:00.000+08:00', 48],
    ['2021-06-07T10:00:00.000+08:00', '2021-06-09T10:00:00.001+08:00', 49],
    ['2021-06-07T10:00:00.000+08:00', '2021-06-07T10:00:00.000+08:00', 0],
    ['2021-06-07T10:00:00.001+08:00', '2021-06-07T10:00:00.000+08:00', -1],
  ])('in hours, sampled at %s, is at %s %d', (sampled, now, hours) => {
    expect(ageOf(at(sampled), at(now), 'hours')).toBe(hours);
  });

  it.each<[string, string, number]>([
    ['2021-06-07T00:00:00+08:00', '2021-06-09T23:59:59+08:00', 2],
    ['2021-06-07T23:59:59+08:00', '2021-06-08T00:00:00+08:00', 1],
    // 07:59 in Macau is still the day before in UTC.
    ['2021-06-07T07:59:00+08:00', '2021-06-07T23:59:00+08:00', 0],
    ['2024-02-28T12:00:00+08:00', '2024-03-01T00:00:00+08:00', 2],
    ['2021-06-07T10:00:01+08:00', '2021-06-07T10:00:00+08:00', -1],
  ])('in calendar days, sampled at %s, is at %s %d', (sampled, now, days) => {
    expect(ageOf(at(sampled), at(now), 'calendar-days')).toBe(days);
  });
});

describe('the start of a day in Macau', () => {
  it.each([
    ['2021-06-07T00:00:00+08:00', '2021-06-07T00:00:00+08:00'],
    ['2021-06-06T16:00:00Z', '2021-06-07T00:00:00+08:00'],
    ['2021-06-06T15:59:59.999Z', '2021-06-06T00:00:00+08:00'],
  ])('of %s is %s', (now, start) => {
    expect(startOfMacauDay(at(now))).toBe(at(start));
  });
});
