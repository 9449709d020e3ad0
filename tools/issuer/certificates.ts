/**
 * Demo certificates of the ICAO profile (9303 part 12 clause 7.1): an authority and its signers, and the authority's revocation list. For drills and tests:
 * the keys are made of a seed and are no secret.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import * as der from './der.ts';

/** Whoever has a certificate and the key that goes with it. */
export interface Certified {
  /** X.509, DER. */
  readonly certificate: Buffer;
  readonly privateKey: KeyObject;
}

export interface CertificateName {
  readonly country: string;
  readonly common: string;
}

export interface CertificateTerms {
  readonly serial: string;
  readonly subject: CertificateName;
  readonly issuer: CertificateName;
  readonly validFrom: number;
  readonly validUntil: number;
  readonly extensions: readonly Buffer[];
}

const ECDSA_SHA256 = der.sequence(der.oid('1.2.840.10045.4.3.2'));
const CURVE = 'prime256v1';

/** A key pair on P-256: the same for the same seed. */
export function keyFromSeed(seed: string): KeyObject {
  const secret = createHash('sha256').update(seed).digest();
  const pair = createECDH(CURVE);
  pair.setPrivateKey(secret);
  const point = pair.getPublicKey();
  const text = (part: Buffer): string => part.toString('base64url');
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(secret) }, format: 'jwk' });
}

/** Identifier of a key: SHA-1 of the point (RFC 5280 clause 4.2.1.2). */
function keyIdentifier(key: KeyObject): Buffer {
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

function extension(name: string, critical: boolean, value: Uint8Array): Buffer {
  return der.sequence(der.oid(name), ...(critical ? [der.TRUE] : []), der.octets(value));
}

/** Extensions by what they say. */
export const extensions = {
  authority: (): Buffer => extension('2.5.29.19', true, der.sequence(der.TRUE, der.integer('00'))),
  /** Signs certificates and revocation lists. */
  signsCertificates: (): Buffer => extension('2.5.29.15', true, der.bits(Buffer.of(0x06), 1)),
  signs: (): Buffer => extension('2.5.29.15', true, der.bits(Buffer.of(0x80), 7)),
  enciphers: (): Buffer => extension('2.5.29.15', true, der.bits(Buffer.of(0x20), 5)),
  ownKey: (key: KeyObject): Buffer => extension('2.5.29.14', false, der.octets(keyIdentifier(key))),
  issuersKey: (key: KeyObject): Buffer => extension('2.5.29.35', false, der.sequence(der.element(0x80, keyIdentifier(key)))),
  usage: (...names: readonly string[]): Buffer => extension('2.5.29.37', true, der.sequence(...names.map(der.oid))),
  /** Hosts that a TLS server's certificate is good for (RFC 5280 clause 4.2.1.6): names, and addresses of IPv4. */
  hosts: (...hosts: readonly string[]): Buffer => extension('2.5.29.17', false, der.sequence(...hosts.map(generalName))),
  documentTypes: (...types: readonly string[]): Buffer => extension('2.23.136.1.1.6.2', false, der.sequence(der.integer('00'), der.set(...types.map(der.text)))),
  unknownCritical: (): Buffer => extension('1.3.6.1.4.1.99999.1', true, der.octets(Buffer.of(1))),
};

const generalName = (host: string): Buffer => (isIPv4(host) ? der.element(0x87, Buffer.from(host.split('.').map(Number))) : der.element(0x82, Buffer.from(host, 'latin1')));

function name({ country, common }: CertificateName): Buffer {
  const part = (type: string, value: string): Buffer => der.set(der.sequence(der.oid(type), der.text(value)));
  return der.sequence(part('2.5.4.6', country), part('2.5.4.3', common));
}

/** A certificate over a key, signed with the issuer's. */
export function makeCertificate(terms: CertificateTerms, key: KeyObject, issuersKey: KeyObject): Buffer {
  const body = der.sequence(
    der.tagged(0, der.integer('02')),
    der.integer(terms.serial),
    ECDSA_SHA256,
    name(terms.issuer),
    der.sequence(der.utcTime(terms.validFrom), der.utcTime(terms.validUntil)),
    name(terms.subject),
    createPublicKey(key).export({ format: 'der', type: 'spki' }),
    ...(terms.extensions.length === 0 ? [] : [der.tagged(3, der.sequence(...terms.extensions))]),
  );
  return signed(body, issuersKey);
}

/** A revocation list of an authority (RFC 5280 clause 5). */
export function makeRevocationList(issuer: CertificateName, serials: readonly string[], issuersKey: KeyObject, at: number): Buffer {
  const entries = serials.map((serial) => der.sequence(der.integer(serial), der.utcTime(at)));
  const body = der.sequence(
    der.integer('01'),
    ECDSA_SHA256,
    name(issuer),
    der.utcTime(at),
    ...(entries.length === 0 ? [] : [der.sequence(...entries)]),
    der.tagged(0, der.sequence(extensions.issuersKey(issuersKey))),
  );
  return signed(body, issuersKey);
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return der.sequence(body, ECDSA_SHA256, der.bits(sign('sha256', body, key)));
}

/** PEM of a certificate or a revocation list. */
export function toPem(certificate: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL' = 'CERTIFICATE'): string {
  const lines = Buffer.from(certificate).toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
