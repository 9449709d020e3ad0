/**
 * For the control: makes this process an engine that tells before it keeps. Transactions are gathered and committed together a little later, as stores do
 * that want to be quick, so that what was told since the last commit dies with the process.
 */
import Database from 'better-sqlite3-multiple-ciphers';

const COMMIT_EVERY_MS = 150;

type Body = (...args: unknown[]) => unknown;

export function commitLate(): void {
  const { prototype } = Database;
  const sound = Reflect.get(prototype, 'transaction') as (this: Database.Database, body: Body) => Body;
  const open = new Set<Database.Database>();
  setInterval(() => {
    for (const db of open) if (db.inTransaction) db.exec('COMMIT');
    open.clear();
  }, COMMIT_EVERY_MS);
  Reflect.set(prototype, 'transaction', function late(this: Database.Database, body: Body) {
    const made = sound.call(this, body);
    const put = (...args: unknown[]): unknown => {
      if (!this.inTransaction) this.exec('BEGIN IMMEDIATE');
      open.add(this);
      // Inside the one that stays open this is a savepoint.
      return made(...args);
    };
    return Object.assign(put, { immediate: put });
  });
}
