/** Whether a signature holds under a key, for every algorithm that a key entry may fix. Layer: trust. */
import { constants, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Envelope } from '../model/envelope.ts';
import type { Algorithm } from '../model/format.ts';

/** Lengths of signatures whose length the algorithm fixes (RFC 8032 clause 5.1.6, RFC 7518 clause 3.4; twice the curve's for the others). */
const SIGNATURE_BYTES = { EdDSA: 64, ES256: 64, ES384: 96, ES512: 132, ESB224: 56, ESB256: 64, ESB384: 96, ESB512: 128 } as const;
const DIGESTS = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512', PS256: 'sha256', ESB224: 'sha224', ESB256: 'sha256', ESB384: 'sha384', ESB512: 'sha512' } as const;

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
 * ECDSA signatures have a twin with S negated: signatures are therefore never used to recognise a code.
 */
export function signatureHolds(algorithm: Algorithm, publicKey: KeyObject, { signedBytes, signature }: Pick<Envelope, 'signedBytes' | 'signature'>): boolean {
  switch (algorithm) {
    case 'EdDSA':
      return signature.length === SIGNATURE_BYTES.EdDSA && verify(null, signedBytes, publicKey, signature);
    case 'PS256':
      // Salt as long as the digest (RFC 8230 clause 2); node:crypto holds the signature to the modulus's length.
      return verify(DIGESTS.PS256, signedBytes, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
    default:
      // IEEE P1363 form, r || s (RFC 9053 clause 2.1, RFC 7518 clause 3.4).
      return signature.length === SIGNATURE_BYTES[algorithm] && verify(DIGESTS[algorithm], signedBytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
  }
}
