/**
 * ECDSA signatures from the form that codes carry, r || s (RFC 9053 clause 2.1, RFC 7518 clause 3.4), to DER (RFC 3279 clause 2.2.3). `node:crypto`
 * takes either; with DER and the key as it is, instead of in an object of options, a check takes two thirds of the time. Layer: trust.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** Lengths from here on have a byte of their own behind this mark (X.690 clause 8.1.3). No signature of the curves in use needs more. */
const FIRST_LONG = 0x80;
const ONE_BYTE_LENGTH = 0x81;

/**
 * @param signature - two numbers of the same length, big-endian, of at most 66 bytes each.
 * @returns the one DER encoding of the same two numbers; whether they are lawful for a curve is not looked at.
 */
export function toDerSignature(signature: Uint8Array): Uint8Array {
  const half = signature.length / 2;
  const rStart = firstByte(signature, 0, half);
  const sStart = firstByte(signature, half, signature.length);
  const rLength = integerLength(signature, rStart, half);
  const sLength = integerLength(signature, sStart, signature.length);
  const content = 4 + rLength + sLength;
  const isLong = content >= FIRST_LONG;
  const der = Buffer.alloc((isLong ? 3 : 2) + content);
  der.set(isLong ? [SEQUENCE, ONE_BYTE_LENGTH, content] : [SEQUENCE, content]);
  const rEnd = der.length - 2 - sLength;
  der.set([INTEGER, rLength], rEnd - rLength - 2);
  der.set([INTEGER, sLength], rEnd);
  // Aligned to their ends: what is not written is the zero before a number whose first bit is set.
  der.set(signature.subarray(rStart, half), rEnd - (half - rStart));
  der.set(signature.subarray(sStart), der.length - (signature.length - sStart));
  return der;
}

/** Leading zeros are left out, but for the last byte (X.690 clause 8.3.2). */
function firstByte(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end - 1 && bytes[at] === 0) at += 1;
  return at;
}

/** A first bit that is set would mean a negative number: a zero goes before it (X.690 clause 8.3.3). */
function integerLength(bytes: Uint8Array, start: number, end: number): number {
  return end - start + ((bytes[start] ?? 0) >= 0x80 ? 1 : 0);
}
