/**
 * The gateway's own keys: X25519 to open sealed records, Ed25519 to sign mainland codes. Made at its first start, mode 0600. A new sealing key may stand in
 * place of an old one at any start; the old one still opens, because terminals hold records sealed to it as long as an outage lasts.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nacl from 'tweetnacl';
import * as z from 'zod';

const KEY_FILE = 'gateway-keys.json';
/** What a terminal's settings need of the gateway; holds no secret. */
const PUBLIC_FILE = 'sealing-key.json';

export interface SealingPair {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export interface GatewayKeys {
  /** What terminals are to seal to. */
  readonly sealing: SealingPair;
  /** All that records are opened with, by identifier: that one, and those before it. */
  readonly opens: ReadonlyMap<string, SealingPair>;
  readonly code: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

const sealingKey = { sealingKeyId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/), sealingSecretKey: z.base64() };
const KeyFile = z.strictObject({
  ...sealingKey,
  codePrivateKeyPem: z.string(),
  /** Newest first. */
  earlier: z.array(z.strictObject(sealingKey)).default([]),
});

/**
 * Makes the directory (0700) and the keys when they are not there. Throws a plain error for a key file that is none.
 * @param renew - makes a new sealing key; those there were stay good for opening.
 */
export function openKeys(dataDir: string, renew = false): GatewayKeys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const path = join(dataDir, KEY_FILE);
  const found = readKeyFile(path);
  const stored = found === null ? makeKeyFile(path) : renew ? renewKeyFile(path, found) : found;
  const sealing = toPair(stored);
  const privateKey = createPrivateKey(stored.codePrivateKeyPem);
  const keys: GatewayKeys = {
    sealing,
    opens: new Map([sealing, ...stored.earlier.map(toPair)].map((pair) => [pair.keyId, pair])),
    code: { privateKey, publicKey: createPublicKey(privateKey) },
  };
  writeFileSync(join(dataDir, PUBLIC_FILE), `${JSON.stringify(publicSealingKey(keys), null, 2)}\n`, { mode: 0o600 });
  return keys;
}

/** The public half as it stands in a terminal's settings. */
export function publicSealingKey(keys: GatewayKeys): { keyId: string; publicKeyBase64: string } {
  return { keyId: keys.sealing.keyId, publicKeyBase64: Buffer.from(keys.sealing.publicKey).toString('base64') };
}

function readKeyFile(path: string): z.infer<typeof KeyFile> | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
  try {
    return KeyFile.parse(JSON.parse(text));
  } catch {
    // The parser's own message could quote key material.
    throw new Error(`${path}: expected the gateway's key file, found something else`);
  }
}

function makeKeyFile(path: string): z.infer<typeof KeyFile> {
  return writeKeyFile(path, { ...makeSealingKey(), codePrivateKeyPem: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), earlier: [] });
}

function renewKeyFile(path: string, { sealingKeyId, sealingSecretKey, ...rest }: z.infer<typeof KeyFile>): z.infer<typeof KeyFile> {
  return writeKeyFile(path, { ...rest, ...makeSealingKey(), earlier: [{ sealingKeyId, sealingSecretKey }, ...rest.earlier] });
}

function writeKeyFile(path: string, keys: z.infer<typeof KeyFile>): z.infer<typeof KeyFile> {
  writeFileSync(`${path}.partial`, JSON.stringify(keys), { mode: 0o600, flush: true });
  renameSync(`${path}.partial`, path);
  return keys;
}

function makeSealingKey(): { sealingKeyId: string; sealingSecretKey: string } {
  const { publicKey, secretKey } = nacl.box.keyPair();
  return { sealingKeyId: `gw-${Buffer.from(publicKey).toString('hex').slice(0, 12)}`, sealingSecretKey: Buffer.from(secretKey).toString('base64') };
}

const toPair = ({ sealingKeyId, sealingSecretKey }: { sealingKeyId: string; sealingSecretKey: string }): SealingPair => ({
  keyId: sealingKeyId,
  ...nacl.box.keyPair.fromSecretKey(new Uint8Array(Buffer.from(sealingSecretKey, 'base64'))),
});
