import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MAX_SHOWN_INCIDENTS } from '../../../core/contract.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { createOverviewBoard } from '../../../core/service/overview-board.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING } from '../../support/codes.ts';
import { journalEntry, keepConversion } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const HOUR = 3_600_000;
const at = (ms: number) => utcMillis(MORNING + ms);
const names = { 'zh-Hant': '澳門', pt: 'Macau', en: 'Macao', 'zh-Hans': '澳门' };
const open = (perOfficer = false) => {
  const clock = testClock(MORNING);
  const store = openStore(join(tempDir(), 'portas.db'));
  const queue = { waiting: 3, delivered: 4, dead: 0, oldestWaitingAt: MORNING };
  const board = createOverviewBoard({
    store,
    keys: () => ({ issuerNames: (issuer) => (issuer === 'MO-DEMO' ? names : null) }),
    clockGuard: createClockGuard(clock, utcMillis(0)),
    perOfficer,
    queue: () => queue,
    peak: () => 5,
  });
  return { clock, store, board, queue };
};

describe('the overview board', () => {
  it('counts the running hour alone as this hour, whatever the span', () => {
    const { board, store, queue } = open();
    keepConversion(store, { createdAt: at(-HOUR) });
    expect(board.read(at(-2 * HOUR), at(60_000))).toMatchObject({ at: MORNING, totals: { pass: 1 }, thisHour: 0, converted: 1, queue });
    keepConversion(store, { createdAt: at(1) });
    expect(board.read(at(-2 * HOUR), at(60_000))).toMatchObject({ totals: { pass: 2 }, thisHour: 1 });
    expect(board.read(at(-2 * HOUR), at(-HOUR))).toMatchObject({ totals: { pass: 0 }, thisHour: 1 });
    store.close();
  });

  it('names issuers that the key set names', () => {
    const { board, store } = open();
    store.journal.recordScan(journalEntry({ at: at(0) }));
    store.journal.recordScan(journalEntry({ at: at(1), issuer: 'elsewhere' }));
    expect(board.read(at(0), at(1)).issuers).toEqual([
      { issuer: 'MO-DEMO', names, count: 1 },
      { issuer: 'elsewhere', names: null, count: 1 },
    ]);
    store.close();
  });

  it('tells no officers unless the settings allow it, none for more than a day, and none to an export', () => {
    const span = [at(0), at(HOUR)] as const;
    const without = open();
    without.store.journal.recordScan(journalEntry({ at: at(0), staffNumber: '1042' }));
    expect(without.board.read(...span).officers).toBeNull();
    without.store.close();
    const allowed = open(true);
    allowed.store.journal.recordScan(journalEntry({ at: at(0), staffNumber: '2077' }));
    allowed.store.journal.recordScan(journalEntry({ at: at(1), staffNumber: '1042' }));
    expect(allowed.board.read(...span).officers).toEqual([
      { staffNumber: '1042', counts: { pass: 1, refer: 0, refuse: 0 } },
      { staffNumber: '2077', counts: { pass: 1, refer: 0, refuse: 0 } },
    ]);
    expect(allowed.board.read(at(-24 * HOUR), at(HOUR)).officers).toBeNull();
    expect(allowed.board.exported(...span).officers).toBeNull();
    allowed.store.close();
  });

  it('shows no more than the newest incidents of a bad day', () => {
    const { board, store } = open();
    for (let n = 0; n < MAX_SHOWN_INCIDENTS + 5; n++) store.incidents.record({ at: at(n), code: 'housekeeping', detail: '' });
    const { incidents } = board.read(at(0), at(HOUR));
    expect(incidents).toHaveLength(MAX_SHOWN_INCIDENTS);
    expect([incidents[0]?.from, incidents.at(-1)?.from]).toEqual([at(5), at(MAX_SHOWN_INCIDENTS + 4)]);
    store.close();
  });
});
