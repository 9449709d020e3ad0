/** Base32 (RFC 4648 clause 6) without padding, decoding only. Strict: every byte string has exactly one text. Layer: codes. */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const NOT_IN_ALPHABET = 255;
const VALUES = new Uint8Array(256).fill(NOT_IN_ALPHABET);
for (let value = 0; value < ALPHABET.length; value++) VALUES[ALPHABET.charCodeAt(value)] = value;
/** Characters left over after whole groups of eight that make no whole bytes. */
const UNLAWFUL_TAILS = [1, 3, 6];

/** The bytes, or null for an empty text, other characters, padding, or bits left over that are not zero. Never throws. */
export function decodeBase32(text: string): Uint8Array | null {
  if (text === '' || UNLAWFUL_TAILS.includes(text.length % 8)) return null;
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < text.length; index++) {
    const value = VALUES[text.charCodeAt(index)] ?? NOT_IN_ALPHABET;
    if (value === NOT_IN_ALPHABET) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return held === 0 ? bytes : null;
}
