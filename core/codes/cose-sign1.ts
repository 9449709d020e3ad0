/**
 * COSE_Sign1 (RFC 9052 clauses 3 and 4.2): one signer, the payload inside. Reads the structure and builds the bytes that the signature covers;
 * checking it is another layer's work. Generic: what a format asks of its headers, the format checks. Layer: codes.
 */
import type { Parsed } from '../model/envelope.ts';
import { decodeCbor, isCborMap } from './cbor.ts';
import type { CborLimits, CborMap } from './cbor.ts';
import { COSE_MAX_DEPTH, COSE_MAX_ITEMS } from './limits.ts';

export interface CoseSign1 {
  /** The serialised protected header, exactly as received. */
  readonly protectedBytes: Uint8Array;
  readonly protectedHeader: CborMap;
  readonly unprotectedHeader: CborMap;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

/** Header labels (RFC 9052 table 3). */
export const HEADER = { algorithm: 1, critical: 2, keyId: 4 } as const;

/** Names of the algorithm numbers a terminal can check (IANA COSE registry). */
const ALGORITHM_NAMES: ReadonlyMap<unknown, string> = new Map([
  [-8, 'EdDSA'],
  [-7, 'ES256'],
  [-35, 'ES384'],
  [-36, 'ES512'],
  [-37, 'PS256'],
]);

const STRICT = { maxDepth: COSE_MAX_DEPTH, maxItems: COSE_MAX_ITEMS };
const LENIENT = { ...STRICT, lenient: true };
/** Tag 18 in one byte (clause 4.2). */
const TAG_SIGN1 = 0xd2;
const EMPTY_MAP = 0xa0;
const NO_BYTES = new Uint8Array(0);

/**
 * Reads a COSE_Sign1 message, with or without its tag 18.
 * @param bytes - already bounded by the caller.
 * @param lenient - whether to read what deployed encoders write without need (`CborLimits.lenient`).
 * @returns the parts, byte strings being views into `bytes`; or `code-malformed`. Never throws on input.
 */
export function parseCoseSign1(bytes: Uint8Array, lenient = false): Parsed<CoseSign1> {
  const limits = lenient ? LENIENT : STRICT;
  const body = decodeCbor(bytes[0] === TAG_SIGN1 ? bytes.subarray(1) : bytes, limits);
  if (!body.ok) return body;
  if (!Array.isArray(body.value) || body.value.length !== 4) return malformed('expected an array of four');
  const [protectedBytes, unprotectedHeader, payload, signature] = body.value as unknown[];
  if (!(protectedBytes instanceof Uint8Array)) return malformed('expected the protected header as a byte string');
  if (!isCborMap(unprotectedHeader)) return malformed('expected the unprotected header as a map');
  if (!(payload instanceof Uint8Array)) return malformed('expected the payload inside, as a byte string');
  if (!(signature instanceof Uint8Array)) return malformed('expected the signature as a byte string');
  const protectedHeader = readProtectedHeader(protectedBytes, limits);
  if (!protectedHeader.ok) return protectedHeader;
  // Clause 3.1: a critical parameter that is not understood is fatal. Those understood here need no such mark, so any mark is.
  if (protectedHeader.value.has(HEADER.critical)) return malformed('a critical header parameter');
  return { ok: true, value: { protectedBytes, protectedHeader: protectedHeader.value, unprotectedHeader, payload, signature } };
}

/** Clause 3: no parameters at all are a byte string of length zero; a map of none is read too. */
function readProtectedHeader(bytes: Uint8Array, limits: CborLimits): Parsed<CborMap> {
  if (bytes.length === 0) return { ok: true, value: new Map() };
  const header = decodeCbor(bytes, limits);
  if (!header.ok) return header;
  return isCborMap(header.value) ? { ok: true, value: header.value } : malformed('expected a map in the protected header');
}

/** A header parameter from either header; the protected one wins. `undefined` when there is none. */
export function headerParameter(message: CoseSign1, label: number): unknown {
  return message.protectedHeader.has(label) ? message.protectedHeader.get(label) : message.unprotectedHeader.get(label);
}

/** Name of a COSE algorithm; `COSE <number>` for one that no key entry can have, and for what is no number at all. */
export function algorithmName(algorithm: unknown): string {
  return ALGORITHM_NAMES.get(algorithm) ?? `COSE ${typeof algorithm === 'number' ? algorithm : '?'}`;
}

/**
 * The bytes a signature covers: the Sig_structure of clause 4.4, `["Signature1", protected, external_aad, payload]`.
 * @param externalAad - bytes both sides know that are not in the message; none in travel codes.
 */
export function toSigStructure(message: Pick<CoseSign1, 'protectedBytes' | 'payload'>, externalAad: Uint8Array = NO_BYTES): Uint8Array {
  const { protectedBytes, payload } = message;
  // Clause 4.4: an empty map counts as no bytes here, however it was sent.
  const covered = protectedBytes.length === 1 && protectedBytes[0] === EMPTY_MAP ? NO_BYTES : protectedBytes;
  return Buffer.concat([SIG_STRUCTURE_HEAD, byteStringHead(covered), covered, byteStringHead(externalAad), externalAad, byteStringHead(payload), payload]);
}

/** Array of four, then the text `Signature1`. */
const SIG_STRUCTURE_HEAD = Buffer.from('\x84\x6aSignature1', 'latin1');

/** Head of a byte string, shortest form (RFC 8949 clause 3); no input here reaches 64 KiB. */
function byteStringHead(content: Uint8Array): Uint8Array {
  const { length } = content;
  if (length < 24) return Uint8Array.of(0x40 | length);
  if (length < 0x100) return Uint8Array.of(0x58, length);
  return Uint8Array.of(0x59, length >> 8, length & 0xff);
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `COSE: ${detail}` };
}
