/** Header of a visible digital seal (ICAO 9303 part 13 clause 2.2; raw version 2 is its version 3, raw version 3 its version 4). Layer: codes. */
import { SEAL_MARK } from '../model/symbol-content.ts';
import { decodeC40 } from './c40.ts';
import { isDayOfSeals, readSealDate } from './seal-date.ts';

export interface VdsHeader {
  /** Country of the signer and the signer's two letters: subject names C and CN of the certificate. */
  readonly signer: string;
  /** Serial number of the signer's certificate, lower-case hex without leading zeros. */
  readonly reference: string;
  /** `YYYY-MM-DD`; null when not stated. */
  readonly issuedOn: string | null;
  readonly signedOn: string | null;
  /** Document feature definition and document type category, hex. */
  readonly documentType: string;
  /** Bytes it takes. */
  readonly length: number;
}

/** Magic, raw version, country. */
const SIGNER_OFFSET = 4;
const VERSION = { fixedReference: 2, countedReference: 3 } as const;
/** Signer and, in six characters, the reference's length; or, in nine, the reference itself. */
const COUNTED_BYTES = 4;
const FIXED_BYTES = 6;
const SIGNER_CHARACTERS = 4;
/** Some German seals of arrival attestations say raw version 3 and have the fixed reference of raw version 2 all the same. */
const FIXED_REFERENCE_SIGNERS: readonly string[] = ['DEME', 'DES1'];
/** Two dates of three bytes, feature definition, type category. */
const TAIL_BYTES = 8;

/** Reads the header; null for bytes that are none, whatever the version. Never throws on input. */
export function readVdsHeader(bytes: Uint8Array): VdsHeader | null {
  const country = decodeC40(bytes.subarray(2, SIGNER_OFFSET));
  if (bytes[0] !== SEAL_MARK || country === null || country.trim() === '') return null;
  if (bytes[1] === VERSION.fixedReference) return readFixed(bytes);
  if (bytes[1] !== VERSION.countedReference) return null;
  const text = decodeC40(bytes.subarray(SIGNER_OFFSET, SIGNER_OFFSET + COUNTED_BYTES)) ?? '';
  const [signer, digits] = [text.slice(0, SIGNER_CHARACTERS), text.slice(SIGNER_CHARACTERS)];
  // The length is hexadecimal; some German seals count in decimal. The reading that leaves lawful dates behind it is meant.
  const lengths = ([16, 10] as const).map((radix) => toLength(digits, radix)).filter((length) => length !== null);
  const fixed = FIXED_REFERENCE_SIGNERS.includes(signer) ? readFixed(bytes) : null;
  return fixed ?? lengths.map((length) => readCounted(bytes, signer, length)).find((header) => header !== null) ?? null;
}

function toLength(digits: string, radix: 10 | 16): number | null {
  const lawful = radix === 16 ? /^[0-9A-F]{2}$/ : /^\d{2}$/;
  const length = lawful.test(digits) ? Number.parseInt(digits, radix) : 0;
  return length === 0 ? null : length;
}

function readFixed(bytes: Uint8Array): VdsHeader | null {
  const end = SIGNER_OFFSET + FIXED_BYTES;
  const text = decodeC40(bytes.subarray(SIGNER_OFFSET, end)) ?? '';
  return readTail(bytes, end, text.slice(0, SIGNER_CHARACTERS), text.slice(SIGNER_CHARACTERS));
}

function readCounted(bytes: Uint8Array, signer: string, length: number): VdsHeader | null {
  const from = SIGNER_OFFSET + COUNTED_BYTES;
  const end = from + 2 * Math.ceil(length / 3);
  const text = decodeC40(bytes.subarray(from, end));
  return text?.length === length ? readTail(bytes, end, signer, text) : null;
}

function readTail(bytes: Uint8Array, at: number, signer: string, reference: string): VdsHeader | null {
  if (!/^[A-Z]{2}[A-Z0-9]{2}$/.test(signer) || !/^[0-9A-Z]+$/.test(reference) || bytes.length < at + TAIL_BYTES) return null;
  const [issuedOn, signedOn] = [readSealDate(bytes.subarray(at, at + 3)), readSealDate(bytes.subarray(at + 3, at + 6))];
  if (issuedOn === undefined || signedOn === undefined || !isDayOfSeals(issuedOn) || !isDayOfSeals(signedOn)) return null;
  return {
    signer,
    reference: reference.replace(/^0+(?=.)/, '').toLowerCase(),
    issuedOn,
    signedOn,
    documentType: Buffer.from(bytes.subarray(at + 6, at + TAIL_BYTES)).toString('hex'),
    length: at + TAIL_BYTES,
  };
}
