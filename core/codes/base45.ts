/**
 * Base45 (RFC 9285), decoding only: the issuer side has its own encoder. Strict, so that every byte string has exactly one text:
 * the 45 characters alone, no padding, no line ends, no values beyond what the bytes can hold. Layer: codes.
 */
import type { Parsed } from '../model/envelope.ts';

/** The alphabet in value order (RFC 9285 clause 4.2). */
const BASE45_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

const NOT_IN_ALPHABET = 255;
const VALUES = new Uint8Array(256).fill(NOT_IN_ALPHABET);
for (let value = 0; value < BASE45_ALPHABET.length; value++) VALUES[BASE45_ALPHABET.charCodeAt(value)] = value;

/** Value of the character at `index`; 255 for one outside the alphabet. */
function valueAt(text: string, index: number): number {
  return VALUES[text.charCodeAt(index)] ?? NOT_IN_ALPHABET;
}

/**
 * Decodes the part of `text` from `start` on.
 * @param text - already bounded by the caller; the output has two bytes for every three characters.
 * @returns the bytes, or `code-malformed`. Never throws.
 */
export function decodeBase45(text: string, start = 0): Parsed<Uint8Array> {
  const characters = text.length - start;
  const tail = characters % 3;
  // Clause 3: bytes come by threes of characters, and a last single byte as two.
  if (characters <= 0 || tail === 1) return malformed(`base45: ${characters} characters make no whole bytes`);
  const bytes = new Uint8Array(((characters - tail) / 3) * 2 + tail / 2);
  let at = 0;
  let index = start;
  for (const end = text.length - tail; index < end; index += 3) {
    const c = valueAt(text, index);
    const d = valueAt(text, index + 1);
    const e = valueAt(text, index + 2);
    const number = c + d * 45 + e * 2025;
    if (c === NOT_IN_ALPHABET || d === NOT_IN_ALPHABET || e === NOT_IN_ALPHABET) return outside(index - start);
    if (number > 0xff_ff) return malformed(`base45: group at character ${index - start} is beyond two bytes`);
    bytes[at++] = number >> 8;
    bytes[at++] = number & 0xff;
  }
  if (tail === 2) {
    const c = valueAt(text, index);
    const d = valueAt(text, index + 1);
    if (c === NOT_IN_ALPHABET || d === NOT_IN_ALPHABET) return outside(index - start);
    if (c + d * 45 > 0xff) return malformed('base45: last group is beyond one byte');
    bytes[at] = c + d * 45;
  }
  return { ok: true, value: bytes };
}

function outside(index: number): Parsed<never> {
  return malformed(`base45: group at character ${index} has a character outside the alphabet`);
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail };
}
