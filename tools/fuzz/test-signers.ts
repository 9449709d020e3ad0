/**
 * Test keys whose signatures are the same every time, so that a case is the same whenever it is made. Ed25519 is so by itself; ECDSA is made so with one nonce
 * for everything, which gives the private key away: these keys sign nothing but cases.
 */
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Algorithm } from '../../core/model/format.ts';
import { signerFromSeed } from '../issuer/keys.ts';
import { P256_ORDER, toBigInt, toHalf } from './flat-edits.ts';

export interface TestSigner {
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
  sign(bytes: Uint8Array): Buffer;
}

const digest = (text: string | Uint8Array): Buffer => createHash('sha256').update(text).digest();

/** An Ed25519 key of a seed. */
export function ed25519Signer(seed: string): TestSigner {
  const { privateKey, publicKey } = signerFromSeed('fuzz', seed);
  return { algorithm: 'EdDSA', publicKey, sign: (bytes) => sign(null, bytes, privateKey) };
}

/** A P-256 key of a seed; signatures as r || s (FIPS 186-5 clause 6.4.1). */
export function p256Signer(seed: string): TestSigner {
  const [secret, nonce] = [digest(`${seed}/key`), digest(`${seed}/nonce`)];
  const [d, k] = [toBigInt(secret) % P256_ORDER, toBigInt(nonce) % P256_ORDER];
  const r = toBigInt(pointOf(toHalf(k)).subarray(1, 33)) % P256_ORDER;
  const inverse = power(k, P256_ORDER - 2n);
  const point = pointOf(toHalf(d));
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url'), d: toHalf(d).toString('base64url') };
  return {
    algorithm: 'ES256',
    publicKey: createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' })),
    sign: (bytes) => Buffer.concat([toHalf(r), toHalf((inverse * (toBigInt(digest(bytes)) + r * d)) % P256_ORDER)]),
  };
}

/** The uncompressed point of a scalar. */
function pointOf(scalar: Buffer): Buffer {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  return ecdh.getPublicKey();
}

/** Modular power; the order is prime, so the power of order - 2 is the inverse. */
function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % P256_ORDER;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P256_ORDER;
    square = (square * square) % P256_ORDER;
  }
  return result;
}
