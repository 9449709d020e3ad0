import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DocumentCheckEntry } from '../../../core/model/document-check.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { auditEntry, DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const at = (hour: number) => utcMillis(DAY + hour * HOUR);

function open(scans: number) {
  const file = join(tempDir(), 'portas.db');
  const store = openStore(file);
  const entries = Array.from({ length: scans }, (_, hour) => journalEntry({ at: at(hour), staffNumber: '1042' }));
  for (const entry of entries) store.journal.recordScan(entry);
  const scanId = (hour: number): string => entries[hour]?.scanId ?? '';
  const check = (hour: number, change: Partial<DocumentCheckEntry> = {}): DocumentCheckEntry => ({ scanId: scanId(hour), at: at(hour), outcome: 'same', differing: [], expired: false, staffNumber: '1042', lane: '07', endedPassBy: null, audit: null, ...change });
  const rows = <T>(sql: string): T[] => {
    const raw = rawDatabase(file, { readonly: true });
    const found = raw.prepare(sql).all() as T[];
    raw.close();
    return found;
  };
  return { file, store, scanId, check, rows };
}
const differs = { outcome: 'differs', differing: ['name'] } as const;

describe('a check of a document', () => {
  it('is kept with its rollup and its line of the audit, or not at all', () => {
    const { store, check, scanId, rows } = open(1);
    store.documentChecks.record(check(0, { ...differs, endedPassBy: 'document-differs', audit: auditEntry({ action: 'document-differs', subject: scanId(0) }) }));
    expect(store.readOverview(DAY, at(24)).reasons).toContainEqual({ code: 'document-differs', count: 1 });
    const audited = rows('SELECT 1 FROM audit').length;
    expect(() => store.documentChecks.record(check(0, { ...differs, scanId: 'no such scan', endedPassBy: 'document-differs', audit: auditEntry({}) }))).toThrow('FOREIGN KEY');
    expect([rows('SELECT 1 FROM document_checks').length, rows('SELECT 1 FROM audit').length, store.readOverview(DAY, at(24)).reasons.find(({ code }) => code === 'document-differs')?.count]).toEqual([1, audited, 1]);
    store.close();
  });

  it('is kept in the transaction of its scan where it was first, or neither is', () => {
    const { store, check, rows } = open(0);
    const entry = journalEntry({});
    store.journal.recordScan(entry, check(0, { scanId: entry.scanId }));
    const another = journalEntry({});
    expect(() => store.journal.recordScan(another, check(0, { scanId: 'no such scan' }))).toThrow('FOREIGN KEY');
    expect([rows('SELECT 1 FROM document_checks').length, rows('SELECT 1 FROM journal').length]).toEqual([1, 1]);
    store.close();
  });

  it('can be changed and removed by nobody', () => {
    const { file, store, check } = open(1);
    store.documentChecks.record(check(0, differs));
    const raw = rawDatabase(file);
    for (const change of ["outcome = 'same'", "differing = '[]'", 'expired = 1', 'at_ms = 0', "scan_id = 'x'", "staff_number = '9'"]) expect(() => raw.exec(`UPDATE document_checks SET ${change}`), change).toThrow('write-once');
    expect(() => raw.exec('DELETE FROM document_checks')).toThrow('kept as long as its scan');
    expect(() => raw.exec(`INSERT INTO document_checks (scan_id, at_ms, outcome, differing, expired) SELECT scan_id, 0, 'same', '["name"]', 0 FROM journal`)).toThrow('CHECK');
    raw.close();
    store.close();
  });

  it('loses the officer’s number with its scan’s row, and goes with it', () => {
    const { store, check, rows } = open(3);
    for (const hour of [0, 0, 1, 2]) store.documentChecks.record(check(hour, hour === 0 ? differs : {}));
    store.retention.forgetStaff(at(1), 99);
    expect(rows<{ staff: string | null }>('SELECT staff_number AS staff FROM document_checks ORDER BY id').map(({ staff }) => staff)).toEqual([null, null, '1042', '1042']);
    for (let after: number | null = 0; (after = store.retention.removeScans(at(2), after, 9)) !== null; );
    expect(rows<{ at: number }>('SELECT at_ms AS at FROM document_checks').map((row) => row.at)).toEqual([at(2)]);
    expect(rows('PRAGMA foreign_key_check')).toEqual([]);
    store.close();
  });

  it('is found by its scan alone, in a journal of any length', () => {
    const { file, store } = open(1);
    const raw = rawDatabase(file, { readonly: true });
    const plan = raw.prepare("EXPLAIN QUERY PLAN SELECT outcome, expired FROM document_checks WHERE scan_id = 'x' ORDER BY id DESC LIMIT 1").all() as { detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('USING INDEX document_checks_by_scan')]);
    raw.close();
    store.close();
  });
});
