/**
 * The spare: a small file beside the database with what a damaged database cannot be read without. It holds the key a second time; the pages that say
 * where every table is, as they lie on the disk (encrypted); and the marks that must not fall. Its presence also says that a database is expected.
 * Layer: store.
 *
 * Form: one line with the SHA-256 of the rest in hex, then JSON.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { replaceFile } from '../../disk/durable.ts';
import { STORE_KEY_BYTES } from '../connect.ts';

export const PAGE_BYTES = 4_096;
const HASH_CHARACTERS = 64;
/** A schema of this program's is about ten pages; marks are a few numbers and key identifiers. */
const MAX_SPARE_BYTES = 1024 * 1024;

/** Rows of the tables that hold one row each and must not fall, by table. */
export type Marks = Readonly<Record<string, Readonly<Record<string, string | number | null>>>>;

export interface Spare {
  readonly key: Buffer;
  /** By number, from 1. */
  readonly pages: ReadonlyMap<number, Buffer>;
  readonly marks: Marks;
}

export const spareFile = (databasePath: string): string => `${databasePath}.spare`;

/** Null where there is none, or none that is whole. */
export function readSpare(databasePath: string): Spare | null {
  const file = spareFile(databasePath);
  if (!existsSync(file)) return null;
  const text = readFileSync(file, 'latin1');
  if (text.length > MAX_SPARE_BYTES || hash(text.slice(HASH_CHARACTERS + 1)) !== text.slice(0, HASH_CHARACTERS)) return null;
  const { key, pages, marks } = JSON.parse(text.slice(HASH_CHARACTERS + 1)) as { key: string; pages: [number, string][]; marks: Marks };
  const bytes = Buffer.from(key, 'hex');
  return bytes.length !== STORE_KEY_BYTES ? null : { key: bytes, pages: new Map(pages.map(([number, page]) => [number, Buffer.from(page, 'base64')])), marks };
}

/**
 * Writes the spare anew where something in it has changed. To be called when the log has just been moved into the database: pages are read from its file.
 * @param pageNumbers - of the schema.
 */
export function keepSpare(databasePath: string, key: Buffer, pageNumbers: readonly number[], marks: Marks): void {
  const body = JSON.stringify({ key: key.toString('hex'), pages: readPages(databasePath, pageNumbers), marks });
  const text = `${hash(body)}\n${body}`;
  const file = spareFile(databasePath);
  if (existsSync(file) && readFileSync(file, 'latin1') === text) return;
  replaceFile(file, text);
}

function readPages(path: string, numbers: readonly number[]): [number, string][] {
  const file = openSync(path, 'r');
  try {
    return numbers.map((number) => {
      const page = Buffer.alloc(PAGE_BYTES);
      readSync(file, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
      return [number, page.toString('base64')];
    });
  } finally {
    closeSync(file);
  }
}

const hash = (text: string): string => createHash('sha256').update(text, 'latin1').digest('hex');
