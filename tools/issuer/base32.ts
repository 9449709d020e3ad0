/** Base32 encoding (RFC 4648 clause 6) without padding, written apart from the terminal's decoder so that each checks the other. */
const ALPHABET = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
const BITS = 5;

export function encodeBase32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = Array.from({ length: Math.ceil(bits.length / BITS) }, (_, index) => bits.slice(index * BITS, (index + 1) * BITS).padEnd(BITS, '0'));
  return groups.map((group) => ALPHABET[Number.parseInt(group, 2)] ?? '').join('');
}
