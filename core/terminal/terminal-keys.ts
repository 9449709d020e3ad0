import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { PortasFault } from '../model/fault.ts';
import { readPrivateFile, writePrivateFile } from './data-dir.ts';

const SIGNING_KEY_FILE = 'terminal-key.pem';
// Named for what it was first for; pseudonyms have keys of their own now (desk/pseudonyms.ts), and PINs of earlier days are keyed with this one.
const HASH_KEY_FILE = 'journal-hash.key';
const HASH_KEY_BYTES = 32;

/** The terminal's own secrets, made at its first start and never leaving it. */
export interface TerminalKeys {
  /** Ed25519; signs requests to the gateway. */
  readonly privateKey: KeyObject;
  /** First 16 hex digits of the SHA-256 of the public key's SPKI form. */
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** Keys a PIN before it is hashed: HMAC-SHA-256, 32 bytes. */
  pepper(text: string): Uint8Array;
}

/** Loads the keys, or makes them. @throws PortasFault `terminal-key-invalid` for a file that is there but is no such key. */
export function openTerminalKeys(dataDir: string): TerminalKeys {
  const privateKey = openSigningKey(dataDir);
  const hashKey = readPrivateFile(dataDir, HASH_KEY_FILE) ?? makeHashKey(dataDir);
  if (hashKey.length !== HASH_KEY_BYTES) {
    throw new PortasFault('terminal-key-invalid', `${HASH_KEY_FILE}: expected ${HASH_KEY_BYTES} bytes, found ${hashKey.length}`);
  }
  const publicKey = createPublicKey(privateKey);
  return {
    privateKey,
    keyId: createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16),
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    pepper: (text) => createHmac('sha256', hashKey).update(text).digest(),
  };
}

function openSigningKey(dataDir: string): KeyObject {
  const pem = readPrivateFile(dataDir, SIGNING_KEY_FILE);
  if (pem === null) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writePrivateFile(dataDir, SIGNING_KEY_FILE, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    return privateKey;
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`expected an Ed25519 key, found ${String(key.asymmetricKeyType)}`);
    return key;
  } catch (cause) {
    throw new PortasFault('terminal-key-invalid', `${SIGNING_KEY_FILE}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function makeHashKey(dataDir: string): Buffer {
  const key = randomBytes(HASH_KEY_BYTES);
  writePrivateFile(dataDir, HASH_KEY_FILE, key);
  return key;
}
