import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { readAnswerDate } from '../../../core/uplink/answer-date.ts';

const DATE = 'Wed, 01 Sep 2021 02:00:00 GMT';
const AT = Date.parse('2021-09-01T02:00:00Z');
const read = (header: string | null, sent: number, received: number) => readAnswerDate(header, utcMillis(AT + sent), utcMillis(AT + received));

describe('the date of an answer', () => {
  it.each([null, '', 'now', '2021-09-01T02:00:00Z', 'Wed, 1 Sep 2021 02:00:00 GMT', 'Wednesday, 01-Sep-21 02:00:00 GMT', 'Wed Sep  1 02:00:00 2021', 'Wed, 01 Sep 2021 02:00:00 +0800', 'Thu, 01 Sep 2021 02:00:00 GMT', 'Thu, 31 Jun 2021 02:00:00 GMT', 'Wed, 01 Sep 2021 25:00:00 GMT', `${DATE} `])(
    'that reads %j tells nothing',
    (header) => {
      expect(read(header, 0, 10)).toBeNull();
    },
  );

  it('tells nothing when the clock was set back while the answer was on its way', () => {
    expect(read(DATE, 10, 9)).toBeNull();
  });

  it('gives the middle of what is possible, and how far from it the truth can be', () => {
    // Written in the first instant of its second, at the first or the last instant of the journey, and in the last one: all lie within.
    expect(read(DATE, 0, 0)).toEqual({ offsetMs: -500, withinMs: 500 });
    expect(read(DATE, 42_300, 42_700)).toEqual({ offsetMs: 42_000, withinMs: 700 });
    expect(read(DATE, -59_600, -59_400)).toEqual({ offsetMs: -60_000, withinMs: 600 });
  });

  it('never rules the truth out, wherever in journey and second the date was written', () => {
    for (const terminalIsAheadBy of [-40_000, 0, 40_000]) {
      for (const part of [0, 0.5, 1]) {
        for (const second of [0, 999]) {
          // The gateway wrote at DATE + second; the terminal's clock then stood ahead of that by the truth.
          const written = second + terminalIsAheadBy;
          const offset = read(DATE, written - part * 800, written + (1 - part) * 800);
          expect(Math.abs((offset?.offsetMs ?? Infinity) - terminalIsAheadBy)).toBeLessThanOrEqual(offset?.withinMs ?? 0);
        }
      }
    }
  });
});
