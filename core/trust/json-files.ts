/** One JSON file, or a folder of them, read one by one within bounds: lists that are published in many files. Layer: trust. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PortasFault } from '../model/fault.ts';
import { readJsonFile } from './key-set.ts';

export interface JsonFileLimits {
  readonly maxFiles: number;
  /** Of one file, and of all together. */
  readonly maxFileBytes: number;
  readonly maxBytes: number;
}

/**
 * Reads the file at `path`, or in a folder every file whose name ends in `.json`, in the order of their names; nothing below it.
 * @returns each file's path and content.
 * @throws PortasFault `key-set-invalid`, naming file or folder, when one of them cannot be read, is too large or is not JSON, or there are too many or none:
 * an empty folder is more likely the wrong one than an empty list.
 */
export function* readJsonFiles(path: string, { maxFiles, maxFileBytes, maxBytes }: JsonFileLimits): Generator<{ readonly file: string; readonly json: unknown }> {
  const files = listFiles(path);
  if (files.length === 0 || files.length > maxFiles) throw new PortasFault('key-set-invalid', `${path}: holds ${files.length} .json files, 1 to ${maxFiles} expected`);
  let left = maxBytes;
  for (const file of files) {
    const { json, bytes } = readJsonFile(file, Math.min(maxFileBytes, left));
    left -= bytes;
    yield { file, json };
  }
}

function listFiles(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  } catch (cause) {
    throw new PortasFault('key-set-invalid', `${path}: cannot be opened (${String((cause as NodeJS.ErrnoException).code)})`, { cause });
  }
}
