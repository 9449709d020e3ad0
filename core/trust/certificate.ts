/**
 * X.509 certificates (RFC 5280) as far as Node's own class does not show them: extensions, names as they are encoded, the signature's strength.
 * The profile of barcode signers is ICAO 9303 part 12 clause 7.1. Layer: trust.
 */
import { X509Certificate } from 'node:crypto';
import { DER_TAG, readDerElement, readDerElements } from '../model/der.ts';
import type { DerElement } from '../model/der.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { readSignatureAlgorithm } from './certificate-signature.ts';

export interface Certificate {
  readonly x509: X509Certificate;
  /** Contents of the serial number, lower-case hex. */
  readonly serial: string;
  /** Subject's name, DER. */
  readonly subject: Uint8Array;
  /** By object identifier. */
  readonly extensions: ReadonlyMap<string, CertificateExtension>;
  readonly validFrom: UtcMillis;
  /** First instant after it. */
  readonly validUntil: UtcMillis;
}

export interface CertificateExtension {
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export const EXTENSION = { keyUsage: '2.5.29.15', extendedKeyUsage: '2.5.29.37', documentTypes: '2.23.136.1.1.6.2' } as const;
/** Bits of the key usage, in its first byte (RFC 5280 clause 4.2.1.3). */
export const KEY_USAGE = { digitalSignature: 0x80, certificateSign: 0x04 } as const;

/** Key ids, subject and issuer alternative names, basic constraints, distribution points, policies, private key usage period: understood or harmless. */
const KNOWN_EXTENSIONS: readonly string[] = [...Object.values(EXTENSION), ...[14, 16, 17, 18, 19, 31, 32, 35].map((arc) => `2.5.29.${arc}`)];

/** A signer's certificate with an RSA-4096 signature takes some 900 bytes, an authority's some 2,000; the next power of two. */
export const MAX_CERTIFICATE_BYTES = 4_096;
/** Members of the body (RFC 5280 clause 4.1), extensions, list entries: profiles use at most twelve of any. */
const MAX_ELEMENTS = 64;
/** Explicit tags of version and extensions. */
const VERSION_TAG = 0xa0;
const EXTENSIONS_TAG = 0xa3;

/**
 * Reads one certificate.
 * @returns null unless the bytes are exactly one certificate in DER whose signature is of an algorithm that is still trusted. Never throws on input.
 */
export function readCertificate(der: Uint8Array): Certificate | null {
  if (der.length > MAX_CERTIFICATE_BYTES) return null;
  const [body, algorithm, , ...more] = sequenceOf(der) ?? [];
  if (body === undefined || algorithm === undefined || more.length > 0 || readSignatureAlgorithm(algorithm) === null) return null;
  const members = sequenceOf(body.whole);
  const [serial, , , , subject, ...rest] = members?.filter(({ tag }) => tag !== VERSION_TAG) ?? [];
  const extensions = readExtensions(rest.find(({ tag }) => tag === EXTENSIONS_TAG));
  const x509 = toX509(der);
  if (serial?.tag !== DER_TAG.integer || subject === undefined || extensions === null || x509 === null) return null;
  const validFrom = x509.validFromDate.getTime();
  const validUntil = x509.validToDate.getTime();
  if (!(validFrom < validUntil)) return null;
  return {
    x509,
    serial: Buffer.from(serial.contents).toString('hex'),
    subject: subject.whole,
    extensions,
    validFrom: utcMillis(validFrom),
    // The last second counts in full (RFC 5280 clause 4.1.2.5).
    validUntil: utcMillis(validUntil + 1_000),
  };
}

/** Node takes PEM and trailing bytes too; what it made of them must be what came. */
function toX509(der: Uint8Array): X509Certificate | null {
  try {
    const x509 = new X509Certificate(der);
    // A key that OpenSSL cannot read shows only when it is asked for.
    return x509.raw.equals(der) && x509.publicKey.type === 'public' ? x509 : null;
  } catch {
    return null;
  }
}

function readExtensions(element: DerElement | undefined): ReadonlyMap<string, CertificateExtension> | null {
  const extensions = new Map<string, CertificateExtension>();
  if (element === undefined) return extensions;
  const listed = sequenceOf(element.contents);
  if (listed === null) return null;
  for (const { whole } of listed) {
    const [oid, ...values] = sequenceOf(whole) ?? [];
    const value = values.at(-1);
    if (oid?.tag !== DER_TAG.oid || value?.tag !== DER_TAG.octetString) return null;
    const name = toOid(oid.contents);
    // RFC 5280 clause 4.2: one instance of each.
    if (extensions.has(name)) return null;
    extensions.set(name, { critical: values[0]?.tag === DER_TAG.boolean && values[0].contents[0] !== 0, value: value.contents });
  }
  return extensions;
}

/** Whether a critical extension is one that nobody here understands (RFC 5280 clause 4.2: such a certificate must not be used). */
export function hasUnknownCritical({ extensions }: Certificate): boolean {
  return [...extensions].some(([name, { critical }]) => critical && !KNOWN_EXTENSIONS.includes(name));
}

/** Whether the key usage has a bit; null without the extension. */
export function keyUsageHas({ extensions }: Certificate, bit: number): boolean | null {
  const extension = extensions.get(EXTENSION.keyUsage);
  if (extension === undefined) return null;
  const bits = readDerElement(extension.value, 0);
  // The first byte of a bit string counts the unused bits of its last.
  return bits?.tag === DER_TAG.bitString && (Number(bits.contents[1]) & bit) !== 0;
}

/** Object identifiers of the extended key usage. */
export function extendedKeyUsages({ extensions }: Certificate): readonly string[] {
  const extension = extensions.get(EXTENSION.extendedKeyUsage);
  return extension === undefined ? [] : (sequenceOf(extension.value) ?? []).map(({ contents }) => toOid(contents));
}

/** Document types that the signer may sign (ICAO 9303 part 12 clause 7.1.1.6: version, set of texts). */
export function documentTypes({ extensions }: Certificate): readonly string[] {
  const extension = extensions.get(EXTENSION.documentTypes);
  const types = extension === undefined ? undefined : sequenceOf(extension.value)?.[1];
  if (types?.tag !== DER_TAG.set) return [];
  return (readDerElements(types.contents, MAX_ELEMENTS) ?? []).map(({ contents }) => Buffer.from(contents).toString('latin1'));
}

/** Members of the sequence that fills the bytes; null when it is none. */
export function sequenceOf(bytes: Uint8Array, max: number = MAX_ELEMENTS): readonly DerElement[] | null {
  const [sequence, ...more] = readDerElements(bytes, 1) ?? [];
  return sequence?.tag === DER_TAG.sequence && more.length === 0 ? readDerElements(sequence.contents, max) : null;
}

/** An object identifier as dotted text (X.690 clause 8.19). */
export function toOid(contents: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of contents) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...others] = arcs;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - 40 * root, ...others].join('.');
}
