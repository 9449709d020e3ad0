import type Database from 'better-sqlite3-multiple-ciphers';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { integer, type Row } from './columns.ts';

/** The newest time that the terminal noted for itself; on disk when `write` returns. */
export interface ClockMark {
  /** Null before the first. */
  read(): UtcMillis | null;
  /** An earlier time than the one noted changes nothing. */
  write(at: UtcMillis): void;
}

export function createClockMark(db: Database.Database): ClockMark {
  const select = db.prepare<[], Row>('SELECT at_ms AS at FROM clock_mark');
  const upsert = db.prepare<[Row]>('INSERT INTO clock_mark (id, at_ms) VALUES (1, @at) ON CONFLICT (id) DO UPDATE SET at_ms = max(at_ms, @at)');
  return {
    read() {
      const row = select.get();
      return row === undefined ? null : utcMillis(integer(row, 'at'));
    },
    write: (at) => void upsert.run({ at }),
  };
}
