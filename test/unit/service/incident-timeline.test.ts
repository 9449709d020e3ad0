import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../../core/model/reasons.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { MAX_TOLD, readTimeline } from '../../../core/service/incident-timeline.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const at = (hours: number) => utcMillis(DAY + Math.round(hours * HOUR));
let store: Store | null = null;
afterEach(() => {
  store?.close();
  store = null;
});
interface Given {
  readonly incidents: readonly (readonly [number, string])[];
  readonly backlog?: readonly (readonly [number, number, number?])[];
  readonly scans?: readonly (readonly [number, Outcome])[];
  readonly live?: { readonly waiting: number; readonly peak: number };
}
/** What is told of `[from, to)` at `now`, in hours of the day. */
function told({ incidents, backlog = [], scans = [], live = { waiting: 0, peak: 0 } }: Given, from: number, to: number, now: number) {
  const opened = openStore(join(tempDir(), 'portas.db'));
  store = opened;
  for (const [hours, code] of incidents) opened.incidents.record({ at: at(hours), code, detail: 'never shown here' });
  for (const [hours, waiting, peak = waiting] of backlog) opened.backlog.record({ at: at(hours), waiting, peak });
  for (const [hours, outcome] of scans) opened.journal.recordScan(journalEntry({ at: at(hours), verdict: { outcome, reasons: [], ruleSet: null } }));
  return readTimeline({ store: opened, live: () => live }, at(from), at(to), at(now), 500);
}
const ends = (views: ReturnType<typeof told>) => views.map(({ part, code, from, to }) => [part, code, (from - DAY) / HOUR, to === null ? null : (to - DAY) / HOUR]);

describe('the timeline of incidents', () => {
  const seen: Given['incidents'] = [
    [-9, 'network-down'],
    [-8, 'network-up'],
    [-8, 'network-down'],
    [-7, 'scanner-lost'],
    [-7, 'housekeeping'],
    [0, 'network-up'],
    [1, 'record-not-kept'],
    [2, 'scanner-ready'],
  ];
  it('tells what touches the span, from its true beginning to its true end', () => {
    expect(ends(told({ incidents: seen }, 0, 2, 9))).toEqual([
      ['network', 'network-down', -8, 0],
      ['scanner', 'scanner-lost', -7, 2],
      ['fault', 'record-not-kept', 1, 1],
    ]);
  });

  it('tells what lasts as lasting, in a span that was over long ago only if it lasts to this day', () => {
    expect(ends(told({ incidents: seen }, 0, 2, 1.5)).find(([part]) => part === 'scanner')).toEqual(['scanner', 'scanner-lost', -7, null]);
    expect(ends(told({ incidents: [[0, 'keys-old'], [5, 'keys-stale']] }, 0, 2, 9))).toEqual([['keys', 'keys-old', 0, 5]]);
    expect(ends(told({ incidents: [[0, 'keys-old']] }, 0, 2, 9))).toEqual([['keys', 'keys-old', 0, null]]);
  });

  it('tells one trouble of a part from the next, and takes what is said again after a restart for the same', () => {
    expect(ends(told({ incidents: [[0, 'scanner-lost'], [1, 'scanner-denied'], [1.5, 'scanner-denied'], [2, 'scanner-ready'], [3, 'gateway-refusing'], [4, 'gateway-accepting'], [5, 'terminal-out-of-service']] }, 0, 9, 6))).toEqual([
      ['scanner', 'scanner-lost', 0, 1],
      ['scanner', 'scanner-denied', 1, 2],
      ['gateway', 'gateway-refusing', 3, 4],
      ['terminal', 'terminal-out-of-service', 5, null],
    ]);
  });

  it('gives each cause of damage by the keyboard its own stretch, until codes come in sound', () => {
    expect(ends(told({ incidents: [[0, 'keyboard-sound'], [1, 'keyboard-caps-lock'], [2, 'keyboard-layout'], [3, 'keyboard-sound'], [4, 'keyboard-input-method']] }, 0, 9, 6))).toEqual([
      ['keyboard', 'keyboard-caps-lock', 1, 2],
      ['keyboard', 'keyboard-layout', 2, 3],
      ['keyboard', 'keyboard-input-method', 4, null],
    ]);
  });

  it('takes whatever it does not know for a fault, an instant; and is empty where all was well', () => {
    expect(ends(told({ incidents: [[1, 'network-storm'], [1, '']] }, 0, 2, 9))).toEqual([['fault', 'network-storm', 1, 1], ['fault', '', 1, 1]]);
    store?.close();
    expect(told({ incidents: [[-1, 'network-up'], [1, 'scanner-ready']] }, 0, 2, 9)).toEqual([]);
  });

  it('says what was judged meanwhile, what waited at its beginning, at most and at its end, and when that was gone', () => {
    const [outage] = told(
      {
        incidents: [[10, 'network-down'], [11, 'network-up']],
        backlog: [[9, 3], [10, 2, 5], [10.5, 40], [11, 55, 61], [11.1, 20], [11.2, 0, 20]],
        scans: [[9.9, 'pass'], [10, 'pass'], [10.01, 'pass'], [10.3, 'refuse'], [10.9, 'refer'], [10.99, 'pass'], [11, 'refuse'], [12, 'pass']],
      },
      0,
      24,
      24,
    );
    expect(outage?.meanwhile).toEqual({ verdicts: { pass: 3, refer: 1, refuse: 1 }, waiting: { begin: 2, peak: 61, end: 55, drainedAt: at(11.2) } });
  });

  it('counts to this moment while it lasts, and knows no end then', () => {
    const [outage] = told({ incidents: [[10, 'network-down']], backlog: [[10, 0]], scans: [[10.5, 'pass']], live: { waiting: 7, peak: 9 } }, 0, 24, 11);
    expect(outage).toMatchObject({ to: null, meanwhile: { verdicts: { pass: 1 }, waiting: { begin: 0, peak: 9, end: null, drainedAt: null } } });
  });

  it('is drained at its end when nothing waits then, and not while something does', () => {
    const drained = (end: number) => told({ incidents: [[10, 'network-down'], [11, 'network-up']], backlog: [[10, 0], [11, end]] }, 0, 24, 24)[0]?.meanwhile?.waiting?.drainedAt;
    expect(drained(0)).toBe(at(11));
    store?.close();
    expect(drained(4)).toBeNull();
  });

  it('says nothing of what waited where nobody kept it', () => {
    expect(told({ incidents: [[10, 'network-down'], [11, 'network-up']] }, 0, 24, 24)[0]?.meanwhile).toEqual({ verdicts: { pass: 0, refer: 0, refuse: 0 }, waiting: null });
  });

  it('has figures for the newest alone on a day that is all incidents', () => {
    const incidents = Array.from({ length: 2 * MAX_TOLD + 10 }, (_, n): [number, string] => [n / 100, n % 2 === 0 ? 'network-down' : 'network-up']);
    const views = told({ incidents }, 0, 24, 24);
    expect(views).toHaveLength(MAX_TOLD + 5);
    expect(views.map(({ meanwhile }) => meanwhile === null)).toEqual(views.map((_, n) => n < 5));
  });
});
