/** The overview's numbers against the journal's rows, which are counted one by one: over random histories and spans they agree exactly. */
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../core/model/journal.ts';
import { OUTCOMES } from '../../../core/model/reasons.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { LONGEST_GAP_MS } from '../../../core/store/pace.ts';
import { QUARTER_MS, startOfSlot } from '../../../core/store/slots.ts';
import { conversionEntry, journalEntry, sealedRecord } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Two days before a month ends, in Macau. */
const START = Date.parse('2026-10-30T00:00:00+08:00');
const REASONS = ['colour-red', 'test-too-old', 'issuer-unknown'] as const;

const scan = fc.record({
  // Mostly seconds, sometimes hours: histories of several days with pauses.
  gapMs: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 0, max: 30_000 }) }, { weight: 2, arbitrary: fc.integer({ min: 0, max: 12 * 3_600_000 }) }),
  lane: fc.constantFrom('07', '08'),
  outcome: fc.constantFrom(...OUTCOMES),
  reasons: fc.array(fc.constantFrom(...REASONS), { maxLength: 2 }),
  format: fc.constantFrom('MO1', 'HC1', null),
  issuer: fc.constantFrom('MO-DEMO', 'PT', '=1+1', null),
  staffNumber: fc.constantFrom('1042', '2077', null),
  converted: fc.boolean(),
});
type Scan = typeof scan extends fc.Arbitrary<infer T> ? T : never;

const count = <T>(values: readonly T[]): Map<T, number> => new Map([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]));
const outcomes = (entries: readonly JournalEntry[]) => {
  const of = count(entries.map(({ verdict }) => verdict.outcome));
  return { pass: of.get('pass') ?? 0, refer: of.get('refer') ?? 0, refuse: of.get('refuse') ?? 0 };
};
const ranked = (values: readonly (string | null | undefined)[]): Map<string, number> => count(values.filter((value) => typeof value === 'string'));

function write(scans: readonly Scan[]) {
  const store = openStore(join(tempDir(), 'p.db'));
  const entries: JournalEntry[] = [];
  const converted: number[] = [];
  const gaps: { readonly at: number; readonly gapMs: number }[] = [];
  const last = new Map<string, number>();
  let now = START;
  for (const { gapMs, lane, outcome, reasons, format, issuer, staffNumber, converted: converts } of scans) {
    now += gapMs;
    const at = utcMillis(now);
    const entry = journalEntry({ at, lane, format, issuer, staffNumber, verdict: { outcome, reasons: reasons.map((code) => ({ code, outcome: 'refer', ruleId: null })), ruleSet: null } });
    store.journal.recordScan(entry);
    entries.push(entry);
    const before = last.get(lane);
    if (before !== undefined && now - before <= LONGEST_GAP_MS) gaps.push({ at: now, gapMs: now - before });
    last.set(lane, now);
    if (!converts) continue;
    const sealed = sealedRecord({ createdAt: at });
    store.journal.recordConversion(conversionEntry(sealed.recordId, entry, at), sealed);
    converted.push(now);
  }
  return { store, entries, converted, gaps };
}

describe('the overview and the journal', () => {
  it('agree over any span of any history', () => {
    fc.assert(
      fc.property(fc.array(scan, { minLength: 1, maxLength: 60 }), fc.array(fc.tuple(fc.nat(5 * 96), fc.integer({ min: 1, max: 5 * 96 })), { minLength: 3, maxLength: 3 }), (scans, spans) => {
        const { store, entries, converted, gaps } = write(scans);
        for (const [start, length] of spans) {
          const from = START - 24 * 3_600_000 + start * QUARTER_MS;
          const to = from + length * QUARTER_MS;
          const inside = ({ at }: { readonly at: number }): boolean => at >= from && at < to;
          const own = entries.filter(inside);
          // Instants within the first and the last quarter ask for the same whole quarters.
          const overview = store.readOverview(utcMillis(from + 1), utcMillis(to - 1));
          expect([overview.from, overview.to]).toEqual([from, to]);
          expect(overview.totals).toEqual(outcomes(own));
          expect(overview.converted).toBe(converted.filter((at) => inside({ at })).length);
          expect(new Map(overview.reasons.map(({ code, count: n }) => [code, n]))).toEqual(ranked(own.map(({ verdict }) => verdict.reasons[0]?.code)));
          expect(new Map(overview.formats.map(({ format, count: n }) => [format, n]))).toEqual(ranked(own.map(({ format }) => format)));
          expect(new Map(overview.issuers.map(({ issuer, count: n }) => [issuer, n]))).toEqual(ranked(own.map(({ issuer }) => issuer)));
          expect(new Map(overview.lanes.map(({ lane, count: n }) => [lane, n]))).toEqual(ranked(own.map(({ lane }) => lane)));
          expect(overview.pace.reduce((sum, band) => sum + band.travellers, 0)).toBe(gaps.filter(inside).length);
          const bySlot = Map.groupBy(own, ({ at }) => Math.max(from, startOfSlot(at, overview.slotMs)));
          const worked = overview.slots.filter(({ counts }) => counts.pass + counts.refer + counts.refuse > 0);
          expect(new Map(worked.map(({ startAt, counts }) => [startAt, counts]))).toEqual(new Map([...bySlot].map(([at, all]) => [at, outcomes(all)])));
          expect(new Map(store.readOfficers(utcMillis(from), utcMillis(to)).map(({ staffNumber, counts }) => [staffNumber, counts]))).toEqual(
            new Map([...Map.groupBy(own, ({ staffNumber }) => staffNumber)].map(([staffNumber, all]) => [staffNumber, outcomes(all)])),
          );
        }
        store.close();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
