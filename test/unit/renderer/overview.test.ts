import { describe, expect, it } from 'vitest';
import type { Overview } from '../../../core/contract.ts';
import { toCsv } from '../../../renderer/overview/csv.ts';
import { backlogShape } from '../../../renderer/overview/backlog-path.ts';
import { clip, incidentText } from '../../../renderer/overview/incident-band.ts';
import { barsOf, spanOf } from '../../../renderer/overview/ranges.ts';
import { parseSpan, parseTime } from '../../../renderer/overview/span-text.ts';
import { stack } from '../../../renderer/overview/stack.ts';
import * as fixture from '../../support/window-fixtures.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 25 November 2026, 00:30 in Macau: still the 24th in UTC. */
const AFTER_MIDNIGHT = Date.UTC(2026, 10, 24, 16, 30);
const midnight = AFTER_MIDNIGHT - HOUR / 2;

describe('spans', () => {
  it('begin a day at Macau midnight', () => {
    expect(spanOf('today', AFTER_MIDNIGHT)).toEqual({ from: midnight, to: AFTER_MIDNIGHT });
    expect(spanOf('d7', AFTER_MIDNIGHT).from).toBe(midnight - 6 * DAY);
    expect(spanOf('d30', AFTER_MIDNIGHT).from).toBe(midnight - 29 * DAY);
  });

  it('count minutes back for the short ranges', () => {
    expect(spanOf('m15', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - 15 * 60_000);
    expect(spanOf('hour', AFTER_MIDNIGHT).from).toBe(AFTER_MIDNIGHT - HOUR);
  });
});

describe('a typed span', () => {
  it.each(['', '2026', '25-11-2026 10:00', '2026-11-31 10:00', '2026-02-29 00:00', '2026-13-01 00:00', '2026-11-25 24:30', '2026-11-25 10:60', '1969-01-01 00:00', '2026-11-25 10:00 +01:00', '２０２６-11-25 10:00'])('is none when it reads %j', (text) => {
    expect(parseTime(text)).toBeNull();
    expect(parseSpan(text, '2026-11-25 10:00')).toBe('malformed');
  });

  it('is on Macau’s clock, and a day alone is its beginning', () => {
    expect(parseTime('2026-11-25 00:30')).toBe(AFTER_MIDNIGHT);
    expect(parseTime(' 2026-11-25T00:30 ')).toBe(AFTER_MIDNIGHT);
    expect(parseTime('2026-11-25')).toBe(midnight);
    expect(parseTime('2024-02-29')).not.toBeNull();
  });

  it('is 15 minutes to 31 days long, and runs forwards', () => {
    expect(parseSpan('2026-11-25 10:00', '2026-11-25 10:14')).toBe('too-short');
    expect(parseSpan('2026-11-25 10:00', '2026-11-25 10:15')).toMatchObject({ from: expect.any(Number) });
    expect(parseSpan('2026-11-25 10:00', '2026-11-25 10:00')).toBe('backwards');
    expect(parseSpan('2026-10-01', '2026-11-01')).toEqual({ from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 31, 16) });
    expect(parseSpan('2026-10-01', '2026-11-01 00:01')).toBe('too-long');
  });
});

describe('bars', () => {
  const slot = (startAt: number, pass: number, refer: number, refuse: number) => ({ startAt, counts: { pass, refer, refuse }, converted: 1, medianGapSeconds: 8 });

  it('stand for hours in a day, the empty ones too', () => {
    const bars = barsOf({ from: midnight, to: midnight + 2.25 * HOUR, slotMs: 3_600_000, slots: [slot(midnight + HOUR, 5, 2, 1)] });
    expect(bars.map(({ label, name, total, medianGapSeconds }) => [label, name, total, medianGapSeconds])).toEqual([
      ['00:00', '2026-11-25 00:00', 0, null],
      ['01:00', '2026-11-25 01:00', 8, 8],
      ['02:00', '2026-11-25 02:00', 0, null],
    ]);
  });

  it('stand for Macau days in a month, over its end, and the first day may begin late', () => {
    const from = Date.parse('2026-10-30T22:45:00+08:00');
    const day = Date.parse('2026-10-30T00:00:00+08:00');
    const bars = barsOf({ from, to: day + 3 * DAY, slotMs: 86_400_000, slots: [slot(from, 1, 0, 0), slot(day + 2 * DAY, 5, 2, 1)] });
    expect(bars.map(({ label, name, total }) => [label, name, total])).toEqual([
      ['10-30', '2026-10-30', 1],
      ['10-31', '2026-10-31', 0],
      ['11-01', '2026-11-01', 8],
    ]);
  });

  it('stand for quarters of an hour in a short span', () => {
    const bars = barsOf({ from: midnight, to: midnight + HOUR / 2, slotMs: 900_000, slots: [] });
    expect(bars.map(({ label }) => label)).toEqual(['00:00', '00:15']);
  });

  it('are stacked so that each verdict keeps its own height', () => {
    expect(stack(barsOf({ from: midnight, to: midnight + HOUR, slotMs: 3_600_000, slots: [slot(midnight, 5, 2, 1)] }))).toEqual([[0], [8], [7], [5]]);
  });

  it('lose no traveller between table and totals', () => {
    const data = fixture.overview(AFTER_MIDNIGHT);
    const sum = barsOf(data).reduce((total, bar) => total + bar.total, 0);
    expect(sum).toBe(data.totals.pass + data.totals.refer + data.totals.refuse);
  });
});

