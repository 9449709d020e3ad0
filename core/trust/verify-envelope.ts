/**
 * Checks an envelope against the key set: who signed it, and whether that signer may. What the code says is judged elsewhere. Layer: trust.
 *
 * Order. The issuer and the key id only find a key; the key entry fixes the algorithm. Then the signature, before anything else about the key:
 * whoever cannot sign learns nothing of a key's state and never gets a softer word than `signature-mismatch` by naming a key that is expired,
 * not yet valid or meant for something else. Only for a signature that holds do purpose and validity matter, and then each has its own reason.
 */
import { verify } from 'node:crypto';
import type { Envelope } from '../model/envelope.ts';
import type { UtcMillis } from '../model/units.ts';
import type { InvalidReason, Verification } from '../model/verification.ts';
import type { KeyEntry, KeySet } from './key-set.ts';

/** Both algorithms sign in 64 bytes (RFC 8032 clause 5.1.6, RFC 9053 clause 2.1). */
const SIGNATURE_BYTES = 64;

/**
 * Pure: no clock, no files.
 * @param envelope - `signedBytes` exactly as received; `signature` r||s or R||S, 64 bytes.
 * @param keys - one snapshot for the whole scan.
 * @param purpose - what the key must be for, for example `health-code`.
 * @param at - the instant to judge at.
 * @returns never throws on input.
 */
export function verifyEnvelope(envelope: Envelope, keys: KeySet, purpose: string, at: UtcMillis): Verification {
  if (!keys.hasIssuer(envelope.issuer)) return { status: 'indeterminate', reason: 'issuer-unknown' };
  const key = keys.findKey(envelope.issuer, envelope.keyId);
  if (key === null) return { status: 'indeterminate', reason: 'key-unknown' };
  // RFC 9053 clause 2: the header's algorithm never chooses, it only agrees.
  if (envelope.claimedAlgorithm !== key.algorithm) return invalid('algorithm-mismatch');
  if (!signatureHolds(key, envelope)) return invalid('signature-mismatch');
  if (!key.purposes.includes(purpose)) return invalid('key-purpose-mismatch');
  if (at < key.validFrom) return invalid('key-not-yet-valid');
  if (at >= key.validUntil) return invalid('key-expired');
  return { status: 'valid', issuer: key.issuer, keyId: key.keyId };
}

/**
 * What node:crypto does for Ed25519 (RFC 8032 clause 5.1.7; the tests hold it to Wycheproof's vectors): it refuses S not below the group order,
 * so a signature cannot be turned into a second valid one; it computes R without the cofactor and compares it as encoded, so R in another encoding
 * fails. Keys of small order, off the curve or not in canonical form never get into a key set (ed25519-point.ts).
 * ES256 signatures have a twin with S negated: signatures are therefore never used to recognise a code.
 */
function signatureHolds(key: KeyEntry, { signedBytes, signature }: Envelope): boolean {
  if (signature.length !== SIGNATURE_BYTES) return false;
  return key.algorithm === 'EdDSA'
    ? verify(null, signedBytes, key.publicKey, signature)
    : verify('sha256', signedBytes, { key: key.publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}

function invalid(reason: InvalidReason): Verification {
  return { status: 'invalid', reason };
}
