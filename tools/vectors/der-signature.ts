/**
 * ECDSA signatures in DER (RFC 3279 clause 2.2.3) turned into the one form that the terminal takes, r || s (IEEE P1363), so that suites written in DER can
 * still be asked. Strict: X.690 clauses 8.3 and 10.1 leave every signature one encoding, and any other is no signature.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const LONG_FORM = 0x80;

/**
 * @param width - bytes of r and of s: 32 for P-256, 48 for P-384, 66 for P-521.
 * @returns 2 x `width` bytes; null for anything but strict DER of two integers that are not negative and fit.
 */
export function toP1363(der: Uint8Array, width: number): Uint8Array | null {
  const sequence = readElement(der, SEQUENCE);
  if (sequence === null || sequence.rest.length > 0) return null;
  const r = readElement(sequence.content, INTEGER);
  const s = r === null ? null : readElement(r.rest, INTEGER);
  if (r === null || s === null || s.rest.length > 0) return null;
  const [left, right] = [toFixed(r.content, width), toFixed(s.content, width)];
  return left === null || right === null ? null : Buffer.concat([left, right]);
}

interface Element {
  readonly content: Uint8Array;
  readonly rest: Uint8Array;
}

/** Reads one element with a definite length in its shortest form; signatures of these curves need one byte of length, or one more behind 0x81. */
function readElement(bytes: Uint8Array, tag: number): Element | null {
  const [first, length, long] = bytes;
  if (first !== tag || length === undefined) return null;
  if (length > LONG_FORM + 1 || length === LONG_FORM) return null;
  if (length > LONG_FORM && (long === undefined || long < LONG_FORM)) return null;
  const [start, count] = length > LONG_FORM ? [3, long ?? 0] : [2, length];
  return bytes.length < start + count ? null : { content: bytes.subarray(start, start + count), rest: bytes.subarray(start + count) };
}

/** The integer in exactly `width` bytes, big-endian. */
function toFixed(integer: Uint8Array, width: number): Uint8Array | null {
  const [first, second = 0] = integer;
  if (first === undefined || first >= 0x80) return null;
  const padded = first === 0 && integer.length > 1;
  if (padded && second < 0x80) return null;
  const magnitude = padded ? integer.subarray(1) : integer;
  return magnitude.length > width ? null : Buffer.concat([Buffer.alloc(width - magnitude.length), magnitude]);
}
