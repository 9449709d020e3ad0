/** COSE_Sign1 messages (RFC 9052 clause 4) from ready parts, so that tests and bad codes can go wrong at each. */
import { encode, rfc8949EncodeOptions } from 'cborg';

const SIGN1_TAG = 0xd2;
const NO_BYTES = new Uint8Array(0);

/** Deterministic CBOR (RFC 8949 clause 4.2.1): shortest forms, keys in the bytewise order of their encodings. */
export function encodeCanonical(value: unknown): Uint8Array {
  return encode(value, rfc8949EncodeOptions);
}

/** What a signature covers (clause 4.4). @param header - the serialised protected header. */
export function toBeSigned(header: Uint8Array, payload: Uint8Array): Uint8Array {
  return encodeCanonical(['Signature1', header, NO_BYTES, payload]);
}

/** The tagged message of ready parts. */
export function assembleCose(header: Uint8Array, payload: Uint8Array, signature: Uint8Array, unprotected: ReadonlyMap<number, unknown> = new Map()): Uint8Array {
  return Buffer.concat([Uint8Array.of(SIGN1_TAG), encodeCanonical([header, unprotected, payload, signature])]);
}
