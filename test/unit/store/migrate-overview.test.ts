import { join } from 'node:path';
import Database from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { migrate, readMigrations } from '../../../core/store/migrate.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { DAY } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { rawDatabase } from '../../support/raw-database.ts';

describe('the migration to the overview', () => {
  it('keeps every count, sums it by hour, day and lane, and counts the issuers of before', () => {
    const file = join(tempDir(), 'p.db');
    const old = rawDatabase(file);
    const before = readMigrations().findIndex(({ name }) => name.endsWith('-overview.sql'));
    migrate(old, readMigrations().slice(0, before));
    const journal = old.prepare(
      `INSERT INTO journal (scan_id, at_ms, lane, source, issuer, outcome, reasons, elapsed_us) VALUES (@id, @at, @lane, 'hid-pos', @issuer, 'pass', '[]', 1)`,
    );
    const rollup = old.prepare('INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (@at, @lane, @measure, @key, @count)');
    for (const [index, lane] of ['07', '07', '08'].entries()) {
      const at = DAY + index * 3_600_000;
      journal.run({ id: `00000000-0000-4000-8000-00000000000${index}`, at: at + 5_000, lane, issuer: index === 1 ? null : 'MO-DEMO' });
      rollup.run({ at, lane, measure: 'outcome', key: 'pass', count: 1 });
      rollup.run({ at, lane, measure: 'conversion', key: 'sealed', count: 1 });
    }
    old.close();
    const store = openStore(file);
    const day = store.readOverview(DAY, utcMillis(DAY + 3 * 86_400_000));
    expect(day).toMatchObject({
      totals: { pass: 3, refer: 0, refuse: 0 },
      converted: 3,
      issuers: [{ issuer: 'MO-DEMO', count: 2 }],
      lanes: [
        { lane: '07', count: 2 },
        { lane: '08', count: 1 },
      ],
    });
    const hours = store.readOverview(DAY, utcMillis(DAY + 86_400_000));
    expect(hours.slots.map(({ startAt, counts }) => [startAt - DAY, counts.pass])).toEqual([0, 1, 2].map((hour) => [hour * 3_600_000, 1]));
    expect(hours).toMatchObject({ issuers: day.issuers, lanes: day.lanes, converted: 3 });
    store.close();
  });

  it('takes a measure that it does not know, and none without a name', () => {
    const db = new Database(':memory:');
    migrate(db);
    const insert = db.prepare(`INSERT INTO rollups (slot_ms, lane, measure, key, count) VALUES (0, '07', @measure, 'x', 2)`);
    insert.run({ measure: 'override' });
    expect(db.prepare("SELECT span_ms AS span, count FROM rollup_sums WHERE measure = 'override' ORDER BY span_ms").all()).toEqual([
      { span: 3_600_000, count: 2 },
      { span: 86_400_000, count: 2 },
    ]);
    expect(() => insert.run({ measure: '' })).toThrow(/CHECK/);
    expect(() => insert.run({ measure: 'x'.repeat(17) })).toThrow(/CHECK/);
    db.close();
  });
});
