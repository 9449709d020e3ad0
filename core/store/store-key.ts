/** The key of the database: made with the database, kept in a file of its own. Layer: store. */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PortasFault } from '../model/fault.ts';
import { STORE_KEY_BYTES } from './connect.ts';

/** Beside the database: whoever takes the one should have to take the other too. */
export const storeKeyFile = (databasePath: string): string => `${databasePath}.key`;

/**
 * Reads the key, or makes one where there is no database yet.
 * @throws PortasFault `store-key-invalid` when the file holds no key, or is gone while its database is there.
 */
export function openStoreKey(databasePath: string): Buffer {
  const file = storeKeyFile(databasePath);
  if (!existsSync(file)) {
    if (existsSync(databasePath)) throw new PortasFault('store-key-invalid', `${file}: missing, and without it ${databasePath} cannot be read`);
    makeKey(file);
  }
  const key = readFileSync(file);
  if (key.length !== STORE_KEY_BYTES) throw new PortasFault('store-key-invalid', `${file}: expected ${STORE_KEY_BYTES} bytes, found ${key.length}`);
  return key;
}

/** Whole and on disk, its name too, before a first page is written with it. */
function makeKey(file: string): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, randomBytes(STORE_KEY_BYTES), { mode: 0o600, flush: true });
  renameSync(partial, file);
  const folder = openSync(dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
