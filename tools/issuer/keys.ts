/**
 * Issuer keys: Ed25519 key pairs with their identifiers, and the file that holds them. A key file is a secret: mode 0600, never overwritten.
 */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

/** What signs codes: one issuer's key pair. */
export interface Signer {
  readonly issuer: string;
  /** Lower-case hex, 8 bytes: the first of the SHA-256 of the raw public key. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** PKCS #8 of an Ed25519 seed: fixed bytes, then the 32 bytes of the seed (RFC 8410 clause 7). */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const KEY_ID_BYTES = 8;
const RAW_KEY_BYTES = 32;

const KeyFile = z.strictObject({
  type: z.literal('portas-issuer-key'),
  issuer: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:-]{0,31}$/, 'expected 1 to 32 letters, digits or .:-'),
  keyId: z.string(),
  privateKey: z.base64(),
});

/** Identifier of an Ed25519 public key. */
function keyIdOf(publicKey: KeyObject): string {
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY_BYTES);
  return createHash('sha256').update(raw).digest().subarray(0, KEY_ID_BYTES).toString('hex');
}

/** A fresh key pair. */
export function generateSigner(issuer: string): Signer {
  return toSigner(issuer, generateKeyPairSync('ed25519').privateKey);
}

/**
 * The key pair of a seed: the same every time. For tests, drills and vectors only.
 * @param seed - any text; its SHA-256 is the private key.
 */
export function signerFromSeed(issuer: string, seed: string): Signer {
  const secret = createHash('sha256').update(seed).digest();
  return toSigner(issuer, createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, secret]), format: 'der', type: 'pkcs8' }));
}

function toSigner(issuer: string, privateKey: KeyObject): Signer {
  const publicKey = createPublicKey(privateKey);
  return { issuer, privateKey, publicKey, keyId: keyIdOf(publicKey) };
}

/**
 * Writes a key file, readable by its owner alone.
 * @throws when the file exists already: a key is never overwritten.
 */
export function writeKeyFile(path: string, signer: Signer): void {
  const file: z.infer<typeof KeyFile> = {
    type: 'portas-issuer-key',
    issuer: signer.issuer,
    keyId: signer.keyId,
    privateKey: signer.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  };
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/**
 * Reads a key file.
 * @throws Error that names the file and the field, never the key.
 */
export function readKeyFile(path: string): Signer {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: expected a readable JSON file`, { cause });
  }
  const parsed = KeyFile.safeParse(json);
  if (!parsed.success) throw new Error(`${path}: expected an issuer key file: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
  const signer = toSigner(parsed.data.issuer, readPrivateKey(path, parsed.data.privateKey));
  if (signer.keyId !== parsed.data.keyId) throw new Error(`${path}: keyId: expected ${signer.keyId}, the identifier of the key in the file`);
  return signer;
}

function readPrivateKey(path: string, base64: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new Error(`${path}: privateKey: expected PKCS #8`, { cause });
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${path}: privateKey: expected an Ed25519 key`);
  return key;
}
