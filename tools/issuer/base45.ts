/**
 * Base45 encoding (RFC 9285 clause 4), written apart from the terminal's decoder so that each checks the other.
 */
const ALPHABET = Array.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:');

/** The digits of one group, least significant first. */
function digits(value: number, count: number): string {
  let text = '';
  for (let rest = value, i = 0; i < count; i++, rest = Math.floor(rest / 45)) text += ALPHABET[rest % 45] ?? '';
  return text;
}

export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    const [first = 0, second] = bytes.subarray(i, i + 2);
    text += second === undefined ? digits(first, 2) : digits(first * 256 + second, 3);
  }
  return text;
}
