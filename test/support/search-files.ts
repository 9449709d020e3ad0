/** Looks for secrets in everything that a terminal leaves on its disk. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { storeKeyFile } from '../../core/store/store-key.ts';
import { rawDatabase } from './raw-database.ts';
import { tempDir } from './temp-dir.ts';

/** Every file below a folder, the gateway's own folder left out: it is not part of a terminal. */
export function terminalFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'gateway') return [];
    const path = join(dir, entry.name);
    return entry.isDirectory() ? terminalFiles(path) : [path];
  });
}

/** A text as it could stand in a file: UTF-8, UTF-16, hex, base64 at each of its three alignments. */
export function disguises(text: string): Buffer[] {
  const utf8 = Buffer.from(text, 'utf8');
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), utf8]).toString('base64').replace(/=+$/, '');
    return Buffer.from(encoded.slice(shift === 0 ? 0 : shift + 1, -1));
  });
  return [utf8, Buffer.from(text, 'utf16le'), Buffer.from(utf8.toString('hex')), ...base64].filter((bytes) => bytes.length >= 5);
}

/**
 * A file's bytes; of a database those that whoever has its key too can read: every page decrypted, freed ones included, with
 * what its write-ahead log holds.
 */
export function readAsThief(file: string): Buffer {
  if (!existsSync(storeKeyFile(file))) return readFileSync(file);
  const copy = join(tempDir(), basename(file));
  for (const part of ['', '-wal', '.key']) if (existsSync(file + part)) copyFileSync(file + part, copy + part);
  const db = rawDatabase(copy);
  db.pragma('journal_mode = DELETE');
  db.pragma("rekey = ''");
  db.close();
  return readFileSync(copy);
}

/** A line for each secret in each file. */
export function findings(files: readonly string[], secrets: readonly string[]): string[] {
  const disguised = secrets.map((secret) => ({ secret, needles: disguises(secret) }));
  return files.flatMap((file) => {
    const content = readAsThief(file);
    return disguised.filter(({ needles }) => needles.some((bytes) => content.includes(bytes))).map(({ secret }) => `${secret} in ${file}`);
  });
}

/** Whether any of some bytes stands in any of the files. */
export const findsAny = (files: readonly string[], needles: readonly Buffer[]): boolean => {
  const contents = files.map(readAsThief);
  return needles.some((needle) => contents.some((content) => content.includes(needle)));
};
