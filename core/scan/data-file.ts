/** Reads the JSON files of resources/ that describe scanners: bounded, strict, with messages that name file, key and form. Layer: scan. */
import { readFileSync, statSync } from 'node:fs';
import type * as z from 'zod';
import { PortasFault } from '../model/fault.ts';

/** A larger file is none of ours; 256 entries of 1 KiB. */
const MAX_FILE_BYTES = 256 * 1_024;

/**
 * Reads the text of a file.
 * @param what - what the file holds, for the messages.
 * @throws {PortasFault} `config-invalid`, naming the file.
 */
export function readDataFile(file: string, what: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_FILE_BYTES) throw new PortasFault('config-invalid', `${file}: expected at most ${MAX_FILE_BYTES} bytes, found ${size}`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof PortasFault) throw cause;
    throw new PortasFault('config-invalid', `${file}: the ${what} cannot be read`, { cause });
  }
}

/**
 * Parses the text of a file by its schema.
 * @param name - what the messages call the file.
 * @throws {PortasFault} `config-invalid`, naming the file, the key and the expected form.
 */
export function parseDataFile<Schema extends z.ZodType>(schema: Schema, text: string, name: string, what: string): z.output<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new PortasFault('config-invalid', `${name}: expected JSON`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  throw new PortasFault('config-invalid', `${name}: ${where === '' ? what : where}: ${issue?.message ?? 'not valid'}`, { cause: parsed.error });
}
