import type Database from 'better-sqlite3';
import type { Incident } from '../model/journal.ts';
import { utcMillis } from '../model/units.ts';
import { integer, type Row, text } from './columns.ts';

/** Older incidents make room: at one a minute this is a week. */
const MAX_INCIDENTS = 10_000;
const MAX_DETAIL_CHARACTERS = 500;

/** What happened to the terminal itself. */
export interface Incidents {
  record(incident: Incident): void;
  /** Newest first. */
  recent(limit: number): readonly Incident[];
}

export function createIncidents(db: Database.Database): Incidents {
  const insert = db.prepare<[Row]>('INSERT INTO incidents (at_ms, code, detail) VALUES (@at, @code, @detail)');
  const trim = db.prepare<[Row]>('DELETE FROM incidents WHERE id <= @lastId - @keep');
  const select = db.prepare<[Row], Row>('SELECT at_ms AS at, code, detail FROM incidents ORDER BY id DESC LIMIT @limit');
  return {
    record({ at, code, detail }) {
      const { lastInsertRowid } = insert.run({ at, code, detail: detail.slice(0, MAX_DETAIL_CHARACTERS) });
      trim.run({ lastId: lastInsertRowid, keep: MAX_INCIDENTS });
    },
    recent: (limit) => select.all({ limit }).map((row) => ({ at: utcMillis(integer(row, 'at')), code: text(row, 'code'), detail: text(row, 'detail') })),
  };
}
