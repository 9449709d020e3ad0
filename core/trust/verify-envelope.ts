/**
 * Checks an envelope against the key set: who signed it, and whether that signer may. What the code says is judged elsewhere. Layer: trust.
 *
 * Order. The issuer and the key id only find a key; the key entry fixes the algorithm. Then the signature, before anything else about the key:
 * whoever cannot sign learns nothing of a key's state and never gets a softer word than `signature-mismatch` by naming a key that is expired,
 * not yet valid or meant for something else. Only for a signature that holds do purpose and validity matter, and then each has its own reason.
 */
import type { SignedStatement } from '../model/envelope.ts';
import type { UtcMillis } from '../model/units.ts';
import type { InvalidReason, Verification } from '../model/verification.ts';
import { verifyCarried } from './carried-certificate.ts';
import type { KeySet } from './key-set.ts';
import { signatureHolds } from './signature.ts';

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
export function verifyEnvelope(envelope: SignedStatement, keys: KeySet, purpose: string, at: UtcMillis): Verification {
  const { issuer, keyId, claimedAlgorithm, format } = envelope;
  if (envelope.carried !== undefined) return verifyCarried(envelope, envelope.carried, keys.findAuthorities(issuer ?? ''), purpose, at);
  if (issuer !== null && !keys.hasIssuer(issuer)) return { status: 'indeterminate', reason: 'issuer-unknown' };
  const named = issuer === null ? keys.findKeysById(keyId).slice(0, MAX_CANDIDATES) : [keys.findKey(issuer, keyId)];
  const candidates = named.filter((key) => key !== null);
  if (candidates.length === 0) return { status: 'indeterminate', reason: 'key-unknown' };
  // RFC 9053 clause 2: the header's algorithm never chooses, it only agrees.
  const agreeing = candidates.filter((key) => claimedAlgorithm === null || key.algorithm === claimedAlgorithm);
  if (agreeing.length === 0) return invalid('algorithm-mismatch');
  const key = agreeing.find((candidate) => signatureHolds(candidate.algorithm, candidate.publicKey, envelope));
  if (key === undefined) return invalid('signature-mismatch');
  if (!key.purposes.includes(purpose) || (key.formats !== undefined && (format === null || !key.formats.includes(format)))) return invalid('key-purpose-mismatch');
  if (at < key.validFrom) return invalid('key-not-yet-valid');
  if (at >= key.validUntil) return invalid('key-expired');
  return { status: 'valid', issuer: key.issuer, keyId: key.keyId, usages: key.usages };
}

function invalid(reason: InvalidReason): Verification {
  return { status: 'invalid', reason };
}
