import type Database from 'better-sqlite3-multiple-ciphers';
import { type Incident, STATE_INCIDENTS } from '../model/journal.ts';
import { utcMillis, type UtcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** Older incidents make room: at one a minute this is a week. */
const MAX_INCIDENTS = 10_000;
const MAX_DETAIL_CHARACTERS = 500;

/** What happened to the terminal itself. */
export interface Incidents {
  record(incident: Incident): void;
  /** Newest first. */
  recent(limit: number): readonly Incident[];
  /**
   * Those of `[from, to)`, oldest first, the newest `limit` of them; before them, for each part that has states, the one that says in which state it
   * was at `from`.
   */
  between(from: UtcMillis, to: UtcMillis, limit: number): readonly Incident[];
  /** The first with one of some codes, at `from` or after; null when there is none. */
  next(codes: readonly string[], from: UtcMillis): Incident | null;
}

export function createIncidents(db: Database.Database): Incidents {
  const insert = db.prepare<[Row]>('INSERT INTO incidents (at_ms, code, detail) VALUES (@at, @code, @detail)');
  const trim = db.prepare<[Row]>('DELETE FROM incidents WHERE id <= @lastId - @keep');
  const select = db.prepare<[Row], Row>('SELECT at_ms AS at, code, detail FROM incidents ORDER BY id DESC LIMIT @limit');
  const selectBetween = db.prepare<[Row], Row>(
    'SELECT at_ms AS at, code, detail FROM incidents WHERE at_ms >= @from AND at_ms < @to ORDER BY at_ms DESC, id DESC LIMIT @limit',
  );
  const selectBefore = db.prepare<[Row], Row>(
    'SELECT id, at_ms AS at, code, detail FROM incidents WHERE code = @code AND at_ms < @from ORDER BY at_ms DESC, id DESC LIMIT 1',
  );
  const selectNext = db.prepare<[Row], Row>(
    'SELECT id, at_ms AS at, code, detail FROM incidents WHERE code = @code AND at_ms >= @from ORDER BY at_ms, id LIMIT 1',
  );
  /** The newest of a part's incidents before `from`. */
  const stateBefore = (codes: readonly string[], from: UtcMillis): Incident[] => {
    const rows = codes.map((code) => selectBefore.get({ code, from })).filter((row) => row !== undefined);
    const newest = rows.toSorted((a, b) => integer(b, 'at') - integer(a, 'at') || integer(b, 'id') - integer(a, 'id'))[0];
    return newest === undefined ? [] : [toIncident(newest)];
  };
  return {
    record({ at, code, detail }) {
      const { lastInsertRowid } = insert.run({ at, code, detail: detail.slice(0, MAX_DETAIL_CHARACTERS) });
      trim.run({ lastId: lastInsertRowid, keep: MAX_INCIDENTS });
    },
    recent: (limit) => select.all({ limit }).map(toIncident),
    between: (from, to, limit) => [
      ...Object.values(STATE_INCIDENTS).flatMap((states) => stateBefore(Object.values(states), from)),
      ...selectBetween.all({ from, to, limit }).map(toIncident).reverse(),
    ],
    next(codes, from) {
      const rows = codes.map((code) => selectNext.get({ code, from })).filter((row) => row !== undefined);
      const first = rows.toSorted((a, b) => integer(a, 'at') - integer(b, 'at') || integer(a, 'id') - integer(b, 'id'))[0];
      return first === undefined ? null : toIncident(first);
    },
  };
}

const toIncident = (row: Row): Incident => ({ at: utcMillis(integer(row, 'at')), code: text(row, 'code'), detail: text(row, 'detail') });
