/**
 * Structure of a visible digital seal (ICAO 9303 part 13 clause 2; BSI TR-03137 part 1 v2.5 clause 3): header, features as tag, length and value, ECDSA
 * signature, in bytes. Layer: codes.
 */
import { readDerElements } from '../model/der.ts';
import type { Parsed } from '../model/envelope.ts';
import { MAX_VDS_BYTES, MAX_VDS_FEATURES } from './vds-limits.ts';
import { readVdsHeader } from './vds-header.ts';
import type { VdsHeader } from './vds-header.ts';

export interface VdsSeal {
  readonly header: VdsHeader;
  /** Values by tag. */
  readonly features: ReadonlyMap<number, Uint8Array>;
  /** Header and features, as received. */
  readonly signedBytes: Uint8Array;
  /** Null for a seal that nobody signed: a draft. */
  readonly signature: Uint8Array | null;
}

const SIGNATURE_TAG = 0xff;
const CARRIAGE_RETURN = 0x0d;

/**
 * Decodes a seal's structure, signed or not.
 * @param text - one character per byte of the symbol, and perhaps the carriage return of a scanner.
 */
export function decodeVds(text: string): Parsed<VdsSeal> {
  if (text.length > MAX_VDS_BYTES) return { ok: false, reason: 'code-too-large', detail: `VDS: ${text.length} bytes, at most ${MAX_VDS_BYTES} expected` };
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.toString('latin1') !== text) return malformed('expected one character per byte');
  const header = readVdsHeader(bytes);
  if (header === null) return malformed('header: expected signer, reference and lawful dates');
  // One feature more: the signature.
  const read = (end: number) => readDerElements(bytes.subarray(header.length, end), MAX_VDS_FEATURES + 1, () => true);
  // A seal's last byte can be a carriage return, so only here does it show whether a scanner put one behind the seal: it is no element.
  const end = bytes.at(-1) === CARRIAGE_RETURN && read(bytes.length) === null ? bytes.length - 1 : bytes.length;
  const elements = read(end);
  if (elements === null) return malformed(`expected at most ${MAX_VDS_FEATURES} features of definite length, and nothing after them`);
  const last = elements.at(-1);
  const signature = last?.tag === SIGNATURE_TAG ? last : null;
  const features = signature === null ? elements : elements.slice(0, -1);
  if (features.length === 0 || features.some(({ tag }) => tag === SIGNATURE_TAG)) return malformed('expected features, and the signature after them');
  const values = new Map(features.map(({ tag, contents }) => [tag, contents]));
  if (values.size < features.length) return malformed('expected each feature once');
  const signedBytes = bytes.subarray(0, end - (signature?.whole.length ?? 0));
  return { ok: true, value: { header, features: values, signedBytes, signature: signature?.contents ?? null } };
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `VDS: ${detail}` };
}
