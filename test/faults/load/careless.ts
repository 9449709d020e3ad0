/** For the controls: makes the store of this process careless in one way. */
import Database from 'better-sqlite3-multiple-ciphers';

/**
 * `late`: tells before it keeps. Transactions are gathered and committed together, as stores do that want to be quick, so that what was told
 * since the last commit dies with the process. `unsynced`: as the library comes, synchronous=NORMAL, which does not wait for the disk. `deaf`: takes an
 * error of the disk for a success.
 */
export type Carelessness = 'late' | 'unsynced' | 'deaf';

/** @returns what makes stores that are opened later careful again. */
export function beCareless(how: Carelessness): () => void {
  const sound = ['transaction', 'pragma'].map((name) => [name, Reflect.get(prototype, name) as unknown] as const);
  if (how === 'late') commitLate();
  else if (how === 'unsynced') doNotSync();
  else hearNothing();
  return () => {
    for (const [name, method] of sound) Reflect.set(prototype, name, method);
  };
}

/** Transactions, not milliseconds: on a slow machine the desk promises little within any time. A traveller takes four or more. */
const COMMIT_EVERY = 24;
type Body = (...args: unknown[]) => unknown;
const { prototype } = Database;

function commitLate(): void {
  const sound = Reflect.get(prototype, 'transaction') as (this: Database.Database, body: Body) => Body;
  const pragma: unknown = Reflect.get(prototype, 'pragma');
  // The log cannot be folded back inside a transaction.
  Reflect.set(prototype, 'pragma', function committed(this: Database.Database, source: string, options?: Database.PragmaOptions) {
    if (source.startsWith('wal_checkpoint') && this.inTransaction) this.exec('COMMIT');
    return (pragma as (this: Database.Database, source: string, options?: Database.PragmaOptions) => unknown).call(this, source, options);
  });
  const gathered = new WeakMap<Database.Database, number>();
  let depth = 0;
  Reflect.set(prototype, 'transaction', function late(this: Database.Database, body: Body) {
    const made = sound.call(this, body);
    const put = (...args: unknown[]): unknown => {
      if (!this.inTransaction) this.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        // Inside the one that stays open this is a savepoint.
        return made(...args);
      } finally {
        depth -= 1;
        const count = (gathered.get(this) ?? 0) + 1;
        const full = count >= COMMIT_EVERY && depth === 0;
        gathered.set(this, full ? 0 : count);
        if (full && this.inTransaction) this.exec('COMMIT');
      }
    };
    return Object.assign(put, { immediate: put });
  });
}

function doNotSync(): void {
  const sound: unknown = Reflect.get(prototype, 'pragma');
  const really = sound as (this: Database.Database, source: string, options?: Database.PragmaOptions) => unknown;
  Reflect.set(prototype, 'pragma', function careless(this: Database.Database, source: string, options?: Database.PragmaOptions) {
    if (source === 'synchronous = FULL') return really.call(this, 'synchronous = NORMAL');
    // The store reads its settings back.
    return source === 'synchronous' ? 2 : really.call(this, source, options);
  });
}

function hearNothing(): void {
  const sound = Reflect.get(prototype, 'transaction') as (this: Database.Database, body: Body) => Body;
  Reflect.set(prototype, 'transaction', function deaf(this: Database.Database, body: Body) {
    const made = sound.call(this, body);
    const put = (...args: unknown[]): unknown => {
      try {
        return made(...args);
      } catch (cause) {
        if (cause instanceof Database.SqliteError && /^SQLITE_(IOERR|FULL)/.test(cause.code)) return undefined;
        throw cause;
      }
    };
    return Object.assign(put, { immediate: put });
  });
}
