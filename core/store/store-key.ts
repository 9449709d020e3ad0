/** The key of the database: made with the database, kept in a file of its own. Layer: store. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../disk/durable.ts';
import { PortasFault } from '../model/fault.ts';
import { STORE_KEY_BYTES } from './connect.ts';

/** Beside the database: whoever takes the one should have to take the other too. */
export const storeKeyFile = (databasePath: string): string => `${databasePath}.key`;

/** The key as the file holds it; null where there is no file, or none of the right length. */
export function readStoreKey(databasePath: string): Buffer | null {
  const file = storeKeyFile(databasePath);
  if (!existsSync(file)) return null;
  const key = readFileSync(file);
  return key.length === STORE_KEY_BYTES ? key : null;
}

/**
 * Reads the key, or makes one where there is no database yet.
 * @throws PortasFault `store-key-invalid` when the file holds no key, or is gone while its database is there.
 */
export function openStoreKey(databasePath: string): Buffer {
  const file = storeKeyFile(databasePath);
  if (!existsSync(file)) {
    if (existsSync(databasePath)) throw new PortasFault('store-key-invalid', `${file}: missing, and without it ${databasePath} cannot be read`);
    // Whole and on disk, its name too, before a first page is written with it.
    replaceFile(file, randomBytes(STORE_KEY_BYTES));
  }
  const key = readFileSync(file);
  if (key.length !== STORE_KEY_BYTES) throw new PortasFault('store-key-invalid', `${file}: expected ${STORE_KEY_BYTES} bytes, found ${key.length}`);
  return key;
}