describe('the band of incidents', () => {
  const span = { from: midnight, to: midnight + 4 * HOUR, at: midnight + 3 * HOUR };
  const hours = ({ from, to }: ReturnType<typeof clip>) => [(from - midnight) / HOUR, (to - midnight) / HOUR];

  it('shows of an incident what lies in the span, and of one that lasts what is known', () => {
    expect(hours(clip({ from: midnight - DAY, to: midnight + HOUR }, span))).toEqual([0, 1]);
    expect(hours(clip({ from: midnight + 2 * HOUR, to: null }, span))).toEqual([2, 3]);
    expect(hours(clip({ from: midnight + 2 * HOUR, to: midnight + DAY }, { ...span, at: midnight + 2 * DAY }))).toEqual([2, 4]);
    expect(hours(clip({ from: midnight + HOUR, to: midnight + HOUR }, span))).toEqual([1, 1]);
  });

  it('has a text for every state of every part, and one for what it does not know', () => {
    expect(incidentText('gateway-refusing')).toBe('overview.incident.gateway-refusing');
    expect(incidentText('=1+1')).toBe('overview.incident.other');
  });
});

describe('the line of what waits', () => {
  const span = { from: midnight, to: midnight + 4 * HOUR, at: midnight + 2 * HOUR, queue: { waiting: 5, delivered: 0, dead: 0, oldestWaitingAt: midnight } };
  const axis = { from: midnight, to: midnight + 4 * HOUR };

  it('goes in steps to each peak and down to what was left, and ends now', () => {
    const backlog = [{ at: midnight - HOUR, waiting: 4, peak: 90 }, { at: midnight + HOUR, waiting: 2, peak: 8 }];
    expect(backlogShape({ ...span, backlog }, axis)).toEqual({ peak: 8, polygon: '0.0,100 0.0,100.0 0.0,50.0 0.0,50.0 250.0,50.0 250.0,0.0 250.0,75.0 500.0,75.0 500.0,37.5 500.0,100' });
  });

  it('ends with its span when that was over long ago', () => {
    const backlog = [{ at: midnight, waiting: 4, peak: 4 }];
    expect(backlogShape({ ...span, at: midnight + DAY, backlog }, axis)?.polygon).toMatch(/ 1000\.0,0\.0 1000\.0,100$/);
  });

  it('is none where nothing was kept or nothing waited', () => {
    expect(backlogShape({ ...span, backlog: [] }, axis)).toBeNull();
    expect(backlogShape({ ...span, backlog: [{ at: midnight, waiting: 0, peak: 0 }], queue: { ...span.queue, waiting: 0 } }, axis)).toBeNull();
  });
});

