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
/** What scanners put behind a code, CR and LF, TAB or ETX, and what fills a report: NUL. */
const BEHIND: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x09, 0x03, 0x00]);
/** The data of one report (HID POS), and two more. */
const MAX_BEHIND = 64;

/**
 * Decodes a seal's structure, signed or not.
 * @param text - one character per byte of the symbol, and perhaps what a scanner put behind it.
 */
export function decodeVds(text: string): Parsed<VdsSeal> {
  if (text.length > MAX_VDS_BYTES) return { ok: false, reason: 'code-too-large', detail: `VDS: ${text.length} bytes, at most ${MAX_VDS_BYTES} expected` };
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.toString('latin1') !== text) return malformed('expected one character per byte');
  const header = readVdsHeader(bytes);
  if (header === null) return malformed('header: expected signer, reference and lawful dates');
  // One feature more: the signature.
  const read = (end: number) => readDerElements(bytes.subarray(header.length, end), MAX_VDS_FEATURES + 1, () => true);
  const end = endOf(bytes, (at) => read(at)?.at(-1)?.tag === SIGNATURE_TAG);
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

/** A seal's last bytes can be any, so only here does it show what a scanner put behind them: with it the elements do not end with the signature. */
function endOf(bytes: Buffer, endsAt: (end: number) => boolean): number {
  for (let end = bytes.length; end > bytes.length - MAX_BEHIND && end > 0; end--) {
    if (endsAt(end)) return end;
    if (!BEHIND.has(bytes[end - 1] ?? -1)) break;
  }
  return bytes.length;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `VDS: ${detail}` };
}
