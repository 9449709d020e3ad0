/** Whether a signature holds under a key, for every algorithm that a key entry may fix. Layer: trust. */
import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Envelope } from '../model/envelope.ts';
import type { Algorithm } from '../model/format.ts';
import { toDerSignature } from './ecdsa-der.ts';
import { toPssKey } from './pss-key.ts';

/** Length of an Ed25519 signature (RFC 8032 clause 5.1.6). */
const EDDSA_BYTES = 64;
/** Lengths of ECDSA signatures, twice that of the curve's order (RFC 9053 clause 2.1); names are OpenSSL's. */
const ECDSA_BYTES: Readonly<Record<string, number>> = {
  prime256v1: 64,
  secp384r1: 96,
  secp521r1: 132,
  brainpoolP224r1: 56,
  brainpoolP256r1: 64,
  brainpoolP384r1: 96,
  brainpoolP512r1: 128,
};
const DIGESTS = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512', PS256: 'sha256', ESB224: 'sha224', ESB256: 'sha256', ESB384: 'sha384', ESB512: 'sha512' } as const;
/** How a plain RSA key has to be used. */
const PSS = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } as const;

/** Curve by algorithm (RFC 7518 clause 3.4, RFC 9864 clause 2.1); names are OpenSSL's. */
const CURVES = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
  ESB224: 'brainpoolP224r1',
  ESB256: 'brainpoolP256r1',
  ESB384: 'brainpoolP384r1',
  ESB512: 'brainpoolP512r1',
} as const;
export type EcdsaAlgorithm = keyof typeof CURVES;
export const ECDSA_ALGORITHMS = Object.keys(CURVES) as readonly EcdsaAlgorithm[];

/** Whether a key is on the algorithm's own curve. */
export function isOnCurveOf(algorithm: EcdsaAlgorithm, key: KeyObject): boolean {
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === CURVES[algorithm];
}

/**
 * What node:crypto does for Ed25519 (RFC 8032 clause 5.1.7; the tests hold it to Wycheproof's vectors): it refuses S not below the group order,
 * so a signature cannot be turned into a second valid one; it computes R without the cofactor and compares it as encoded, so R in another encoding
 * fails. Keys of small order, off the curve or not in canonical form never get into a key set (ed25519-point.ts).
 * ECDSA signatures have a twin with S negated: a code is therefore never recognised by its whole signature.
 */
export function signatureHolds(algorithm: Algorithm, publicKey: KeyObject, { signedBytes, signature }: Pick<Envelope, 'signedBytes' | 'signature'>): boolean {
  switch (algorithm) {
    case 'EdDSA':
      return signature.length === EDDSA_BYTES && verify(null, signedBytes, publicKey, signature);
    case 'PS256':
      // Salt as long as the digest (RFC 8230 clause 2); node:crypto holds the signature to the modulus's length.
      return verify(DIGESTS.PS256, signedBytes, toPssKey(publicKey) ?? { key: publicKey, ...PSS }, signature);
    default:
      // r || s and nothing else (RFC 9053 clause 2.1, RFC 7518 clause 3.4).
      return signature.length === ECDSA_BYTES[publicKey.asymmetricKeyDetails?.namedCurve ?? ''] && verify(DIGESTS[algorithm], signedBytes, publicKey, toDerSignature(signature));
  }
}
