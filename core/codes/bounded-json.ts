/**
 * JSON (RFC 8259) within bounds: depth is known before the parser sees the text, size is the caller's. Of a repeated member the last one counts,
 * as JSON.parse has it; the bytes are signed, so only the signer could repeat one. Layer: codes.
 */
import { isUtf8 } from 'node:buffer';
import type { Parsed } from '../model/envelope.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a parsed value is an object, not an array and not null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of an object; undefined for anything else. Inherited names such as `constructor` are no members. */
export function member(value: unknown, name: string): unknown {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

const CODE = { quote: 0x22, backslash: 0x5c, openArray: 0x5b, closeArray: 0x5d, openObject: 0x7b, closeObject: 0x7d } as const;

/**
 * Parses one JSON object that fills `bytes`.
 * @returns the object; or `code-malformed`. Never throws on input.
 */
export function parseJsonObject(bytes: Buffer, maxDepth: number): Parsed<JsonObject> {
  if (!isUtf8(bytes)) return malformed('text that is not UTF-8');
  if (isDeeper(bytes, maxDepth)) return malformed(`more than ${maxDepth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    return malformed('expected one JSON value');
  }
  return isJsonObject(value) ? { ok: true, value } : malformed('expected an object');
}

/** Counts brackets outside strings; whether they match is the parser's business. */
function isDeeper(bytes: Buffer, maxDepth: number): boolean {
  const { length } = bytes;
  let depth = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    if (byte === CODE.quote) at = endOfString(bytes, at + 1);
    else if (byte === CODE.openArray || byte === CODE.openObject) {
      if (++depth > maxDepth) return true;
    } else if (byte === CODE.closeArray || byte === CODE.closeObject) depth -= 1;
  }
  return false;
}

/** Where the quote stands that ends a string; behind the last byte where none does. */
function endOfString(bytes: Buffer, start: number): number {
  const { length } = bytes;
  let at = start;
  while (at < length && bytes[at] !== CODE.quote) at += bytes[at] === CODE.backslash ? 2 : 1;
  return at;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `JSON: ${detail}` };
}