describe('the CSV', () => {
  const names = {
    reason: () => '檢測過舊',
    issuer: ({ issuer }: { readonly issuer: string }) => issuer,
    caseKind: (kind: string) => `kind of ${kind}`,
    overrideReason: (reason: string) => `because of ${reason}`,
    incident: (code: string) => `incident ${code}`,
  };
  const data = { ...fixture.overview(AFTER_MIDNIGHT), issuers: [] };
  const lines = (overview: Overview): readonly string[] => toCsv(overview, names).split('\r\n');

  it('begins with a byte order mark and its header, and ends its last line', () => {
    const csv = toCsv(data, names);
    expect(csv.startsWith('\uFEFFpart,from_macau,to_macau,key,name,total,pass,refer,refuse,converted,median_gap_seconds,p90_gap_seconds,seconds,waiting_begin,waiting_peak,waiting_end,drained_macau\r\n')).toBe(true);
    expect(csv.endsWith('\r\n')).toBe(true);
  });

  it('has a line for the range and one for every slot, numbers without grouping, an empty cell for no median', () => {
    const slots = [{ startAt: midnight, counts: { pass: 1_234, refer: 5, refuse: 6 }, converted: 7, medianGapSeconds: null }];
    const found = lines({ ...data, from: midnight, to: midnight + 2 * HOUR, totals: { pass: 1_234, refer: 5, refuse: 6 }, converted: 7, slots });
    expect(found.slice(1, 4)).toEqual([
      'range,2026-11-25 00:00,2026-11-25 02:00,,,1245,1234,5,6,7,10.4,24.1,,,,,',
      'time,2026-11-25 00:00,2026-11-25 01:00,,,1245,1234,5,6,7,,,,,,,',
      'time,2026-11-25 01:00,2026-11-25 02:00,,,0,0,0,0,0,,,,,,,',
    ]);
  });

  it('has every reason with its name, and no officer', () => {
    const csv = toCsv(data, names);
    expect(csv).toContain('\r\nreason,,,test-too-old,檢測過舊,41,');
    expect(csv).not.toMatch(/1042|2077/);
  });

  it('has cases by kind, overrides by reason, crossings, what waits and since when, and incidents', () => {
    const queue = { waiting: 7, delivered: 5, dead: 1, oldestWaitingAt: midnight + HOUR / 4 };
    const incidents: Overview['incidents'] = [
      {
        part: 'network',
        code: 'network-down',
        from: midnight - HOUR,
        to: midnight + HOUR / 6,
        meanwhile: { verdicts: { pass: 12, refer: 2, refuse: 1 }, waiting: { begin: 0, peak: 61, end: 58, drainedAt: midnight + HOUR / 5 } },
      },
      { part: 'scanner', code: 'scanner-lost', from: midnight + HOUR / 5, to: null, meanwhile: { verdicts: { pass: 0, refer: 0, refuse: 0 }, waiting: null } },
      { part: 'fault', code: '=1+1', from: midnight + HOUR / 5, to: midnight + HOUR / 5, meanwhile: null },
    ];
    const found = lines({ ...data, at: AFTER_MIDNIGHT, from: midnight, to: midnight + HOUR, queue, incidents });
    expect(found.slice(found.findIndex((line) => line.startsWith('cases,')), -1)).toEqual([
      'cases,,,,,3,,,,,,,,,,,',
      'case,,,second-line,kind of second-line,2,,,,,,,,,,,',
      'case,,,appeal,kind of appeal,1,,,,,,,,,,,',
      'overrides,,,,,2,,,,,,,,,,,',
      'override,,,emergency,because of emergency,1,,,,,,,,,,,',
      'override,,,paper-result,because of paper-result,1,,,,,,,,,,,',
      'crossings,,,,,41,,,,,,,,,,,',
      'queue,2026-11-25 00:15,2026-11-25 00:30,waiting,,7,,,,,,,,,,,',
      'queue,,2026-11-25 00:30,delivered,,5,,,,,,,,,,,',
      'queue,,2026-11-25 00:30,dead,,1,,,,,,,,,,,',
      'incident,2026-11-24 23:00,2026-11-25 00:10,network-down,incident network-down,15,12,2,1,,,,4200,0,61,58,2026-11-25 00:12',
      'incident,2026-11-25 00:12,,scanner-lost,incident scanner-lost,0,0,0,0,,,,1080,,,,',
      "incident,2026-11-25 00:12,2026-11-25 00:12,'=1+1,incident =1+1,,,,,,,,,,,,",
    ]);
  });

  it('has no time for a queue in which nothing waits', () => {
    expect(lines({ ...data, at: AFTER_MIDNIGHT, queue: { waiting: 0, delivered: 5, dead: 0, oldestWaitingAt: null } })).toContain('queue,,2026-11-25 00:30,waiting,,0,,,,,,,,,,,');
  });

  it.each(['=HYPERLINK("http://evil")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1', '\n=1'])('takes the force from a formula: %j', (issuer) => {
    const row = toCsv({ ...data, issuers: [{ issuer, names: null, count: 1 }] }, names).split('\r\nissuer,,,')[1] ?? '';
    expect(row.replace(/^"/, '').startsWith("'")).toBe(true);
  });

  it('quotes what would break a line or a cell', () => {
    expect(toCsv({ ...data, issuers: [{ issuer: 'a,"b"\r\nc', names: null, count: 1 }] }, names)).toContain('\r\nissuer,,,"a,""b""\r\nc","a,""b""\r\nc",1,');
  });

  it('has as many cells in every line', () => {
    expect(new Set(lines(data).slice(0, -1).map((line) => line.split(',').length))).toEqual(new Set([17]));
  });
});
