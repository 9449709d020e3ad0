/**
 * CBOR (RFC 8949) within hard bounds. The bytes are walked once before the library decodes them, so that depth, count and lengths
 * are known to be lawful before anything is allocated. What signed codes have no use for is refused: indefinite lengths, tags, floats,
 * simple values but true, false and null, integers beyond 2^53, map keys but integers and texts, text that is not UTF-8,
 * and (by the library) repeated keys and integers or lengths not in their shortest form. Formats whose issuers use many encoders ask for
 * `lenient`: see there. Layer: codes.
 */
import { isUtf8 } from 'node:buffer';
import { decode } from 'cborg';
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
const DROPPED_TAGS = [0, 1, 1004] as const;
const TAG_DECODERS = Object.fromEntries(DROPPED_TAGS.map((tag) => [tag, (content: () => unknown) => content()]));

/** A decoded map. Keys are numbers or strings; values still have to be looked at. */
export type CborMap = ReadonlyMap<unknown, unknown>;

/** Whether a decoded value is a map. */
export function isCborMap(value: unknown): value is CborMap {
  return value instanceof Map;
}

/**
 * Decodes exactly one item that fills `bytes`.
 * @returns numbers, strings, booleans, null, `Uint8Array`, arrays and `Map`s; or `code-malformed`. Never throws on input.
 */
export function decodeCbor(bytes: Uint8Array, limits: CborLimits): Parsed<unknown> {
  const walk: Walk = { bytes, limits, at: 0, items: 0 };
  const fault = findFault(walk, 0, false) ?? (walk.at === bytes.length ? null : `${bytes.length - walk.at} bytes after the item`);
  if (fault !== null) return malformed(fault);
  try {
    return { ok: true, value: decode(bytes, limits.lenient === true ? LENIENT : STRICT) };
  } catch {
    // The walk leaves the library two things to refuse; its own message would quote the key.
    return malformed('a repeated map key, or an integer or length not in its shortest form');
  }
}

const STRICT = { strict: true, useMaps: true, rejectDuplicateMapKeys: true };
const LENIENT = { ...STRICT, strict: false, tags: TAG_DECODERS };

interface Walk {
  readonly bytes: Uint8Array;
  readonly limits: CborLimits;
  at: number;
  items: number;
}

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5, tag: 6 } as const;
/** Initial bytes of false, true and null (RFC 8949 clause 3.3). */
const FALSE = 0xf4;
const NULL = 0xf6;
/** Additional information 24 to 27 announces 1, 2, 4 or 8 bytes of argument; 28 to 31 are reserved or indefinite (clause 3). */
const FIRST_WIDE = 24;
const FIRST_UNLAWFUL = 28;
const INDEFINITE = 31;
const BREAK = 0xff;
/** Initial bytes of floats of 2, 4 and 8 bytes. */
const FLOAT_16 = 0xf9;
const FLOAT_64 = 0xfb;

/** Walks one item; moves `at` behind it. Recursion ends at `maxDepth`. */
function findFault(walk: Walk, depth: number, asKey: boolean): string | null {
  const { bytes, limits } = walk;
  const head = bytes[walk.at];
  if (head === undefined) return 'ends inside an item';
  if (++walk.items > limits.maxItems) return `more than ${limits.maxItems} items`;
  const major = head >> 5;
  if (asKey && major !== MAJOR.unsigned && major !== MAJOR.negative && major !== MAJOR.text) return 'a map key that is neither integer nor text';
  if (major > MAJOR.map) return findSpecialFault(walk, head, depth);
  if (limits.lenient === true && (major === MAJOR.array || major === MAJOR.map) && (head & 31) === INDEFINITE) {
    walk.at += 1;
    return findIndefiniteFault(walk, depth, major === MAJOR.map);
  }
  const argument = readArgument(walk, head & 31);
  if (typeof argument === 'string') return argument;
  if (major === MAJOR.unsigned || major === MAJOR.negative) return null;
  if (major === MAJOR.bytes || major === MAJOR.text) {
    const end = walk.at + argument;
    if (end > bytes.length) return 'a string longer than what is left';
    if (major === MAJOR.text && !isUtf8(bytes.subarray(walk.at, end))) return 'text that is not UTF-8';
    walk.at = end;
    return null;
  }
  if (depth === limits.maxDepth) return `more than ${limits.maxDepth} levels`;
  for (let i = 0; i < argument; i++) {
    const fault = findEntryFault(walk, depth, major === MAJOR.map);
    if (fault !== null) return fault;
  }
  return null;
}

/** Walks an element, or a key and its value. */
function findEntryFault(walk: Walk, depth: number, ofMap: boolean): string | null {
  return (ofMap ? findFault(walk, depth + 1, true) : null) ?? findFault(walk, depth + 1, false);
}

/** Walks the entries of an array or map without a length, and its break. */
function findIndefiniteFault(walk: Walk, depth: number, ofMap: boolean): string | null {
  if (depth === walk.limits.maxDepth) return `more than ${walk.limits.maxDepth} levels`;
  while (walk.bytes[walk.at] !== BREAK) {
    const fault = findEntryFault(walk, depth, ofMap);
    if (fault !== null) return fault;
  }
  walk.at += 1;
  return null;
}

/** Walks true, false, null, and where the limits are lenient a float or a tag with its content. */
function findSpecialFault(walk: Walk, head: number, depth: number): string | null {
  const lenient = walk.limits.lenient === true;
  if (lenient && head >> 5 === MAJOR.tag) {
    const tag = readArgument(walk, head & 31);
    if (!DROPPED_TAGS.some((dropped) => dropped === tag)) return 'a tag other than that of a date';
    return depth === walk.limits.maxDepth ? `more than ${walk.limits.maxDepth} levels` : findFault(walk, depth + 1, false);
  }
  if (lenient && head >= FLOAT_16 && head <= FLOAT_64) {
    walk.at += 1 + 2 ** (head - FLOAT_16 + 1);
    return walk.at > walk.bytes.length ? 'ends inside an item' : null;
  }
  walk.at += 1;
  return head >= FALSE && head <= NULL ? null : 'a tag, float or simple value';
}

/** Reads the argument of an item's head and moves `at` behind it; a text says what is wrong with it. */
function readArgument(walk: Walk, information: number): number | string {
  walk.at += 1;
  if (information < FIRST_WIDE) return information;
  if (information >= FIRST_UNLAWFUL) return 'an indefinite or reserved length';
  const end = walk.at + 2 ** (information - FIRST_WIDE);
  if (end > walk.bytes.length) return 'ends inside an item';
  let argument = 0;
  for (const byte of walk.bytes.subarray(walk.at, end)) argument = argument * 256 + byte;
  walk.at = end;
  return argument < Number.MAX_SAFE_INTEGER ? argument : 'an integer beyond 2^53';
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `CBOR: ${detail}` };
}
