/** What tells damage from other trouble. Layer: store. */
import Database from 'better-sqlite3-multiple-ciphers';
import { PortasFault } from '../../model/fault.ts';

/** Codes of SQLite that say that the bytes on the disk are wrong; a full disk, a busy file and a failing drive have others. */
const CODES = ['SQLITE_CORRUPT', 'SQLITE_NOTADB', 'SQLITE_IOERR_DATA', 'SQLITE_IOERR_CORRUPTFS', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_FORMAT'];

export function isDamage(cause: unknown): boolean {
  if (cause instanceof PortasFault) return cause.code === 'database-corrupt';
  return cause instanceof Database.SqliteError && CODES.some((code) => cause.code.startsWith(code));
}

/**
 * Tells of damage that any later statement of a connection meets; the error itself goes on to whoever asked.
 * @param onDamage - called each time.
 */
export function watchForDamage(db: Database.Database, onDamage: (cause: unknown) => void): void {
  const watched =
    <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    (...args: Args): Result => {
      try {
        return work(...args);
      } catch (cause) {
        if (isDamage(cause)) onDamage(cause);
        throw cause;
      }
    };
  const prepare = db.prepare.bind(db) as (sql: string) => Database.Statement;
  db.prepare = ((sql: string) => {
    const statement = prepare(sql);
    statement.run = watched(statement.run.bind(statement));
    statement.get = watched(statement.get.bind(statement));
    statement.all = watched(statement.all.bind(statement));
    return statement;
  }) as typeof db.prepare;
}
