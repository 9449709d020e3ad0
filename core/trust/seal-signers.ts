/**
 * Signers of visible digital seals: certificates by the names that seals use, the subject's country and two letters with the serial number
 * (ICAO 9303 part 13 clause 2.2), or the end of the certificate's SHA-1 (data structure for barcodes). A certificate that is not sound is left out and
 * named; it never takes the others with it. Whoever hands the file over has checked its chain. For preparing a terminal's keys. Layer: trust.
 */
import { createHash } from 'node:crypto';
import { PortasFault } from '../model/fault.ts';
import { hasUnknownCritical, readCertificate } from './certificate.ts';
import type { RefusedCertificate } from './dcc-trust-list.ts';
import type { KeyEntry } from './key-set.ts';
import { readPem } from './pem.ts';
import { ECDSA_ALGORITHMS, isOnCurveOf } from './signature.ts';

/** Germany runs some fifty seal signers at a time; a master list of every state a few hundred. */
const MAX_CERTIFICATES = 1_000;
/** Bytes of the certificate's SHA-1 that name it in the data structure for barcodes: a name, not a proof. */
const REFERENCE_BYTES = 5;

export interface SealSigners {
  readonly keys: readonly KeyEntry[];
  readonly refused: readonly RefusedCertificate[];
}

/**
 * Makes key entries of certificates, two of each: one for seals, one for barcodes of the data structure.
 * @param file - one certificate in DER, or any number in PEM.
 * @param origin - named in faults.
 * @throws PortasFault `key-set-invalid` when it is no such file.
 */
export function parseSealSigners(file: Uint8Array, purposes: readonly string[], origin: string): SealSigners {
  const blocks = readPem(file, 'CERTIFICATE', MAX_CERTIFICATES);
  if (blocks === null) throw new PortasFault('key-set-invalid', `${origin}: expected 1 to ${MAX_CERTIFICATES} certificates, PEM or DER`);
  const keys: KeyEntry[] = [];
  const refused: RefusedCertificate[] = [];
  for (const der of blocks) {
    const entries = toEntries(der, purposes);
    if (typeof entries === 'string') refused.push({ keyId: referenceOf(der), country: '', why: entries });
    else keys.push(...entries);
  }
  return { keys, refused };
}

/** The entries of a certificate; a text says why there are none. */
function toEntries(der: Uint8Array, purposes: readonly string[]): readonly KeyEntry[] | string {
  const certificate = readCertificate(der);
  if (certificate === null) return 'expected an X.509 certificate, signed with a hash of the SHA-2 family';
  const { x509, serial, validFrom, validUntil } = certificate;
  const country = /^C=([A-Za-z]{2})$/m.exec(x509.subject)?.[1];
  const letters = /^CN=([A-Za-z0-9]{2})$/m.exec(x509.subject)?.[1];
  if (country === undefined || letters === undefined) return 'expected a subject with a country and a common name of two characters';
  if (x509.ca || hasUnknownCritical(certificate)) return 'expected the certificate of a signer, without critical extensions that are unknown';
  // Among them brainpoolP224r1: German signers used it, its 112 bits still hold, and a signer counts only when this file names it.
  const algorithm = ECDSA_ALGORITHMS.find((candidate) => isOnCurveOf(candidate, x509.publicKey));
  if (algorithm === undefined) return 'expected a key on a NIST curve of at least 256 bits or a brainpool curve of 224, 256, 384 or 512';
  const common = { issuer: `${country}${letters}`.toUpperCase(), algorithm, publicKey: x509.publicKey, purposes: Object.freeze([...purposes]), usages: null, validFrom, validUntil };
  return [
    Object.freeze<KeyEntry>({ ...common, keyId: serial.replace(/^0+(?=.)/, ''), formats: ['VDS'] }),
    Object.freeze<KeyEntry>({ ...common, keyId: referenceOf(der), formats: ['IDB'] }),
  ];
}

function referenceOf(der: Uint8Array): string {
  return createHash('sha1').update(der).digest().subarray(-REFERENCE_BYTES).toString('hex');
}
