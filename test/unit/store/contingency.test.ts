import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Crossing } from '../../../core/model/contingency.ts';
import { SECOND_MS, utcMillis } from '../../../core/model/units.ts';
import { readMigrations } from '../../../core/store/migrate.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { auditEntry, DAY, sealedRecord } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const at = (seconds: number) => utcMillis(DAY + seconds * SECOND_MS);
function declare(store: Store, startedAt = DAY): string {
  const contingencyId = randomUUID();
  store.contingencies.begin({ contingencyId, reason: 'issuer-down', startedAt, startedBy: '2001', endedAt: null, endedBy: null }, auditEntry({ action: 'contingency-declared', subject: contingencyId }));
  return contingencyId;
}
const crossing = (contingencyId: string, change: Partial<Crossing> = {}): Crossing => ({
  crossingId: randomUUID(),
  contingencyId,
  at: DAY,
  lane: '07',
  staffNumber: '1042',
  evidence: 'paper-certificate',
  outcome: 'passed',
  reason: 'in-order',
  ...change,
});
const open = () => openStore(join(tempDir(), 'portas.db'));
const act = () => auditEntry({ action: 'crossing-recorded' });
const conversion = () => ({ sealed: sealedRecord(), consent: auditEntry({ reason: 'contingency' }) });

describe('contingencies in the store', () => {
  it('are open one at a time, end once, and keep their start', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    const first = declare(store);
    expect(() => declare(store)).toThrow();
    expect(store.audit.recent(9)).toHaveLength(1);
    store.close();
    const again = openStore(file);
    expect(again.contingencies.current()).toEqual({ contingencyId: first, reason: 'issuer-down', startedAt: DAY, startedBy: '2001', endedAt: null, endedBy: null });
    again.contingencies.end(first, at(60), '2001', auditEntry({ action: 'contingency-ended' }));
    expect(again.contingencies.current()).toBeNull();
    expect(() => { again.contingencies.end(first, at(90), null, auditEntry()); }).toThrow('ends once');
    const second = declare(again, at(120));
    expect(again.contingencies.recent(9).map(({ contingencyId }) => contingencyId)).toEqual([second, first]);
    expect(again.contingencies.find(first)).toMatchObject({ endedAt: at(60), endedBy: '2001' });
    expect(again.contingencies.find(randomUUID())).toBeNull();
    again.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec("UPDATE contingencies SET reason = 'other'")).toThrow('keeps its start');
    raw.close();
  });

  it('count crossings by everything that the report shows', () => {
    const store = open();
    const contingencyId = declare(store);
    expect(store.contingencies.newestAt()).toBeNull();
    const { contingencies } = store;
    const sealed = [conversion(), conversion(), conversion()] as const;
    contingencies.recordCrossing(crossing(contingencyId, { at: at(10) }), act(), sealed[0]);
    contingencies.recordCrossing(crossing(contingencyId, { at: at(30), evidence: 'other-side-code' }), act(), sealed[1]);
    contingencies.recordCrossing(crossing(contingencyId, { at: at(50), staffNumber: '1043' }), act(), sealed[2]);
    contingencies.recordCrossing(crossing(contingencyId, { at: at(3_000), outcome: 'refused', reason: 'no-evidence', evidence: 'identity-document', staffNumber: null }), act(), null);
    contingencies.recordCrossing(crossing(contingencyId, { at: at(3_020), outcome: 'second-line', reason: 'other' }), act(), null);
    store.outbox.lease(2, at(3_100), at(3_200));
    store.outbox.settle([{ recordId: sealed[0].sealed.recordId, result: 'delivered' }, { recordId: sealed[1].sealed.recordId, result: 'dead', error: 'no' }], at(3_150));
    const figures = {
      crossings: 5,
      evidence: { 'paper-certificate': 3, 'identity-document': 1, 'other-side-code': 1 },
      outcomes: { passed: 3, refused: 1, 'second-line': 1 },
      reasons: [{ reason: 'in-order', count: 3 }, { reason: 'no-evidence', count: 1 }, { reason: 'other', count: 1 }],
      officers: 2,
      converted: 3,
      delivered: 1,
      waiting: 1,
      dead: 1,
    };
    expect(contingencies.figures(contingencyId)).toMatchObject(figures);
    // Three gaps of twenty seconds; the pause of fifty minutes is none. Buckets are 5 % wide.
    expect(contingencies.figures(contingencyId).medianGapSeconds).toBeCloseTo(20, -0.3);
    // A purged delivery stays a delivery.
    store.outbox.purgeDelivered(at(9_000));
    expect(contingencies.figures(contingencyId)).toMatchObject(figures);
    expect(contingencies.countOf(contingencyId)).toBe(5);
    expect([contingencies.countCrossings(at(10), at(50)), contingencies.countCrossings(at(0), at(9_000))]).toEqual([2, 5]);
    expect(contingencies.newestAt()).toBe(at(3_020));
    expect(store.readOverview(DAY, at(9_000))).toMatchObject({ converted: 3, totals: { pass: 0, refer: 0, refuse: 0 } });
    expect(contingencies.figures(randomUUID())).toMatchObject({ crossings: 0, officers: 0, converted: 0, delivered: 0, waiting: 0, dead: 0, reasons: [], medianGapSeconds: null });
    store.close();
  });

  it('keep a crossing and its sealed record together or not at all, and neither is changed', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    const contingencyId = declare(store);
    const kept = conversion();
    store.contingencies.recordCrossing(crossing(contingencyId), act(), kept);
    expect(() => { store.contingencies.recordCrossing(crossing(contingencyId), act(), kept); }).toThrow();
    expect(() => { store.contingencies.recordCrossing(crossing(randomUUID()), act(), null); }).toThrow();
    expect(store.contingencies.countOf(contingencyId)).toBe(1);
    expect(store.outbox.counts().pending).toBe(1);
    expect(store.audit.recent(9).map(({ action }) => action)).toEqual(['consent-recorded', 'crossing-recorded', 'contingency-declared']);
    store.close();
    const raw = rawDatabase(file);
    expect(() => raw.exec("UPDATE crossings SET outcome = 'refused'")).toThrow('write-once');
    expect(raw.prepare('EXPLAIN QUERY PLAN SELECT count(*) FROM crossings WHERE at_ms >= 1 AND at_ms < 2').all()).toMatchObject([{ detail: expect.stringContaining('crossings_by_time') }]);
    raw.close();
  });
});

