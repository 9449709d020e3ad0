import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { LONGEST_GAP_MS, paceBucket, quantileSeconds, toBands } from '../../../core/store/pace.ts';
import { DAY, journalEntry, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const at = (seconds: number) => utcMillis(DAY + seconds * 1_000);
const refused = { outcome: 'refuse', reasons: [{ code: 'colour-red', outcome: 'refuse', ruleId: 'r' }], ruleSet: 'test@1' } as const;

describe('overview', () => {
  it('counts by hour, outcome, reason and format, and leaves out what is outside the span', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    store.journal.recordScan(journalEntry({ at: at(-1) }));
    store.journal.recordScan(journalEntry({ at: at(0) }));
    store.journal.recordScan(journalEntry({ at: at(3_599), verdict: refused }));
    store.journal.recordScan(journalEntry({ at: at(3_600), format: null, verdict: { ...refused, outcome: 'refer' } }));
    keepConversion(store, { createdAt: at(3_601) });
    store.journal.recordScan(journalEntry({ at: at(7_200) }));
    const overview = store.readOverview(at(0), at(7_200));
    expect(overview.totals).toEqual({ pass: 2, refer: 1, refuse: 1 });
    expect(overview.converted).toBe(1);
    expect(overview.slots.map((slot) => [slot.startAt, slot.counts, slot.converted])).toEqual([
      [at(0), { pass: 1, refer: 0, refuse: 0 }, 0],
      [at(2_700), { pass: 0, refer: 0, refuse: 1 }, 0],
      [at(3_600), { pass: 1, refer: 1, refuse: 0 }, 1],
    ]);
    expect(overview.reasons).toEqual([{ code: 'colour-red', count: 2 }]);
    expect(overview.formats).toEqual([{ format: 'MO1', count: 3 }]);
    expect(overview.issuers).toEqual([{ issuer: 'MO-DEMO', count: 4 }]);
    expect(overview.lanes).toEqual([{ lane: '07', count: 4 }]);
    store.close();
  });

  it('gives the median seconds between travellers within three per cent, leaving pauses out', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    let seconds = 0;
    for (const gap of [0, 8, 9, 10, 11, 12, 3_000, 10]) store.journal.recordScan(journalEntry({ at: at((seconds += gap)) }));
    const { medianGapSeconds } = store.readOverview(at(0), at(7_200));
    expect(medianGapSeconds).toBeGreaterThan(9.7);
    expect(medianGapSeconds).toBeLessThan(10.3);
    store.close();
  });

  it('has no median for one traveller, nor after a clock set back', () => {
    const store = openStore(join(tempDir(), 'p.db'));
    store.journal.recordScan(journalEntry({ at: at(100) }));
    store.journal.recordScan(journalEntry({ at: at(50) }));
    expect(store.readOverview(at(0), at(900)).medianGapSeconds).toBeNull();
    store.close();
  });
});

describe('pace', () => {
  it('puts gaps into buckets that grow with them, and no pause into any', () => {
    expect(paceBucket(0)).toBe(0);
    expect(paceBucket(100)).toBe(0);
    expect(paceBucket(LONGEST_GAP_MS)).not.toBeNull();
    expect(paceBucket(LONGEST_GAP_MS + 1)).toBeNull();
    expect(paceBucket(-1)).toBeNull();
    expect(quantileSeconds([], 0.5)).toBeNull();
  });

  it('reads a median and a ninetieth percentile', () => {
    const histogram = Array.from({ length: 10 }, (_, index) => ({ bucket: 10 * index, travellers: 1 }));
    expect(quantileSeconds(histogram, 0.5)).toBe(quantileSeconds([{ bucket: 40, travellers: 1 }], 0.5));
    expect(quantileSeconds(histogram, 0.9)).toBe(quantileSeconds([{ bucket: 80, travellers: 1 }], 0.5));
  });

  it('loses no traveller between buckets and bars, the longest gap included', () => {
    const bucketOf = (ms: number): number => paceBucket(ms) ?? -1;
    const gaps = [0, 2_000, 4_000, 9_000, 45_000, LONGEST_GAP_MS];
    const bands = toBands(gaps.map((gap) => ({ bucket: bucketOf(gap), travellers: 1 })));
    expect(bands.map(({ travellers }) => travellers)).toEqual([2, 1, 0, 1, 0, 0, 1, 0, 1]);
    expect(bands.map(({ fromSeconds }) => fromSeconds).slice(1)).toEqual(bands.map(({ toSeconds }) => toSeconds).slice(0, -1));
  });
});
