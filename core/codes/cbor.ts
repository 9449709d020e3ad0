/**
 * CBOR (RFC 8949) within hard bounds, decoded in one pass: depth, count and lengths are known to be lawful before anything is allocated for them.
 * What signed codes have no use for is refused: indefinite lengths, tags, floats, simple values but true, false and null, integers beyond 2^53,
 * integers and lengths not in their shortest form, map keys but integers and texts, repeated keys, text that is not UTF-8. Formats whose issuers
 * use many encoders ask for `lenient`: see there. Layer: codes.
 */
import { isUtf8 } from 'node:buffer';
import type { Parsed } from '../model/envelope.ts';

export interface CborLimits {
  /** Levels of arrays and maps, the outermost counted. */
  readonly maxDepth: number;
  /** Data items in all: every key, value and element. */
  readonly maxItems: number;
  /**
   * Reads also what deployed encoders write without need: arrays and maps of indefinite length, floats, longer forms of integers and lengths,
   * and the tags of dates, which are dropped. Repeated keys stay refused.
   */
  readonly lenient?: boolean;
}

/** Tags whose content says all: date-time text, seconds since the epoch (RFC 8949 clauses 3.4.1 and 3.4.2), and full-date text (RFC 8943). */
const DROPPED_TAGS: readonly number[] = [0, 1, 1004];

/** A decoded map. Keys are numbers or strings; values still have to be looked at. */
export type CborMap = ReadonlyMap<unknown, unknown>;

/** Whether a decoded value is a map. */
export function isCborMap(value: unknown): value is CborMap {
  return value instanceof Map;
}

/**
 * Decodes exactly one item that fills `bytes`.
 * @returns numbers, strings, booleans, null, `Uint8Array` (views into `bytes`), arrays and `Map`s; or `code-malformed`. Never throws on input.
 */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits): Parsed<unknown> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const { maxDepth, maxItems, lenient = false } = limits;
  // Never a Buffer, whose views cost more and are no plain bytes.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const reader: Reader = { bytes: plain, buffer, ascii: buffer.toString('latin1'), maxDepth, maxItems, lenient, at: 0, items: 0, fault: null };
  const value = readItem(reader, 0, false);
  if (reader.fault === null && reader.at !== bytes.length) reader.fault = `${bytes.length - reader.at} bytes after the item`;
  return reader.fault === null ? { ok: true, value } : { ok: false, reason: 'code-malformed', detail: `CBOR: ${reader.fault}` };
}

interface Reader {
  readonly bytes: Uint8Array;
  readonly buffer: Buffer;
  /** A character for each byte: a text in ASCII is a part of it, which costs less than decoding one. */
  readonly ascii: string;
  readonly maxDepth: number;
  readonly maxItems: number;
  readonly lenient: boolean;
  at: number;
  items: number;
  /** The first fault. Nothing that is returned after it counts, and nothing more is read. */
  fault: string | null;
}

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;
/** Initial bytes of false, true and null (RFC 8949 clause 3.3). */
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
/** Additional information 24 to 27 announces 1, 2, 4 or 8 bytes of argument; 28 to 31 are reserved or indefinite (clause 3). */
const FIRST_WIDE = 24;
const FIRST_UNLAWFUL = 28;
const INDEFINITE = 31;
const BREAK = 0xff;
/** The smallest arguments that need 1, 2, 4 and 8 bytes (clause 4.1). */
const SHORTEST = [24, 2 ** 8, 2 ** 16, 2 ** 32] as const;
/** Initial bytes of floats of 2, 4 and 8 bytes. */
const FLOAT_16 = 0xf9;
const FLOAT_32 = 0xfa;
const FLOAT_64 = 0xfb;

/** Reads one item and moves `at` behind it. Recursion ends at `maxDepth`. */
function readItem(reader: Reader, depth: number, asKey: boolean): unknown {
  const head = reader.bytes[reader.at];
  if (head === undefined) return fail(reader, 'ends inside an item');
  if (++reader.items > reader.maxItems) return fail(reader, `more than ${reader.maxItems} items`);
  const major = head >> 5;
  if (asKey && major !== MAJOR.text && major !== MAJOR.unsigned && major !== MAJOR.negative) return fail(reader, 'a map key that is neither integer nor text');
  if (major > MAJOR.map) return readSpecial(reader, head, depth);
  const isIndefinite = reader.lenient && major >= MAJOR.array && (head & 31) === INDEFINITE;
  if (isIndefinite) reader.at += 1;
  const argument = isIndefinite ? Infinity : readArgument(reader, head & 31);
  if (hasFault(reader)) return undefined;
  switch (major) {
    case MAJOR.unsigned:
      return argument;
    case MAJOR.negative:
      return -1 - argument;
    case MAJOR.bytes:
      return readBytes(reader, argument);
    case MAJOR.text:
      return readText(reader, argument);
    default:
      if (depth === reader.maxDepth) return fail(reader, `more than ${reader.maxDepth} levels`);
      return major === MAJOR.array ? readArray(reader, argument, depth + 1) : readMap(reader, argument, depth + 1);
  }
}

