/**
 * SMART Health Cards: `shc:/` and decimal digits that hold a compact JWS, signed with ES256 over a DEFLATE-compressed FHIR bundle
 * (SMART Health Cards Framework 1.4, "Encoding Chunks as QR Codes" and "Health Cards are encoded as Compact Serialization JSON Web Signatures").
 * docs/formats/shc.md says what is accepted. Layer: codes.
 */
import type { CodeFormat, Envelope, Parsed } from '../model/envelope.ts';
import { member, parseJsonObject } from './bounded-json.ts';
import { inflateRaw } from './inflate-raw.ts';
import { MAX_SHC_HEADER_BYTES, MAX_SHC_JSON_BYTES, MAX_SHC_JSON_DEPTH, MAX_SHC_JWS_CHARACTERS, MAX_SHC_PARTS } from './shc-limits.ts';
import { readShcFacts, toShcRevocationHandles } from './shc-facts.ts';
import { MAX_SYMBOL_CHARACTERS, SIGNATURE_BYTES } from './limits.ts';

const SCHEME = 'shc:';
const SYMBOL = /^shc:\/(?:(\d{1,2})\/(\d{1,2})\/)?(\d+)$/;
/** Each pair of digits is a character less 45, from `-` to `z`. */
const CHARACTER_OFFSET = 45;
const LARGEST_PAIR = 77;
/** The digit 0. */
const ZERO = 0x30;
const KEY_ID = /^[\w-]{1,64}$/;
/** Issuers are named by https locations without query or fragment; 200 characters are four times the longest in the public directories. */
const ISSUER = /^https:\/\/[A-Za-z0-9./:_~%-]{1,200}$/;
const ES256 = 'ES256';

export const shc: CodeFormat = {
  id: 'SHC',
  recognises: (text) => text.startsWith(SCHEME),
  parse(text) {
    const part = readPart(text);
    if (!part.ok) return part;
    // Alone a part says nothing; shc-parts.ts puts those of a row together.
    if (part.value.of !== 1) return { ok: false, reason: 'recognised-not-accepted', detail: 'SHC: one part of a card divided over several symbols' };
    const jws = decodeDigits(part.value.digits);
    return jws.ok ? parseShcJws(jws.value) : jws;
  },
  toFacts: readShcFacts,
  toRevocationHandles: toShcRevocationHandles,
};

interface Part {
  /** From 1. */
  readonly index: number;
  readonly of: number;
  readonly digits: string;
}

function readPart(text: string): Parsed<Part> {
  if (text.length > MAX_SYMBOL_CHARACTERS) return tooLarge(`${text.length} characters, more than any symbol holds`);
  const [, index = '1', of = '1', digits] = SYMBOL.exec(text) ?? [];
  if (digits === undefined) return malformed('expected shc:/, perhaps a part number, and digits');
  const part = { index: Number(index), of: Number(of), digits };
  if (part.of > MAX_SHC_PARTS) return tooLarge(`${part.of} parts, at most ${MAX_SHC_PARTS} expected`);
  return part.index >= 1 && part.index <= part.of ? { ok: true, value: part } : malformed('a part number that is not of its row');
}

/** One part of a card divided over two symbols or more; null for whatever else. */
export function readShcPart(text: string): Part | null {
  const part = text.startsWith(SCHEME) ? readPart(text) : null;
  return part?.ok === true && part.value.of > 1 ? part.value : null;
}

/** @param digits - as `SYMBOL` found them: decimal digits and nothing else. */
function decodeDigits(digits: string): Parsed<string> {
  if (digits.length % 2 !== 0) return malformed('an odd number of digits');
  if (digits.length > 2 * MAX_SHC_JWS_CHARACTERS) return tooLarge(`${digits.length} digits, at most ${2 * MAX_SHC_JWS_CHARACTERS} expected`);
  // Bytes are read many times faster than the characters of a text that is a part of another one.
  const bytes = Buffer.from(digits, 'latin1');
  const length = digits.length / 2;
  for (let at = 0; at < length; at++) {
    const pair = 10 * ((bytes[2 * at] ?? 0) - ZERO) + (bytes[2 * at + 1] ?? 0) - ZERO;
    if (pair > LARGEST_PAIR) return malformed(`a pair of digits above ${LARGEST_PAIR}`);
    // Behind what is read: a character takes the place of its pair's first half, or an earlier one.
    bytes[at] = pair + CHARACTER_OFFSET;
  }
  return { ok: true, value: bytes.toString('latin1', 0, length) };
}

