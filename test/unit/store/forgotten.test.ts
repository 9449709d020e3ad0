/** What is left of a traveller and of an officer after delivery and after ageing, for a thief who has the key of the database too. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPseudonyms, KEY_PERIOD_MS } from '../../../core/desk/pseudonyms.ts';
import { DAY_MS, utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { testClock } from '../../support/clocks.ts';
import { conversionEntry, DAY, journalEntry, sealedRecord } from '../../support/records.ts';
import { findsAny, terminalFiles } from '../../support/search-files.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** Enough that rows and index entries fill many pages. */
const TRAVELLERS = 400;
const OFFICER = 'STAFF-77';

describe('what was forgotten', () => {
  it('stands in no page and no log any more: neither pseudonyms nor their keys, officers, nor which record came of which scan', () => {
    const dir = tempDir();
    const store = openStore(join(dir, 'portas.db'));
    const clock = testClock(DAY);
    const pseudonyms = createPseudonyms({ records: store.pseudonymKeys, window: DAY_MS, now: () => clock.now(), onFault: () => undefined });
    const codes: Buffer[] = [];
    const travellers: Buffer[] = [];
    const scans: string[] = [];
    const records: string[] = [];
    for (let n = 0; n < TRAVELLERS; n++) {
      const at = utcMillis(DAY + n * 1_000);
      const [codeHash, travellerHash] = [pseudonyms.hash(`code ${n}`), pseudonyms.hash(`traveller ${n}`)];
      const entry = journalEntry({ at, codeHash, travellerHash, staffNumber: OFFICER });
      const sealed = sealedRecord({ createdAt: at });
      store.journal.recordScan(entry);
      // The audit of a consent is kept, and names scan and officer: it is not what this is about.
      store.journal.recordConversion({ ...conversionEntry(sealed.recordId, entry, at), consent: { ...conversionEntry(sealed.recordId, entry, at).consent, subject: null } }, sealed);
      codes.push(Buffer.from(codeHash.subarray(8, 24)));
      travellers.push(Buffer.from(travellerHash.subarray(8, 24)));
      scans.push(entry.scanId);
      records.push(sealed.recordId);
    }
    const keys = store.pseudonymKeys.all().map(({ key }) => Buffer.from(key.subarray(0, 16)));
    const found = (needles: readonly Buffer[]): boolean => findsAny(terminalFiles(dir), needles);
    const texts = (values: readonly string[]): Buffer[] => values.map((value) => Buffer.from(value));
    expect([keys, codes, travellers, texts([OFFICER]), texts(scans), texts(records)].map(found)).toEqual([true, true, true, true, true, true]);

    // Delivered and purged; the key and the pseudonyms have had their time; then the officers, then the rows.
    store.outbox.settle(records.map((recordId) => ({ recordId, result: 'delivered' })), clock.now());
    clock.advance(KEY_PERIOD_MS);
    pseudonyms.hash('a day later');
    clock.advance(DAY_MS);
    store.outbox.purgeDelivered(clock.now());
    pseudonyms.rotate();
    store.journal.recordScan(journalEntry({ at: clock.now() }));
    while (store.retention.forgetPseudonyms(clock.now(), 50));
    expect(store.checkpoint()).toBe(true);
    expect([keys, codes, travellers, texts([OFFICER]), texts(scans)].map(found)).toEqual([false, false, false, true, true]);
    while (store.retention.forgetStaff(clock.now(), 50));
    expect(store.checkpoint()).toBe(true);
    expect([texts([OFFICER]), texts(scans)].map(found)).toEqual([false, true]);
    for (let after: number | null = 0; (after = store.retention.removeScans(clock.now(), after, 50)) !== null; );
    expect(store.checkpoint()).toBe(true);
    expect([texts(scans), texts(records)].map(found)).toEqual([false, false]);
    expect(store.journal.countScans()).toBe(1);
    store.close();
  });
});
