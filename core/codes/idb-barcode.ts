/**
 * Structure of a barcode of ICAO's data structure (technical report "ICAO Datastructure for Barcode"; BSI TR-03171 uses the same): mark, a letter for signed and
 * compressed, base32 of header, message and signature. Layer: codes.
 */
import { readDerElements } from '../model/der.ts';
import type { Parsed } from '../model/envelope.ts';
import { decodeBase32 } from './base32.ts';
import { decodeC40 } from './c40.ts';
import { inflate } from './inflate.ts';
import { isDayOfSeals, readMaskedDate } from './seal-date.ts';
import { MAX_IDB_BYTES, MAX_IDB_CHARACTERS, MAX_VDS_FEATURES } from './vds-limits.ts';

export interface IdbBarcode {
  /** Doc 9303 part 3 section 5, fillers left out. */
  readonly country: string;
  /** `YYYY-MM-DD`; null in an unsigned barcode, or when not stated. */
  readonly signedOn: string | null;
  /** Last five bytes of the SHA-1 of the signer's certificate, hex; empty in an unsigned barcode. */
  readonly reference: string;
  /** Values by tag. */
  readonly message: ReadonlyMap<number, Uint8Array>;
  /** Header and message, as received. */
  readonly signedBytes: Uint8Array;
  readonly signature: Uint8Array | null;
}

const FORM = /^[NR]DB1([A-D])([A-Z2-7]+)$/;
/** Letters by what they say. */
const SIGNED: readonly string[] = ['B', 'D'];
const COMPRESSED: readonly string[] = ['C', 'D'];
/** Country; and when signed: algorithm, certificate reference, date of the signature. */
const HEADER_BYTES = { unsigned: 2, signed: 12 } as const;
/** ECDSA with SHA-256, SHA-384 and SHA-512. The curve is the certificate's, and with it the hash: the key entry has both. */
const ALGORITHMS: readonly (number | undefined)[] = [1, 2, 3];
const TAG = { message: 0x61, certificate: 0x7e, signature: 0x7f } as const;

/** Decodes a barcode's structure, signed or not. */
export function decodeIdb(text: string): Parsed<IdbBarcode> {
  if (text.length > MAX_IDB_CHARACTERS) return { ok: false, reason: 'code-too-large', detail: `IDB: ${text.length} characters, at most ${MAX_IDB_CHARACTERS} expected` };
  const [, flag = '', content = ''] = FORM.exec(text) ?? [];
  const packed = decodeBase32(content);
  if (packed === null) return malformed('expected a letter from A to D and base32 without padding');
  const bytes: Parsed<Uint8Array> = COMPRESSED.includes(flag) ? inflate(packed, MAX_IDB_BYTES) : { ok: true, value: packed };
  return bytes.ok ? decodePayload(bytes.value, SIGNED.includes(flag)) : bytes;
}

function decodePayload(bytes: Uint8Array, isSigned: boolean): Parsed<IdbBarcode> {
  const headerBytes = isSigned ? HEADER_BYTES.signed : HEADER_BYTES.unsigned;
  const header = bytes.subarray(0, headerBytes);
  const country = decodeC40(header.subarray(0, HEADER_BYTES.unsigned))?.trim() ?? '';
  const signedOn = isSigned ? readMaskedDate(header.subarray(8)) : null;
  if (header.length < headerBytes || !/^[A-Z]{1,3}$/.test(country)) return malformed('header: expected a country');
  if (isSigned && !ALGORITHMS.includes(header[2])) return malformed('header: expected ECDSA with SHA-256, SHA-384 or SHA-512');
  if (signedOn === undefined || !isDayOfSeals(signedOn)) return malformed('header: expected a day of this century');
  const zones = readDerElements(bytes.subarray(headerBytes), 3, () => true);
  const zoneOf = (tag: number) => zones?.find((zone) => zone.tag === tag);
  const [message, signature] = [zoneOf(TAG.message), zoneOf(TAG.signature)];
  const order = zones?.map(({ tag }) => tag) ?? [];
  const lawful = order.every((tag, index) => Object.values<number>(TAG).includes(tag) && (order[index - 1] ?? 0) < tag);
  if (message === undefined || !lawful || (signature !== undefined) !== isSigned) return malformed('expected a message, perhaps a certificate, and a signature where the letter says so');
  const elements = readDerElements(message.contents, MAX_VDS_FEATURES, () => true);
  const values = new Map(elements?.map(({ tag, contents }) => [tag, contents]));
  if (elements === null || values.size === 0 || values.size < elements.length) return malformed(`message: expected 1 to ${MAX_VDS_FEATURES} elements, each once`);
  return {
    ok: true,
    value: {
      country,
      signedOn,
      reference: Buffer.from(header.subarray(3, 8)).toString('hex'),
      message: values,
      signedBytes: Buffer.concat([header, message.whole]),
      signature: signature?.contents ?? null,
    },
  };
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `IDB: ${detail}` };
}