/**
 * Puts the parts of a divided card together, in whatever order they come.
 * @returns the compact JWS; a part missing, repeated or of another row is `code-malformed`. Never throws on input.
 */
export function joinShcParts(texts: readonly string[]): Parsed<string> {
  if (texts.length === 0 || texts.length > MAX_SHC_PARTS) return malformed(`expected 1 to ${MAX_SHC_PARTS} parts`);
  const jws = new Map<number, string>();
  for (const text of texts) {
    const part = readPart(text);
    if (!part.ok) return part;
    const { index, of, digits } = part.value;
    if (of !== texts.length) return malformed(`${texts.length} parts, ${of} expected`);
    if (jws.has(index)) return malformed('a part that came twice');
    const characters = decodeDigits(digits);
    if (!characters.ok) return characters;
    jws.set(index, characters.value);
  }
  const inOrder = [...jws].sort(([a], [b]) => a - b).map(([, characters]) => characters);
  return { ok: true, value: inOrder.join('') };
}

/**
 * Reads a compact JWS (RFC 7515 clause 7.1) as far as its signature needs.
 * @returns the envelope, its signed bytes being the text before the second dot. Never throws on input.
 */
export function parseShcJws(jws: string): Parsed<Envelope> {
  if (jws.length > MAX_SHC_JWS_CHARACTERS) return tooLarge(`a JWS of ${jws.length} characters, at most ${MAX_SHC_JWS_CHARACTERS} expected`);
  const [headerText = '', payloadText = '', signatureText = '', ...more] = jws.split('.');
  const [headerBytes, compressed, signature] = [fromBase64Url(headerText), fromBase64Url(payloadText), fromBase64Url(signatureText)];
  if (headerBytes === null || compressed === null || signature === null || more.length > 0) return malformed('expected three parts in base64url');
  if (headerBytes.length > MAX_SHC_HEADER_BYTES) return tooLarge(`a header of ${headerBytes.length} bytes`);
  const header = parseJsonObject(headerBytes, 2);
  if (!header.ok) return header;
  const { alg, zip, kid } = { alg: member(header.value, 'alg'), zip: member(header.value, 'zip'), kid: member(header.value, 'kid') };
  if (typeof alg !== 'string') return malformed('expected an algorithm in the header');
  if (zip !== 'DEF') return malformed('expected the compression DEF in the header');
  if (typeof kid !== 'string' || !KEY_ID.test(kid)) return malformed('expected a key id in the header');
  // RFC 7515 clause 4.1.11: what is critical and not understood is fatal; nothing here needs the mark.
  if (Object.hasOwn(header.value, 'crit')) return malformed('a critical header parameter');
  // RFC 7518 clause 3.4: r || s, never DER.
  if (signature.length !== SIGNATURE_BYTES) return malformed(`a signature of ${signature.length} bytes, ${SIGNATURE_BYTES} expected`);
  const json = inflateRaw(compressed, MAX_SHC_JSON_BYTES);
  if (!json.ok) return json;
  const claims = parseJsonObject(json.value, MAX_SHC_JSON_DEPTH);
  if (!claims.ok) return claims;
  const issuer = member(claims.value, 'iss');
  if (typeof issuer !== 'string' || !ISSUER.test(issuer)) return malformed('expected an https issuer');
  const signedBytes = Buffer.from(`${headerText}.${payloadText}`, 'latin1');
  // The framework has one algorithm. Another one keeps a name that no key entry has, so that no key of any kind can make it good.
  const claimedAlgorithm = alg === ES256 ? alg : `not ${ES256}`;
  return { ok: true, value: { format: 'SHC', signedBytes, signature, claimedAlgorithm, issuer, keyId: kid, claims: claims.value } };
}

/** The bytes, if the text is their one lawful encoding (RFC 4648 clause 5, no padding, no stray bits) and not empty. */
function fromBase64Url(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : null;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `SHC: ${detail}` };
}

function tooLarge(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-too-large', detail: `SHC: ${detail}` };
}
