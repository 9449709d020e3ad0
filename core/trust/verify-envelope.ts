/**
 * Checks an envelope against the key set: who signed it, and whether that signer may. What the code says is judged elsewhere. Layer: trust.
 *
 * Order. The issuer and the key id only find a key; the key entry fixes the algorithm. Then the signature, before anything else about the key:
 * whoever cannot sign learns nothing of a key's state and never gets a softer word than `signature-mismatch` by naming a key that is expired,
 * not yet valid or meant for something else. Only for a signature that holds do purpose and validity matter, and then each has its own reason.
 */
import { constants, verify } from 'node:crypto';
import type { Envelope } from '../model/envelope.ts';
import type { UtcMillis } from '../model/units.ts';
import type { InvalidReason, Verification } from '../model/verification.ts';
import { toDerSignature } from './ecdsa-der.ts';
import type { KeyEntry, KeySet } from './key-set.ts';

/** Length of an Ed25519 signature (RFC 8032 clause 5.1.6). */
const EDDSA_BYTES = 64;
/** Lengths of ECDSA signatures, twice that of the curve's order (RFC 9053 clause 2.1); names are OpenSSL's. */
const ECDSA_BYTES: Readonly<Record<string, number>> = { prime256v1: 64, secp384r1: 96, secp521r1: 132 };
const DIGESTS = { ES256: 'sha256', ES384: 'sha384', ES512: 'sha512', PS256: 'sha256' } as const;
/** Keys tried for one identifier; the identifiers in use are eight bytes of a hash, so a second one is rare and a ninth is an attack. */
const MAX_CANDIDATES = 8;

/**
 * Pure: no clock, no files.
 * @param envelope - `signedBytes` exactly as received; `signature` in the form of the key's algorithm.
 * @param keys - one snapshot for the whole scan.
 * @param purpose - what the key must be for, for example `health-code`.
 * @param at - the instant to judge at.
 * @returns never throws on input.
 */
export function verifyEnvelope(envelope: Envelope, keys: KeySet, purpose: string, at: UtcMillis): Verification {
  const { issuer, keyId } = envelope;
  if (issuer !== null && !keys.hasIssuer(issuer)) return { status: 'indeterminate', reason: 'issuer-unknown' };
  const named = issuer === null ? keys.findKeysById(keyId).slice(0, MAX_CANDIDATES) : [keys.findKey(issuer, keyId)];
  const candidates = named.filter((key) => key !== null);
  if (candidates.length === 0) return { status: 'indeterminate', reason: 'key-unknown' };
  // RFC 9053 clause 2: the header's algorithm never chooses, it only agrees.
  const agreeing = candidates.filter((key) => key.algorithm === envelope.claimedAlgorithm);
  if (agreeing.length === 0) return invalid('algorithm-mismatch');
  const key = agreeing.find((candidate) => signatureHolds(candidate, envelope));
  if (key === undefined) return invalid('signature-mismatch');
  if (!key.purposes.includes(purpose)) return invalid('key-purpose-mismatch');
  if (at < key.validFrom) return invalid('key-not-yet-valid');
  if (at >= key.validUntil) return invalid('key-expired');
  return { status: 'valid', issuer: key.issuer, keyId: key.keyId, usages: key.usages };
}

/**
 * What node:crypto does for Ed25519 (RFC 8032 clause 5.1.7; the tests hold it to Wycheproof's vectors): it refuses S not below the group order,
 * so a signature cannot be turned into a second valid one; it computes R without the cofactor and compares it as encoded, so R in another encoding
 * fails. Keys of small order, off the curve or not in canonical form never get into a key set (ed25519-point.ts).
 * ECDSA signatures have a twin with S negated: a code is therefore never recognised by its whole signature.
 */
function signatureHolds(key: KeyEntry, { signedBytes, signature }: Envelope): boolean {
  const { publicKey, algorithm } = key;
  switch (algorithm) {
    case 'EdDSA':
      return signature.length === EDDSA_BYTES && verify(null, signedBytes, publicKey, signature);
    case 'ES256':
    case 'ES384':
    case 'ES512':
      // r || s and nothing else (RFC 9053 clause 2.1, RFC 7518 clause 3.4).
      return signature.length === ECDSA_BYTES[publicKey.asymmetricKeyDetails?.namedCurve ?? ''] && verify(DIGESTS[algorithm], signedBytes, publicKey, toDerSignature(signature));
    case 'PS256':
      // Salt as long as the digest (RFC 8230 clause 2); node:crypto holds the signature to the modulus's length.
      return verify(DIGESTS.PS256, signedBytes, { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }, signature);
  }
}

function invalid(reason: InvalidReason): Verification {
  return { status: 'invalid', reason };
}