function readBytes(reader: Reader, length: number): Uint8Array | undefined {
  const start = reader.at;
  if (length > reader.bytes.length - start) return fail(reader, 'a string longer than what is left');
  reader.at = start + length;
  return reader.bytes.subarray(start, reader.at);
}

function readText(reader: Reader, length: number): string | undefined {
  const { bytes, at: start } = reader;
  if (length > bytes.length - start) return fail(reader, 'a string longer than what is left');
  const end = start + length;
  reader.at = end;
  let at = start;
  while (at < end && (bytes[at] ?? 0) < 0x80) at += 1;
  if (at === end) return reader.ascii.slice(start, end);
  return isUtf8(bytes.subarray(start, end)) ? reader.buffer.toString('utf8', start, end) : fail(reader, 'text that is not UTF-8');
}

/** @param length - of elements; infinite where a break ends them. */
function readArray(reader: Reader, length: number, depth: number): unknown[] | undefined {
  const elements: unknown[] = [];
  for (let i = 0; i < length && !isBreak(reader, length); i++) {
    elements.push(readItem(reader, depth, false));
    if (hasFault(reader)) return undefined;
  }
  return elements;
}

/** @param length - of pairs; infinite where a break ends them. */
function readMap(reader: Reader, length: number, depth: number): CborMap | undefined {
  const entries = new Map<unknown, unknown>();
  for (let i = 0; i < length && !isBreak(reader, length); i++) {
    const key = readItem(reader, depth, true);
    if (hasFault(reader)) return undefined;
    if (entries.has(key)) return fail(reader, 'a repeated map key');
    entries.set(key, readItem(reader, depth, false));
    if (hasFault(reader)) return undefined;
  }
  return entries;
}

/** Whether the break of an array or map without a length comes now; moves `at` behind it. */
function isBreak(reader: Reader, length: number): boolean {
  if (length !== Infinity || reader.bytes[reader.at] !== BREAK) return false;
  reader.at += 1;
  return true;
}

/** Reads true, false, null, and where the limits are lenient a float or the content of a tag. */
function readSpecial(reader: Reader, head: number, depth: number): unknown {
  if (reader.lenient && head >> 5 === MAJOR.tag) {
    const tag = readArgument(reader, head & 31);
    if (!DROPPED_TAGS.includes(tag)) return fail(reader, 'a tag other than that of a date');
    return depth === reader.maxDepth ? fail(reader, `more than ${reader.maxDepth} levels`) : readItem(reader, depth + 1, false);
  }
  if (reader.lenient && head >= FLOAT_16 && head <= FLOAT_64) return readFloat(reader, head);
  reader.at += 1;
  switch (head) {
    case FALSE:
      return false;
    case TRUE:
      return true;
    case NULL:
      return null;
    default:
      return fail(reader, 'a tag, float or simple value');
  }
}

function readFloat(reader: Reader, head: number): number | undefined {
  const start = reader.at + 1;
  const end = start + 2 ** (head - FLOAT_16 + 1);
  if (end > reader.bytes.length) return fail(reader, 'ends inside an item');
  reader.at = end;
  if (head === FLOAT_64) return reader.buffer.readDoubleBE(start);
  return head === FLOAT_32 ? reader.buffer.readFloatBE(start) : toHalf(reader.buffer.readUInt16BE(start));
}

/** The value of a float of 16 bits (IEEE 754: 1 bit sign, 5 bits exponent less 15, 10 bits fraction). */
function toHalf(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Reads the argument of an item's head and moves `at` behind it. */
function readArgument(reader: Reader, information: number): number {
  const { bytes } = reader;
  reader.at += 1;
  if (information < FIRST_WIDE) return information;
  if (information >= FIRST_UNLAWFUL) return refuse(reader, 'an indefinite or reserved length');
  const width = information - FIRST_WIDE;
  const end = reader.at + 2 ** width;
  if (end > bytes.length) return refuse(reader, 'ends inside an item');
  let argument = 0;
  for (let at = reader.at; at < end; at++) argument = argument * 256 + (bytes[at] ?? 0);
  reader.at = end;
  if (argument >= Number.MAX_SAFE_INTEGER) return refuse(reader, 'an integer beyond 2^53');
  if (!reader.lenient && argument < (SHORTEST[width] ?? 0)) return refuse(reader, 'an integer or length not in its shortest form');
  return argument;
}

function hasFault({ fault }: Reader): boolean {
  return fault !== null;
}

function fail(reader: Reader, fault: string): undefined {
  reader.fault ??= fault;
  return undefined;
}

/** A fault where a number is expected. */
function refuse(reader: Reader, fault: string): number {
  reader.fault ??= fault;
  return 0;
}
