/**
 * The algorithms that certificates and revocation lists are signed with (RFC 5758 clause 3.2, RFC 8017 appendix A.2, RFC 4055): ECDSA, RSA and RSA-PSS
 * with a hash of the SHA-2 family. MD5 and SHA-1 are not trusted any more, whoever signs. Layer: trust.
 */
import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { DerElement } from '../model/der.ts';
import { DER_TAG, readDerElements } from '../model/der.ts';

export interface SignatureAlgorithm {
  readonly digest: 'sha224' | 'sha256' | 'sha384' | 'sha512';
  readonly padding: 'none' | 'pkcs1' | 'pss';
}

/** Object identifiers by the hex of their contents. */
const ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map([
  ['2a8648ce3d040301', { digest: 'sha224', padding: 'none' }],
  ['2a8648ce3d040302', { digest: 'sha256', padding: 'none' }],
  ['2a8648ce3d040303', { digest: 'sha384', padding: 'none' }],
  ['2a8648ce3d040304', { digest: 'sha512', padding: 'none' }],
  ['2a864886f70d01010b', { digest: 'sha256', padding: 'pkcs1' }],
  ['2a864886f70d01010c', { digest: 'sha384', padding: 'pkcs1' }],
  ['2a864886f70d01010d', { digest: 'sha512', padding: 'pkcs1' }],
]);
const RSA_PSS = '2a864886f70d01010a';
const PSS_DIGESTS: ReadonlyMap<string, SignatureAlgorithm['digest']> = new Map([
  ['608648016503040201', 'sha256'],
  ['608648016503040202', 'sha384'],
  ['608648016503040203', 'sha512'],
]);

/**
 * Reads an AlgorithmIdentifier.
 * @returns null for an algorithm that is unknown or no longer trusted. Never throws on input.
 */
export function readSignatureAlgorithm(element: DerElement): SignatureAlgorithm | null {
  const [oid, parameters] = membersOf(element);
  const name = hexOf(oid);
  if (name !== RSA_PSS) return ALGORITHMS.get(name) ?? null;
  // RSASSA-PSS-params: the hash stands under [0]; without it SHA-1 is meant.
  const [hash] = membersOf(parameters);
  const [hashAlgorithm] = hash?.tag === 0xa0 ? (readDerElements(hash.contents, 1) ?? []) : [];
  const digest = PSS_DIGESTS.get(hexOf(membersOf(hashAlgorithm)[0]));
  return digest === undefined ? null : { digest, padding: 'pss' };
}

/** Whether a signature over bytes holds under an issuer's key. Never throws on input. */
export function certificateSignatureHolds({ digest, padding }: SignatureAlgorithm, key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  if ((key.asymmetricKeyType === 'ec') !== (padding === 'none')) return false;
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify(digest, bytes, { key, ...(padding === 'pss' ? pss : {}) }, signature);
}

function membersOf(element: DerElement | undefined): readonly DerElement[] {
  return element?.tag === DER_TAG.sequence ? (readDerElements(element.contents, 4) ?? []) : [];
}

function hexOf(element: DerElement | undefined): string {
  return element?.tag === DER_TAG.oid ? Buffer.from(element.contents).toString('hex') : '';
}
