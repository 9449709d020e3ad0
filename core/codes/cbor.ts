/**
 * CBOR (RFC 8949) within hard bounds. The bytes are walked once before the library decodes them, so that depth, count and lengths
 * are known to be lawful before anything is allocated. What signed codes have no use for is refused: indefinite lengths, tags, floats,
 * simple values but true, false and null, integers beyond 2^53, map keys but integers and texts, text that is not UTF-8,
 * and (by the library) repeated keys and integers or lengths not in their shortest form. Layer: codes.
 */
import { isUtf8 } from 'node:buffer';
import { decode } from 'cborg';
import type { Parsed } from '../model/envelope.ts';

export interface CborLimits {
  /** Levels of arrays and maps, the outermost counted. */
  readonly maxDepth: number;
  /** Data items in all: every key, value and element. */
  readonly maxItems: number;
}

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
    return { ok: true, value: decode(bytes, { strict: true, useMaps: true, rejectDuplicateMapKeys: true }) };
  } catch {
    // The walk leaves the library two things to refuse; its own message would quote the key.
    return malformed('a repeated map key, or an integer or length not in its shortest form');
  }
}

interface Walk {
  readonly bytes: Uint8Array;
  readonly limits: CborLimits;
  at: number;
  items: number;
}

const MAJOR = { unsigned: 0, negative: 1, bytes: 2, text: 3, array: 4, map: 5 } as const;
/** Initial bytes of false, true and null (RFC 8949 clause 3.3). */
const FALSE = 0xf4;
const NULL = 0xf6;
/** Additional information 24 to 27 announces 1, 2, 4 or 8 bytes of argument; 28 to 31 are reserved or indefinite (clause 3). */
const FIRST_WIDE = 24;
const FIRST_UNLAWFUL = 28;

/** Walks one item; moves `at` behind it. Recursion ends at `maxDepth`. */
function findFault(walk: Walk, depth: number, asKey: boolean): string | null {
  const { bytes, limits } = walk;
  const head = bytes[walk.at];
  if (head === undefined) return 'ends inside an item';
  if (++walk.items > limits.maxItems) return `more than ${limits.maxItems} items`;
  const major = head >> 5;
  if (asKey && major !== MAJOR.unsigned && major !== MAJOR.negative && major !== MAJOR.text) return 'a map key that is neither integer nor text';
  if (major > MAJOR.map) {
    walk.at += 1;
    return head >= FALSE && head <= NULL ? null : 'a tag, float or simple value';
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
    const fault =
      major === MAJOR.map
        ? (findFault(walk, depth + 1, true) ?? findFault(walk, depth + 1, false))
        : findFault(walk, depth + 1, false);
    if (fault !== null) return fault;
  }
  return null;
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
