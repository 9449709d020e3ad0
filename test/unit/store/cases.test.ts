import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaseOpening } from '../../../core/model/case.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { readMigrations } from '../../../core/store/migrate.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { auditEntry, DAY, journalEntry, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const store = (): Store => openStore(join(tempDir(), 'portas.db'));
const later = (ms: number) => utcMillis(DAY + ms);

function opening(of: Store, change: Partial<CaseOpening> = {}): CaseOpening {
  const { scanId, at, lane } = journalEntry({ at: change.openedAt ?? DAY });
  of.journal.recordScan(journalEntry({ scanId, at, lane }));
  return { scanId, kind: 'second-line', reasons: ['test-missing'], openedAt: at, openedBy: '1042', lane, audit: auditEntry({ at, action: 'case-opened', subject: scanId }), ...change };
}
const closing = (number: number, at = later(60_000)) => ({ number, at, by: '2001', outcome: 'passed', reason: 'document-agrees', audit: auditEntry({ at, action: 'case-passed' }) }) as const;

describe('cases', () => {
  it('refuse a scan that is not in the journal, with everything undone', () => {
    const subject = store();
    const unknown = { ...opening(subject), scanId: '00000000-0000-4000-8000-000000000000' };
    expect(() => subject.cases.open(unknown)).toThrow(/FOREIGN KEY/);
    expect(subject.audit.recent(10)).toEqual([]);
    expect(subject.readOverview(DAY, later(1)).cases).toBe(0);
    subject.close();
  });

  it('are one a scan: a second opening changes nothing and counts nothing', () => {
    const subject = store();
    const first = opening(subject);
    expect(subject.cases.open(first)).toMatchObject({ number: 1, closed: null });
    expect(subject.cases.open({ ...first, kind: 'appeal' })).toBeNull();
    expect(subject.cases.ofScan(first.scanId)?.kind).toBe('second-line');
    expect(subject.audit.recent(10)).toHaveLength(1);
    expect(subject.readOverview(DAY, later(1)).cases).toBe(1);
    subject.close();
  });

  it('close once, and keep how they were opened and closed', () => {
    const file = join(tempDir(), 'portas.db');
    const subject = openStore(file);
    subject.cases.open(opening(subject));
    expect(subject.cases.close(closing(2))).toBeNull();
    expect(subject.cases.close(closing(1))).toMatchObject({ closed: { by: '2001', outcome: 'passed', reason: 'document-agrees' } });
    expect(subject.cases.close({ ...closing(1), outcome: 'refused' })).toBeNull();
    expect(subject.audit.recent(10).map(({ action }) => action)).toEqual(['case-passed', 'case-opened']);
    subject.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec('DELETE FROM cases')).toThrow(/kept as long as its scan/);
    expect(() => raw.exec("UPDATE cases SET outcome = 'refused'")).toThrow(/stays as it was closed/);
    expect(() => raw.exec("UPDATE cases SET opened_by = '9999'")).toThrow(/keeps its opening|stays as it was closed/);
    raw.close();
  });

  it('are listed with the oldest open one first and the last closed one first', () => {
    const subject = store();
    for (const minute of [0, 1, 2, 3]) subject.cases.open(opening(subject, { openedAt: later(minute * 60_000) }));
    subject.cases.close(closing(2, later(300_000)));
    subject.cases.close(closing(3, later(400_000)));
    const { open, closed } = subject.cases.list({ open: 10, closed: 10 });
    expect([open, closed].map((each) => each.map(({ number }) => number))).toEqual([[1, 4], [3, 2]]);
    expect(subject.cases.list({ open: 1, closed: 1 })).toMatchObject({ open: [{ number: 1 }], closed: [{ number: 3 }] });
    expect(subject.cases.waiting()).toEqual({ open: 2, oldestAt: DAY });
    subject.close();
  });

  it('are survived by a restart', () => {
    const file = join(tempDir(), 'portas.db');
    const first = openStore(file);
    const kept = first.cases.open(opening(first));
    first.close();
    const second = openStore(file);
    expect(second.cases.find(1)).toEqual(kept);
    second.close();
  });

  it('hold no column for a name or a document', () => {
    const schema = readFileSync(new URL('../../../core/store/schema.sql', import.meta.url), 'utf8');
    const table = /CREATE TABLE cases \(([^;]*)\) STRICT/.exec(schema)?.[1] ?? '';
    expect([...table.matchAll(/^ {2}([a-z_]+) (?:TEXT|INTEGER|BLOB)/gm)].map(([, column]) => column)).toEqual(['number', 'scan_id', 'kind', 'reasons', 'opened_at_ms', 'opened_by', 'closed_at_ms', 'closed_by', 'outcome', 'closing_reason']);
  });

  it('count the open ones without reading the closed ones', () => {
    const file = join(tempDir(), 'portas.db');
    openStore(file).close();
    const raw = rawDatabase(file);
    const plan = raw.prepare('EXPLAIN QUERY PLAN SELECT count(*), min(opened_at_ms) FROM cases WHERE closed_at_ms IS NULL').all();
    expect(JSON.stringify(plan)).toContain('cases_open_by_age');
    raw.close();
  });
});

describe('the migration that brings cases', () => {
  it('keeps every figure of a database of the version before', () => {
    const file = join(tempDir(), 'portas.db');
    const before = rawDatabase(file);
    for (const { sql } of readMigrations().slice(0, 2)) before.exec(sql);
    before.pragma('user_version = 2');
    before.prepare("INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (?, '07', 'outcome', 'pass', 41), (?, '07', 'conversion', 'sealed', 7)").run(DAY, DAY);
    before.close();
    const after = openStore(file);
    expect(after.readOverview(DAY, later(1))).toMatchObject({ totals: { pass: 41, refer: 0, refuse: 0 }, converted: 7, cases: 0 });
    keepConversion(after);
    expect(after.readOverview(DAY, later(1))).toMatchObject({ totals: { pass: 42 }, converted: 8 });
    after.close();
  });
});
