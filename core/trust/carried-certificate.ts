/**
 * Checks an envelope by the certificate that its code carries: ICAO VDS-NC seals bring their signer's, which counts for nothing until an authority of the
 * key set has signed it (ICAO 9303 part 12 clause 7.1; RFC 5280 clause 6.1 for a path of one). Layer: trust.
 *
 * Order, as in verify-envelope.ts: first that the authority signed the certificate and the certificate's key signed the code, then what the
 * certificate is for, whether it is withdrawn, and whether both certificates are in their time at the instant of the scan.
 */
import type { KeyObject } from 'node:crypto';
import type { CarriedCertificate, SignedStatement } from '../model/envelope.ts';
import type { UtcMillis } from '../model/units.ts';
import type { InvalidReason, Verification } from '../model/verification.ts';
import type { Authority } from './authority.ts';
import { KEY_USAGE, documentTypes, extendedKeyUsages, hasUnknownCritical, keyUsageHas, readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { isOnCurveOf, signatureHolds } from './signature.ts';
import type { EcdsaAlgorithm } from './signature.ts';

/** The report names the hash alone ("ECDSA with SHA-256"); the curve is the certificate's. No curve of fewer than 256 bits. */
const BY_CLAIM: ReadonlyMap<string | null, readonly EcdsaAlgorithm[]> = new Map([
  ['ES256', ['ES256', 'ESB256']],
  ['ES384', ['ES384', 'ESB384']],
  ['ES512', ['ES512', 'ESB512']],
]);

/**
 * Pure: no clock, no files.
 * @param authorities - those of the issuer that the code names.
 * @returns `issuer-unknown` where no authority of this name and key is known, so that nothing can be told; never throws on input.
 */
export function verifyCarried(envelope: SignedStatement, carried: CarriedCertificate, authorities: readonly Authority[], purpose: string, at: UtcMillis): Verification {
  if (authorities.length === 0) return { status: 'indeterminate', reason: 'issuer-unknown' };
  const issued = findIssued(carried.der, authorities);
  if (issued === 'issuer-unknown') return { status: 'indeterminate', reason: issued };
  if (issued === 'signature-mismatch') return invalid(issued);
  const { authority, signer, key } = issued;
  const algorithm = BY_CLAIM.get(envelope.claimedAlgorithm)?.find((candidate) => isOnCurveOf(candidate, key));
  if (algorithm === undefined) return invalid('algorithm-mismatch');
  if (!signatureHolds(algorithm, key, envelope)) return invalid('signature-mismatch');
  if (!authority.purposes.includes(purpose) || !maySeal(signer, carried)) return invalid('key-purpose-mismatch');
  // A withdrawn signer takes its codes with it: none of them can be told from what a thief of the key would make.
  if (authority.revokedSerials.has(signer.serial)) return invalid('code-revoked');
  const path = [signer, authority.certificate];
  if (path.some(({ validFrom }) => at < validFrom)) return invalid('key-not-yet-valid');
  if (path.some(({ validUntil }) => at >= validUntil)) return invalid('key-expired');
  return { status: 'valid', issuer: authority.issuer, keyId: envelope.keyId, usages: null };
}

/** A certificate that one of the authorities has signed. */
interface Issued {
  readonly authority: Authority;
  readonly signer: Certificate;
  readonly key: KeyObject;
}

/**
 * Certificates that an authority is known to have signed, by their bytes: the seals of a country carry the same few, and reading one and checking its
 * authority's signature take longer than checking a seal. What does not stay the same, time and withdrawal, is asked every time.
 */
const known = new WeakMap<Authority, Map<string, Issued>>();
/** Of each authority; more are not remembered. */
const MAX_KNOWN = 64;

function findIssued(der: Uint8Array, authorities: readonly Authority[]): Issued | 'issuer-unknown' | 'signature-mismatch' {
  const bytes = Buffer.from(der).toString('latin1');
  const seen = authorities.map((authority) => known.get(authority)?.get(bytes)).find((issued) => issued !== undefined);
  if (seen !== undefined) return seen;
  const signer = readCertificate(der);
  if (signer === null) return 'signature-mismatch';
  const named = authorities.filter(({ certificate }) => signer.x509.checkIssued(certificate.x509));
  if (named.length === 0) return 'issuer-unknown';
  const authority = named.find(({ certificate }) => signer.x509.verify(certificate.x509.publicKey));
  if (authority === undefined) return 'signature-mismatch';
  const issued: Issued = { authority, signer, key: signer.x509.publicKey };
  const ofAuthority = known.get(authority) ?? new Map<string, Issued>();
  known.set(authority, ofAuthority);
  if (ofAuthority.size < MAX_KNOWN) ofAuthority.set(bytes, issued);
  return issued;
}

/** The profile of barcode signers: no authority, no usage but signing, the format's own usage, and the document type of the code. */
function maySeal(signer: Certificate, { usage, documentType }: CarriedCertificate): boolean {
  return (
    !signer.x509.ca &&
    keyUsageHas(signer, KEY_USAGE.digitalSignature) !== false &&
    !hasUnknownCritical(signer) &&
    extendedKeyUsages(signer).includes(usage) &&
    documentTypes(signer).includes(documentType)
  );
}

function invalid(reason: InvalidReason): Verification {
  return { status: 'invalid', reason };
}
