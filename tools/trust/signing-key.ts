/**
 * Keys that sign TUF metadata: Ed25519 key pairs and their TUF key identifiers (TUF 1.0 clause 4.2).
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** A public key as root metadata holds it. */
export interface PublicTrustKey {
  /** SHA-256 of the key's canonical JSON, lower-case hex. */
  readonly keyId: string;
  /** The 32 bytes of the key, lower-case hex. */
  readonly publicHex: string;
  /** Whose key it is: an office rather than a person, since root metadata is public. */
  readonly holder?: string;
}

export interface SigningKey extends PublicTrustKey {
  readonly privateKey: KeyObject;
}

const RAW_KEY_BYTES = 32;
/** PKCS #8 of an Ed25519 seed: fixed bytes, then the 32 bytes of the seed (RFC 8410 clause 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The key object of root metadata, its members in the order of canonical JSON. */
export const toKeyJson = (publicHex: string): { readonly keytype: 'ed25519'; readonly keyval: { readonly public: string }; readonly scheme: 'ed25519' } => ({
  keytype: 'ed25519',
  keyval: { public: publicHex },
  scheme: 'ed25519',
});

/** The public key of 32 bytes in hex, with its identifier. */
export function toPublicTrustKey(publicHex: string): PublicTrustKey {
  // Plain ASCII without anything to escape, members sorted: this is canonical JSON.
  return { publicHex, keyId: createHash('sha256').update(JSON.stringify(toKeyJson(publicHex))).digest('hex') };
}

/** The key pair of a private key. @throws TypeError for another algorithm than Ed25519. */
export function toSigningKey(privateKey: KeyObject): SigningKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new TypeError(`expected an Ed25519 key, got ${String(privateKey.asymmetricKeyType)}`);
  const der = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  return { ...toPublicTrustKey(der.subarray(-RAW_KEY_BYTES).toString('hex')), privateKey };
}

/** A fresh key pair. */
export function generateSigningKey(): SigningKey {
  return toSigningKey(generateKeyPairSync('ed25519').privateKey);
}

/**
 * The key pair of a seed: the same every time. For tests and drills only.
 * @param seed - any text; its SHA-256 is the private key.
 */
export function signingKeyFromSeed(seed: string): SigningKey {
  const secret = createHash('sha256').update(seed).digest();
  return toSigningKey(createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: 'der', type: 'pkcs8' }));
}

/** Ed25519 signature over `data`, 64 bytes in lower-case hex. */
export function signBytes(data: Uint8Array, key: SigningKey): string {
  return sign(null, data, key.privateKey).toString('hex');
}
