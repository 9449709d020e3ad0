/**
 * Certificate revocation lists (RFC 5280 clause 5; ICAO 9303 part 12: complete, direct lists). For preparing a terminal's trust. Layer: trust.
 */
import { DER_TAG } from '../model/der.ts';
import type { DerElement } from '../model/der.ts';
import { PortasFault } from '../model/fault.ts';
import { certificateSignatureHolds, readSignatureAlgorithm } from './certificate-signature.ts';
import type { SignatureAlgorithm } from './certificate-signature.ts';
import { sequenceOf, toOid } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { readPem } from './pem.ts';

export interface CertificateRevocationList {
  /** Issuer's name, DER. */
  readonly issuer: Uint8Array;
  /** Lower-case hex. */
  readonly serials: readonly string[];
  readonly signedBytes: Uint8Array;
  readonly algorithm: SignatureAlgorithm;
  readonly signature: Uint8Array;
}

/** An entry takes some 35 bytes, and files are bounded; states withdraw a few certificates a year. */
const MAX_ENTRIES = 100_000;
const EXTENSIONS_TAG = 0xa0;
/** Key id of the signer, number of the list, hold reasons: complete lists need no more. A critical one of another kind narrows what the list means. */
const KNOWN_EXTENSIONS: readonly string[] = ['2.5.29.20', '2.5.29.35'];
const TIME_TAGS: readonly number[] = [DER_TAG.utcTime, DER_TAG.generalizedTime];

/**
 * Reads one list; who signed it is asked by `findSigner`.
 * @throws PortasFault `key-set-invalid`, naming `origin`.
 */
export function parseRevocationList(file: Uint8Array, origin: string): CertificateRevocationList {
  const [der] = readPem(file, 'X509 CRL', 1) ?? [];
  const [body, algorithm, signature, ...more] = (der === undefined ? null : sequenceOf(der)) ?? [];
  const members = body === undefined ? null : sequenceOf(body.whole);
  const signedWith = algorithm === undefined ? null : readSignatureAlgorithm(algorithm);
  if (body === undefined || members === null || signature?.tag !== DER_TAG.bitString || more.length > 0) throw invalid(origin, 'expected a revocation list, DER or PEM');
  if (signedWith === null) throw invalid(origin, 'expected a list signed with a hash of the SHA-2 family');
  // Version (optional), algorithm, issuer, this update, next update (optional), entries (optional), extensions (optional).
  const [, issuer, ...rest] = members[0]?.tag === DER_TAG.integer ? members.slice(1) : members;
  const lists = rest.filter(({ tag }) => !TIME_TAGS.includes(tag));
  const entries = lists.find(({ tag }) => tag === DER_TAG.sequence);
  if (issuer?.tag !== DER_TAG.sequence || lists.length === rest.length) throw invalid(origin, 'expected issuer and time of the list');
  if (hasUnknownCritical(lists.find(({ tag }) => tag === EXTENSIONS_TAG))) throw invalid(origin, 'expected a complete list of the issuer itself');
  return {
    issuer: issuer.whole,
    serials: entries === undefined ? [] : readSerials(entries, origin),
    signedBytes: body.whole,
    algorithm: signedWith,
    signature: signature.contents.subarray(1),
  };
}

function readSerials(entries: DerElement, origin: string): readonly string[] {
  const listed = sequenceOf(entries.whole, MAX_ENTRIES);
  if (listed === null) throw invalid(origin, `expected at most ${MAX_ENTRIES} entries`);
  return listed.map(({ whole }) => {
    const [serial] = sequenceOf(whole) ?? [];
    if (serial?.tag !== DER_TAG.integer) throw invalid(origin, 'expected a serial number in each entry');
    return Buffer.from(serial.contents).toString('hex');
  });
}

function hasUnknownCritical(extensions: DerElement | undefined): boolean {
  const members = extensions === undefined ? [] : (sequenceOf(extensions.contents) ?? []);
  return members.some(({ whole }) => {
    const [oid, critical] = sequenceOf(whole) ?? [];
    return critical?.tag === DER_TAG.boolean && critical.contents[0] !== 0 && !(oid !== undefined && KNOWN_EXTENSIONS.includes(toOid(oid.contents)));
  });
}

/** The certificate that signed a list, by name and signature; null when none did. */
export function findSigner({ issuer, signedBytes, algorithm, signature }: CertificateRevocationList, certificates: readonly Certificate[]): Certificate | null {
  const named = certificates.filter(({ subject }) => Buffer.from(subject).equals(issuer));
  return named.find(({ x509 }) => certificateSignatureHolds(algorithm, x509.publicKey, signedBytes, signature)) ?? null;
}

function invalid(origin: string, what: string): PortasFault {
  return new PortasFault('key-set-invalid', `${origin}: ${what}`);
}
