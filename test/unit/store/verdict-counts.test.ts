import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../../core/model/reasons.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { DAY, journalEntry } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('verdicts between two instants', () => {
  it('are counted as the journal has them, whatever the instants', () => {
    const file = join(tempDir(), 'portas.db');
    const store = openStore(file);
    // Three days of scans, unevenly apart.
    let at = DAY;
    for (let n = 0; n < 900; n++) {
      at = utcMillis(at + ((n * 7_919) % 600_000) + (n % 100 === 0 ? 3_600_000 : 0));
      store.journal.recordScan(journalEntry({ at, verdict: { outcome: OUTCOMES[n % 3 === 0 ? n % 2 : 2] ?? 'pass', reasons: [], ruleSet: null } }));
    }
    const raw = rawDatabase(file);
    const counted = raw.prepare("SELECT count(*) FILTER (WHERE outcome = 'pass') AS pass, count(*) FILTER (WHERE outcome = 'refer') AS refer, count(*) FILTER (WHERE outcome = 'refuse') AS refuse FROM journal WHERE at_ms >= @from AND at_ms < @to");
    const instant = fc.oneof(fc.integer({ min: DAY - 1_000_000, max: at + 1_000_000 }), fc.integer({ min: 0, max: 400 }).map((quarter) => DAY + quarter * 900_000), fc.constantFrom(DAY, at, at + 1));
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        expect(store.countVerdicts(utcMillis(from), utcMillis(to))).toEqual(counted.get({ from, to }));
      }),
      { numRuns: 300 },
    );
    raw.close();
    store.close();
  });

  it('are none in an empty store, and none backwards', () => {
    const store = openStore(join(tempDir(), 'portas.db'));
    expect(store.countVerdicts(DAY, utcMillis(DAY + 9_000_000))).toEqual({ pass: 0, refer: 0, refuse: 0 });
    store.journal.recordScan(journalEntry());
    expect(store.countVerdicts(utcMillis(DAY + 5), DAY)).toEqual({ pass: 0, refer: 0, refuse: 0 });
    store.close();
  });
});
