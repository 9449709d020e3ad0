/** One signature through the desk's own verification: what the suites of signatures share. */
import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { Envelope } from '../../core/model/envelope.ts';
import type { Algorithm } from '../../core/model/format.ts';
import { utcMillis } from '../../core/model/units.ts';
import { keySetOf, toPublicKey } from '../../core/trust/key-set.ts';
import type { KeyEntry } from '../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../core/trust/verify-envelope.ts';

const PURPOSE = 'health-code';
const KEY_ID = '01';
const AT = utcMillis(1);

/** A key entry as a key set would hold it; null for a key that no key set takes in under this algorithm. */
export function entryOf(algorithm: Algorithm, spki: Buffer): KeyEntry | null {
  const publicKey = toPublicKey(algorithm, spki);
  if (publicKey === null) return null;
  return { issuer: 'suite', keyId: KEY_ID, algorithm, publicKey, purposes: [PURPOSE], usages: null, validFrom: utcMillis(0), validUntil: utcMillis(2) };
}

/** SubjectPublicKeyInfo of a key given as a JWK; null for what is no key. */
export function spkiOf(jwk: JsonWebKey): Buffer | null {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' }).export({ format: 'der', type: 'spki' });
  } catch {
    return null;
  }
}

/** What verification says: `valid`, or its reason. */
export function verdictOn(key: KeyEntry, { claimedAlgorithm, signedBytes, signature }: Pick<Envelope, 'claimedAlgorithm' | 'signedBytes' | 'signature'>): string {
  const keys = keySetOf([key], { sequence: 1, issuedAt: AT, origin: 'suite' });
  const verification = verifyEnvelope({ format: 'HC1', issuer: null, keyId: KEY_ID, claims: null, claimedAlgorithm, signedBytes, signature }, keys, PURPOSE, AT);
  return verification.status === 'valid' ? 'valid' : verification.reason;
}
