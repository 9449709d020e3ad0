import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS, utcMillis } from '../../../core/model/units.ts';
import { migrate, readMigrations } from '../../../core/store/migrate.ts';
import { MAX_KEPT_TRAVELLERS } from '../../../core/store/journal.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { auditEntry, DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

const open = () => openStore(join(tempDir(), 'p.db'));
const hash = (letter: string): Uint8Array => Buffer.from(letter.repeat(32));

describe('travellers kept for rehearsal', () => {
  it('come and go with scans: the newest thousand, each in its scan\'s transaction', () => {
    const store = open();
    for (let scan = 0; scan < MAX_KEPT_TRAVELLERS + 3; scan++) store.journal.recordScan(journalEntry({ forRehearsal: { at: DAY, facts: JSON.stringify({ scan }) } }));
    const kept = store.rules.travellers();
    expect(kept).toHaveLength(MAX_KEPT_TRAVELLERS);
    expect([kept[0]?.facts, kept.at(-1)?.facts]).toEqual([`{"scan":${MAX_KEPT_TRAVELLERS + 2}}`, '{"scan":3}']);
    expect(() => store.journal.recordScan(journalEntry({ forRehearsal: { at: DAY, facts: 'no JSON' } }))).toThrow(/CHECK/);
    expect(store.journal.countScans()).toBe(MAX_KEPT_TRAVELLERS + 3);
    store.close();
  });

  it('are forgotten by age, and have no time finer than a minute', () => {
    const store = open();
    for (const days of [1, 2, 3]) store.journal.recordScan(journalEntry({ forRehearsal: { at: utcMillis(DAY + days * DAY_MS), facts: '{}' } }));
    store.rules.forgetTravellers(utcMillis(DAY + 2 * DAY_MS));
    expect(store.rules.travellers().map(({ at }) => (at - DAY) / DAY_MS)).toEqual([3, 2]);
    expect(() => store.journal.recordScan(journalEntry({ forRehearsal: { at: utcMillis(DAY + 1), facts: '{}' } }))).toThrow(/CHECK/);
    store.close();
  });
});

describe('crossings of a traveller', () => {
  it('are counted from an instant on, passes only, of the same traveller', () => {
    const store = open();
    const cross = (letter: string, minutes: number, outcome: 'pass' | 'refer' = 'pass'): void =>
      store.journal.recordScan(journalEntry({ at: utcMillis(DAY + minutes * MINUTE_MS), travellerHash: hash(letter), verdict: { outcome, reasons: [], ruleSet: null } }));
    cross('a', -1);
    cross('a', 0);
    cross('b', 1);
    cross('a', 2, 'refer');
    cross('a', 3);
    expect([store.journal.countPasses([hash('a')], DAY), store.journal.countPasses([hash('c')], DAY)]).toEqual([2, 0]);
    store.close();
  });

  it('are found by an index', () => {
    const db = new Database(':memory:');
    migrate(db);
    const plan = db.prepare(`EXPLAIN QUERY PLAN SELECT count(*) FROM journal WHERE traveller_hash = x'00' AND outcome = 'pass' AND at_ms >= 0`).all();
    expect(JSON.stringify(plan)).toContain('journal_passes_by_traveller');
    db.close();
  });
});

describe('the migration to rule sets', () => {
  it('keeps the scans of before, which count for nobody', () => {
    const file = join(tempDir(), 'p.db');
    const old = rawDatabase(file);
    migrate(old, readMigrations().slice(0, readMigrations().findIndex(({ name }) => name.endsWith('-rules.sql'))));
    old.prepare(`INSERT INTO journal (scan_id, at_ms, lane, source, outcome, reasons, elapsed_us) VALUES (@id, 5, '07', 'hid-pos', 'pass', '[]', 1)`).run({ id: '0'.repeat(36) });
    old.close();
    const store = openStore(file);
    expect([store.journal.countScans(), store.journal.countPasses([hash('a')], utcMillis(0)), store.rules.sets()]).toEqual([1, 0, []]);
    store.close();
  });
});

describe('rule sets', () => {
  it('are kept with the line of the audit or not at all', () => {
    const store = open();
    const row = { name: 'a@1', digest: 'a'.repeat(64), origin: 'a.json', content: '{}', offeredAt: DAY, setAside: null };
    store.rules.keep(row, auditEntry({ action: 'rules-offered' }));
    expect(() => store.rules.keep({ ...row, digest: 'b'.repeat(64) }, auditEntry({ action: 'rules-offered' }))).toThrow(/UNIQUE/);
    expect(() => store.rules.keep({ ...row, name: 'b@1' }, auditEntry({ action: 'rules-offered' }))).toThrow(/UNIQUE/);
    expect([store.rules.sets(), store.audit.recent(9).length]).toEqual([[row], 1]);
    store.close();
  });
});
