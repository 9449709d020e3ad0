/** JSON files of trust material, one or many, read one by one within bounds: lists that are published in many files. Layer: trust. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PortasFault } from '../model/fault.ts';
import { parseTrustJson, readTrustFile } from './key-set.ts';

/** A file of trust material, wherever it lies: on the terminal's disk by its path, or in a signed set by its name. */
export interface TrustFile {
  /** Named in faults. */
  readonly name: string;
  /** @throws PortasFault `key-set-invalid` when it cannot be read or has more bytes. */
  readonly read: (maxBytes: number) => Buffer;
}

export interface JsonFileLimits {
  readonly maxFiles: number;
  /** Of one file, and of all together. */
  readonly maxFileBytes: number;
  readonly maxBytes: number;
}

/** A file's name and content. */
export interface JsonFile {
  readonly file: string;
  readonly json: unknown;
}

/**
 * Parses files in the order given, one in memory at a time.
 * @param origin - where they come from, for faults that concern all of them.
 * @throws PortasFault `key-set-invalid`, naming the file, when one of them cannot be read, is too large or is not JSON, or there are too many or none.
 */
export function* parseJsonFiles(files: readonly TrustFile[], origin: string, { maxFiles, maxFileBytes, maxBytes }: JsonFileLimits): Generator<JsonFile> {
  if (files.length === 0 || files.length > maxFiles) throw new PortasFault('key-set-invalid', `${origin}: holds ${files.length} .json files, 1 to ${maxFiles} expected`);
  let left = maxBytes;
  for (const { name, read } of files) {
    const bytes = read(Math.min(maxFileBytes, left));
    left -= bytes.length;
    yield { file: name, json: parseTrustJson(bytes, name) };
  }
}

/**
 * The file at `path`, or in a folder every file whose name ends in `.json`, in the order of their names; nothing below it.
 * @throws PortasFault `key-set-invalid`, naming file or folder. An empty folder is for the reader to refuse: it is more likely the wrong one than an empty list.
 */
export function listTrustFiles(path: string): readonly TrustFile[] {
  return listPaths(path).map((name) => ({ name, read: (maxBytes) => readTrustFile(name, maxBytes).bytes }));
}

function listPaths(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  } catch (cause) {
    throw new PortasFault('key-set-invalid', `${path}: cannot be opened (${String((cause as NodeJS.ErrnoException).code)})`, { cause });
  }
}
