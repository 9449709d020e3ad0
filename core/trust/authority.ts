/**
 * Authorities: country signing certificates (CSCA, ICAO 9303 part 12 clause 7.1), on whose word a certificate that comes in a code is taken.
 * For preparing a terminal's trust, never in a scan. Layer: trust.
 */
import { PortasFault } from '../model/fault.ts';
import { KEY_USAGE, hasUnknownCritical, keyUsageHas, readCertificate } from './certificate.ts';
import type { Certificate } from './certificate.ts';
import { readPem } from './pem.ts';
import { findSigner, parseRevocationList } from './certificate-revocation-list.ts';
import { ECDSA_ALGORITHMS, isOnCurveOf } from './signature.ts';

export interface Authority {
  /** As codes name it, for example `AUS`. */
  readonly issuer: string;
  readonly certificate: Certificate;
  /** What its signers may sign, for example `health-code`. */
  readonly purposes: readonly string[];
  /** Serial numbers of certificates that it has withdrawn, lower-case hex. */
  readonly revokedSerials: ReadonlySet<string>;
}

export interface AuthorityTerms {
  readonly issuer: string;
  readonly purposes: readonly string[];
}

/** A state replaces its certificate every three to five years and keeps each for fifteen at most. */
const MAX_CERTIFICATES = 32;
/** ICAO 9303 part 12 asks more than the least; below it verification proves nothing any more, above the most it gets slow. */
const RSA_BITS = { least: 2_048, most: 8_192 } as const;

/**
 * Reads the certificates of one issuer's authority.
 * @param file - one certificate in DER, or any number in PEM.
 * @param origin - named in faults.
 * @throws PortasFault `key-set-invalid`, naming the certificate and what is wrong: a state's list is sound or it is not used.
 */
export function parseAuthorities(file: Uint8Array, { issuer, purposes }: AuthorityTerms, origin: string): readonly Authority[] {
  const blocks = readPem(file, 'CERTIFICATE', MAX_CERTIFICATES);
  if (blocks === null) throw new PortasFault('key-set-invalid', `${origin}: expected 1 to ${MAX_CERTIFICATES} certificates, PEM or DER`);
  return blocks.map((der, index) => {
    const certificate = readCertificate(der);
    const wrong = certificate === null ? null : faultOf(certificate);
    const place = `${origin}: certificates[${index}]`;
    if (certificate === null) throw new PortasFault('key-set-invalid', `${place}: expected an X.509 certificate, signed with a hash of the SHA-2 family`);
    if (wrong !== null) throw new PortasFault('key-set-invalid', `${place}: ${wrong}`);
    return Object.freeze<Authority>({ issuer, certificate, purposes: Object.freeze([...purposes]), revokedSerials: new Set() });
  });
}

/** What is wrong with an authority's certificate; null when nothing is. */
function faultOf(certificate: Certificate): string | null {
  const { x509 } = certificate;
  if (!x509.ca) return 'expected the certificate of an authority';
  if (keyUsageHas(certificate, KEY_USAGE.certificateSign) !== true) return 'expected a key usage that lets it sign certificates';
  if (hasUnknownCritical(certificate)) return 'expected no critical extension that is unknown';
  if (!isSoundKey(certificate)) return `expected an RSA key of ${RSA_BITS.least} to ${RSA_BITS.most} bits, or a curve of at least 256`;
  if (x509.checkIssued(x509) && !x509.verify(x509.publicKey)) return 'expected a certificate that its own key signed';
  return null;
}

function isSoundKey({ x509: { publicKey } }: Certificate): boolean {
  // Without a modulus it is no RSA key.
  const bits = Number(publicKey.asymmetricKeyDetails?.modulusLength);
  if (bits >= RSA_BITS.least && bits <= RSA_BITS.most) return publicKey.asymmetricKeyType === 'rsa';
  return ECDSA_ALGORITHMS.some((algorithm) => algorithm !== 'ESB224' && isOnCurveOf(algorithm, publicKey));
}

/**
 * Takes in a revocation list (RFC 5280 clause 5). An old list still withdraws what it names: withdrawing is for good.
 * @param file - DER or PEM; signed by one of the authorities.
 * @throws PortasFault `key-set-invalid`.
 */
export function withRevocationList(authorities: readonly Authority[], file: Uint8Array, origin: string): readonly Authority[] {
  const list = parseRevocationList(file, origin);
  const signer = findSigner(list, authorities.map(({ certificate }) => certificate));
  if (signer === null) throw new PortasFault('key-set-invalid', `${origin}: expected a list that one of the issuer's authorities signed`);
  return authorities.map((authority) => {
    // An authority's certificates are one issuer's, whichever of its keys signed the list.
    const concerned = Buffer.from(authority.certificate.subject).equals(signer.subject);
    return concerned ? Object.freeze({ ...authority, revokedSerials: new Set([...authority.revokedSerials, ...list.serials]) }) : authority;
  });
}
