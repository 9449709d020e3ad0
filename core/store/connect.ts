/** Opens the encrypted database file. Layer: store. */
import Database from 'better-sqlite3-multiple-ciphers';

/** AEGIS-256 encrypts and authenticates each page: a changed bit is an error when the page is read, never another value (docs/adr/0011). */
const CIPHER = 'aegis';
export const STORE_KEY_BYTES = 32;

/**
 * A connection with its key set; nothing has been read yet, so a wrong key shows as SQLITE_NOTADB at the first statement.
 * @param key - STORE_KEY_BYTES random bytes, used as they are: no passphrase, no derivation.
 * @see https://utelle.github.io/SQLite3MultipleCiphers/docs/ciphers/cipher_aegis/
 */
export function connect(path: string, key: Uint8Array, options: Database.Options = {}): Database.Database {
  const db = new Database(path, options);
  db.pragma(`cipher = '${CIPHER}'`);
  db.pragma(`key = 'raw:${Buffer.from(key).toString('hex')}'`);
  return db;
}
