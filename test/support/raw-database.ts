import type Database from 'better-sqlite3-multiple-ciphers';
import { connect } from '../../core/store/connect.ts';
import { openStoreKey } from '../../core/store/store-key.ts';

/** A terminal's database as somebody with its key sees it: past the store, for what a test has to look at or to spoil. */
export function rawDatabase(file: string, options: Database.Options = {}): Database.Database {
  return connect(file, openStoreKey(file), options);
}
