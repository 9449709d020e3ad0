import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../core/model/journal.ts';
import { HOUR_MS, utcMillis } from '../../../core/model/units.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { TOO_OLD } from '../../../core/store/retention.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { auditEntry, conversionEntry, DAY, journalEntry, keepConversion, sealedRecord } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const hour = (n: number) => utcMillis(DAY + n * HOUR);

/** A terminal with a scan an hour. */
function open(scans: number) {
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  const entries = Array.from({ length: scans }, (_, n) => journalEntry({ at: hour(n), staffNumber: '1042', codeHash: new Uint8Array(32).fill(n + 1), travellerHash: new Uint8Array(32).fill(n + 101) }));
  for (const entry of entries) store.journal.recordScan(entry);
  const rows = <T>(sql: string): T[] => {
    const raw = rawDatabase(file, { readonly: true });
    const found = raw.prepare(sql).all() as T[];
    raw.close();
    return found;
  };
  const entryAt = (n: number): JournalEntry => {
    const entry = entries[n];
    if (entry === undefined) throw new Error(`${scans} scans, none of hour ${n}`);
    return entry;
  };
  return { file, store, entries, entryAt, rows };
}
const kept = ({ rows }: ReturnType<typeof open>): number[] => rows<{ at: number }>('SELECT at_ms AS at FROM journal ORDER BY id').map(({ at }) => (at - DAY) / HOUR);
function removeAll(store: Store, before: ReturnType<typeof hour>, limit = 2): void {
  for (let after: number | null = 0; (after = store.retention.removeScans(before, after, limit)) !== null; );
}
const openCase = (store: Store, { scanId, at }: JournalEntry) =>
  store.cases.open({ scanId, kind: 'appeal', reasons: [], openedAt: at, openedBy: '1042', lane: '07', audit: auditEntry({ action: 'case-opened', subject: scanId }) });