describe('the migration', () => {
  it('keeps conversions and what refers to them', () => {
    const file = join(tempDir(), 'portas.db');
    const all = readMigrations();
    const before = all.slice(0, all.findIndex(({ name }) => name.endsWith('-contingency.sql')));
    const ids = Array.from({ length: 3 }, () => ({ scanId: randomUUID(), recordId: randomUUID() }));
    // The program of that time is gone: its rows are written as it wrote them.
    openStoreAt(file, before);
    const raw = rawDatabase(file);
    raw.pragma('foreign_keys = ON');
    for (const { scanId, recordId } of ids) {
      raw.prepare("INSERT INTO journal (scan_id, at_ms, lane, source, outcome, reasons, elapsed_us) VALUES (?, 1, '07', 'manual', 'pass', '[]', 1)").run(scanId);
      raw.prepare('INSERT INTO conversions (record_id, scan_id, at_ms) VALUES (?, ?, 7)').run(recordId, scanId);
      raw.prepare("INSERT INTO outbox (record_id, sealed, body_sha256, sealing_key_id, created_at_ms, due_at_ms) VALUES (?, x'00', ?, 'k', 1, 1)").run(recordId, 'ab'.repeat(32));
    }
    raw.close();
    const store = openStore(file);
    for (const { scanId, recordId } of ids) {
      expect(store.journal.hasConversion(scanId)).toBe(true);
      expect(store.outbox.stateOf(recordId)).toBe('pending');
    }
    store.close();
    const after = rawDatabase(file);
    expect(after.pragma('foreign_key_check')).toEqual([]);
    expect(after.prepare('SELECT count(*) AS rows, min(at_ms) AS at FROM conversions').get()).toEqual({ rows: 3, at: 7 });
    expect(() => after.exec('UPDATE conversions SET at_ms = 8')).toThrow('write-once');
    expect(() => after.exec(`INSERT INTO conversions (record_id, scan_id, crossing_id, at_ms) VALUES ('${randomUUID()}', 's', 'c', 1)`)).toThrow('CHECK');
    after.close();
  });
});

function openStoreAt(file: string, migrations: ReturnType<typeof readMigrations>): void {
  const db = rawDatabase(file);
  for (const { sql, version } of migrations) {
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
  }
  db.close();
}
