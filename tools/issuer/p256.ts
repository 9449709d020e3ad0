/** Key pairs on P-256 and their signatures, for the formats that are signed with ES256. For tests and drills: the keys are no secret. */
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Order of the group (FIPS 186-5, SP 800-186 clause 3.2.1.3). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const COORDINATE_BYTES = 32;

/**
 * The key pair of a seed: the same every time.
 * @param seed - any text; its SHA-256, brought into the range from 1 to the order less 1, is the private key.
 */
export function p256FromSeed(seed: string): KeyPair {
  const scalar = (BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`) % (N - 1n)) + 1n;
  const d = Buffer.from(scalar.toString(16).padStart(2 * COORDINATE_BYTES, '0'), 'hex');
  const exchange = createECDH('prime256v1');
  exchange.setPrivateKey(d);
  // Uncompressed: 0x04, x, y.
  const point = exchange.getPublicKey();
  const coordinate = (from: number): string => point.subarray(from, from + COORDINATE_BYTES).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', d: d.toString('base64url'), x: coordinate(1), y: coordinate(1 + COORDINATE_BYTES) };
  const privateKey = createPrivateKey({ key: jwk, format: 'jwk' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** An ES256 signature as r || s (RFC 7518 clause 3.4). */
export function signEs256(bytes: Uint8Array, privateKey: KeyObject): Uint8Array {
  return sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}
