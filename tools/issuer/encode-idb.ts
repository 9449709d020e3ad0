/** Writes barcodes of ICAO's data structure (docs/formats/vds.md): signed, not compressed. */
import { createHash, sign } from 'node:crypto';
import { encodeBase32 } from './base32.ts';
import type { Certified } from './certificates.ts';
import { element } from './der.ts';
import { encodeC40 } from './encode-vds.ts';

export interface IdbContent {
  /** Doc 9303 part 3 section 5. */
  readonly country: string;
  /** `YYYY-MM-DD`. */
  readonly signedOn: string;
  readonly elements: readonly (readonly [tag: number, value: Uint8Array])[];
}

/** Signed, not compressed; `R` for a barcode whose signer's certificate is not inside. */
const MARK = 'RDB1B';
const ECDSA_SHA256 = 1;
const TAG = { message: 0x61, signature: 0x7f } as const;
const REFERENCE_BYTES = 5;

/** @param signer - whose certificate the barcode names by the end of its SHA-1. */
export function encodeIdb({ country, signedOn, elements }: IdbContent, { certificate, privateKey }: Certified): string {
  const reference = createHash('sha1').update(certificate).digest().subarray(-REFERENCE_BYTES);
  const header = Buffer.concat([encodeC40(country.padEnd(3, ' ')), Buffer.of(ECDSA_SHA256), reference, encodeMaskedDate(signedOn)]);
  const message = element(TAG.message, ...elements.map(([tag, value]) => element(tag, value)));
  const signature = sign('sha256', Buffer.concat([header, message]), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return MARK + encodeBase32(Buffer.concat([header, message, element(TAG.signature, signature)]));
}

/** A day of which every digit is known: no mask, then MMDDYYYY as a number of three bytes. */
export function encodeMaskedDate(day: string): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUIntBE(Number(day.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$2$3$1')), 1, 3);
  return bytes;
}
