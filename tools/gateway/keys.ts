/** The gateway's own keys: X25519 to open sealed records, Ed25519 to sign mainland codes. Made at its first start, mode 0600. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nacl from 'tweetnacl';
import * as z from 'zod';

const KEY_FILE = 'gateway-keys.json';
/** What a terminal's settings need of the gateway; holds no secret. */
const PUBLIC_FILE = 'sealing-key.json';

export interface GatewayKeys {
  readonly sealing: { readonly keyId: string; readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  readonly code: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

const KeyFile = z.strictObject({
  sealingKeyId: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  sealingSecretKey: z.base64(),
  codePrivateKeyPem: z.string(),
});

/** Makes the directory (0700) and the keys when they are not there. Throws a plain error for a key file that is none. */
export function openKeys(dataDir: string): GatewayKeys {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const path = join(dataDir, KEY_FILE);
  const stored = readKeyFile(path) ?? makeKeyFile(path);
  const pair = nacl.box.keyPair.fromSecretKey(new Uint8Array(Buffer.from(stored.sealingSecretKey, 'base64')));
  const privateKey = createPrivateKey(stored.codePrivateKeyPem);
  const keys: GatewayKeys = { sealing: { keyId: stored.sealingKeyId, ...pair }, code: { privateKey, publicKey: createPublicKey(privateKey) } };
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
  const sealing = nacl.box.keyPair();
  const made = {
    sealingKeyId: `gw-${Buffer.from(sealing.publicKey).toString('hex').slice(0, 12)}`,
    sealingSecretKey: Buffer.from(sealing.secretKey).toString('base64'),
    codePrivateKeyPem: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  writeFileSync(`${path}.partial`, JSON.stringify(made), { mode: 0o600, flush: true });
  renameSync(`${path}.partial`, path);
  return made;
}