describe('retention', () => {
  it('takes pseudonyms and staff numbers from rows that are old enough, step by step, and from no others', () => {
    const here = open(7);
    const { store } = here;
    const look = () => here.rows<{ code: number; traveller: number; staff: number }>('SELECT code_hash IS NULL AS code, traveller_hash IS NULL AS traveller, staff_number IS NULL AS staff FROM journal ORDER BY id');
    expect([store.retention.forgetPseudonyms(hour(5), 3), store.retention.forgetPseudonyms(hour(5), 3), store.retention.forgetPseudonyms(hour(5), 3)]).toEqual([true, false, false]);
    expect(look().map(({ code, traveller }) => code + traveller)).toEqual([2, 2, 2, 2, 2, 0, 0]);
    expect(store.retention.forgetStaff(hour(2), 99)).toBe(false);
    expect(look().map(({ staff }) => staff)).toEqual([1, 1, 0, 0, 0, 0, 0]);
    // It goes on where it stood.
    store.retention.forgetPseudonyms(hour(99), 99);
    expect(look().every(({ code }) => code === 1)).toBe(true);
    store.close();
  });

  it('removes rows with what hangs on them when their time is over, and counts stay', () => {
    const here = open(6);
    const { store, entries, entryAt } = here;
    const [first, second, third] = entries as [JournalEntry, JournalEntry, JournalEntry, ...JournalEntry[]];
    store.overrides.record({ scanId: first.scanId, at: utcMillis(first.at + 99 * HOUR), reason: 'exempt', first: '1042', second: '2001', lane: '07', audit: auditEntry({ action: 'override', subject: first.scanId }) });
    const sealed = sealedRecord();
    store.journal.recordConversion(conversionEntry(sealed.recordId, second), sealed);
    store.outbox.settle([{ recordId: sealed.recordId, result: 'delivered' }], hour(3));
    store.outbox.purgeDelivered(hour(4));
    const closed = openCase(store, third);
    openCase(store, entryAt(5));
    store.cases.close({ number: closed?.number ?? 0, at: hour(4), by: '2001', outcome: 'passed', reason: 'other', audit: auditEntry({ action: 'case-passed' }) });
    const before = store.readOverview(DAY, hour(24));
    removeAll(store, hour(5));
    expect(kept(here)).toEqual([5]);
    expect(here.rows('SELECT (SELECT count(*) FROM overrides) AS overrides, (SELECT count(*) FROM conversions) AS conversions, (SELECT count(*) FROM cases) AS cases')).toEqual([{ overrides: 0, conversions: 0, cases: 1 }]);
    expect(store.readOverview(DAY, hour(24))).toEqual(before);
    expect(here.rows('PRAGMA foreign_key_check')).toEqual([]);
    store.close();
  });

  it('keeps a row whose record waits or whose case is open, removes it later, and never stops at it', () => {
    const here = open(8);
    const { store, entryAt } = here;
    const sealed = sealedRecord();
    store.journal.recordConversion(conversionEntry(sealed.recordId, entryAt(0)), sealed);
    const waits = openCase(store, entryAt(1));
    openCase(store, entryAt(7));
    removeAll(store, hour(6), 1);
    expect(kept(here)).toEqual([0, 1, 6, 7]);
    store.outbox.settle([{ recordId: sealed.recordId, result: 'delivered' }], hour(6));
    store.cases.close({ number: waits?.number ?? 0, at: hour(6), by: '2001', outcome: 'passed', reason: 'other', audit: auditEntry({ action: 'case-passed' }) });
    removeAll(store, hour(6));
    // Delivered, but its receipt is still to be seen.
    expect(kept(here)).toEqual([0, 6, 7]);
    store.outbox.purgeDelivered(hour(7));
    removeAll(store, hour(6));
    expect(kept(here)).toEqual([6, 7]);
    store.close();
  });

  it('never uses a number twice: the newest row and the newest case stay', () => {
    const here = open(3);
    removeAll(here.store, hour(99));
    expect(kept(here)).toEqual([2]);
    expect(here.store.journal.newestAt()).toBe(hour(2));
    here.store.close();
  });

  it('lets nobody remove or change what is not old enough', () => {
    const { file, store } = open(3);
    store.retention.removeScans(hour(1), 0, 9);
    const raw = rawDatabase(file);
    expect(() => raw.exec('DELETE FROM journal')).toThrow('a journal row is kept for its time');
    expect(() => raw.exec("UPDATE journal SET staff_number = '9'")).toThrow('write-once');
    expect(() => raw.exec('UPDATE journal SET code_hash = zeroblob(32)')).toThrow('write-once');
    expect(() => raw.exec("UPDATE journal SET outcome = 'refuse'")).toThrow('write-once');
    expect(() => raw.exec('UPDATE retention SET removable_before_ms = 0')).toThrow('retention never goes back');
    raw.close();
    store.close();
  });

  it('sets records aside that wait too long, oldest first, and one that was put back only after as long again', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    const ids = [0, 1, 2, 3].map((n) => keepConversion(store, { recordId: randomUUID(), createdAt: hour(n) }).recordId);
    expect(store.retention.parkUndelivered(hour(2), 1)).toBe(1);
    expect(store.retention.parkUndelivered(hour(2), 9)).toBe(1);
    expect(ids.map((id) => store.outbox.stateOf(id))).toEqual(['dead', 'dead', 'pending', 'pending']);
    expect(store.outbox.rows(1)).toMatchObject([{ recordId: ids[0], lastError: TOO_OLD }]);
    expect(store.outbox.requeue(ids[0] ?? '', hour(9))).toBe(true);
    expect(store.retention.parkUndelivered(hour(9), 9)).toBe(2);
    expect(store.outbox.stateOf(ids[0] ?? '')).toBe('pending');
    expect(store.retention.parkUndelivered(utcMillis(hour(9) + HOUR_MS), 9)).toBe(1);
    // Nothing sealed is lost by it.
    const raw = rawDatabase(file, { readonly: true });
    expect(raw.prepare('SELECT count(*) AS n FROM outbox WHERE sealed IS NOT NULL').get()).toEqual({ n: 4 });
    raw.close();
    store.close();
  });

  it('gives records that were all put back at once their time again too', () => {
    const store = openStore(join(tempDir(), 'portas.db'));
    const { recordId } = keepConversion(store);
    store.retention.parkUndelivered(hour(1), 9);
    expect(store.queue.requeueSome(0, 99, hour(9), 9).count).toBe(1);
    expect(store.retention.parkUndelivered(hour(9), 9)).toBe(0);
    expect(store.outbox.stateOf(recordId)).toBe('pending');
    store.close();
  });

  it('leaves a record alone that is on its way', () => {
    const store = openStore(join(tempDir(), 'portas.db'));
    const { recordId } = keepConversion(store);
    store.outbox.lease(1, DAY, hour(1));
    expect(store.retention.parkUndelivered(hour(99), 9)).toBe(0);
    expect(store.outbox.stateOf(recordId)).toBe('leased');
    store.close();
  });
});
