import { createHash, createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { PortasFault } from '../model/fault.ts';
import { readPrivateFile, writePrivateFile } from './data-dir.ts';

const SIGNING_KEY_FILE = 'terminal-key.pem';
/** The key that is to follow, until the gateway has agreed to it. */
const NEXT_KEY_FILE = 'terminal-key-next.pem';
// Named for what it was first for; pseudonyms have keys of their own now (desk/pseudonyms.ts), and PINs of earlier days are keyed with this one.
const HASH_KEY_FILE = 'journal-hash.key';
const HASH_KEY_BYTES = 32;

/** The terminal's own secrets, made at its first start and never leaving it. The key is the one in use at the moment of asking. */
export interface TerminalKeys {
  /** Ed25519; signs requests to the gateway. */
  readonly privateKey: KeyObject;
  /** First 16 hex digits of the SHA-256 of the public key's SPKI form. */
  readonly keyId: string;
  readonly publicKeyPem: string;
  /** Makes the key that is to follow, or finds the one made before; on disk when it returns. */
  next(): { readonly keyId: string; /** SPKI, DER. */ readonly publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array };
  /** Puts it in place of the one in use; on disk when it returns. Twice is once. @throws Error when there is no such next key. */
  adopt(keyId: string): void;
  /** Keys a PIN before it is hashed: HMAC-SHA-256, 32 bytes. */
  pepper(text: string): Uint8Array;
}

/** Loads the keys, or makes them. @throws PortasFault `terminal-key-invalid` for a file that is there but is no such key. */
export function openTerminalKeys(dataDir: string): TerminalKeys {
  let privateKey = openSigningKey(dataDir, SIGNING_KEY_FILE);
  let keyId = keyIdOf(privateKey);
  const hashKey = readPrivateFile(dataDir, HASH_KEY_FILE) ?? makeHashKey(dataDir);
  if (hashKey.length !== HASH_KEY_BYTES) {
    throw new PortasFault('terminal-key-invalid', `${HASH_KEY_FILE}: expected ${HASH_KEY_BYTES} bytes, found ${hashKey.length}`);
  }
  return {
    get privateKey() {
      return privateKey;
    },
    get keyId() {
      return keyId;
    },
    get publicKeyPem() {
      return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
    },
    next() {
      // Left over from a renewal that ended between its two last steps.
      if (readNext(dataDir)?.equals(privateKey) === true) dropNext(dataDir);
      const key = openSigningKey(dataDir, NEXT_KEY_FILE);
      return { keyId: keyIdOf(key), publicKey: spkiOf(key), sign: (bytes) => sign(null, bytes, key) };
    },
    adopt(wanted) {
      if (keyId === wanted) return;
      const key = readNext(dataDir);
      if (key === null || keyIdOf(key) !== wanted) throw new Error(`${NEXT_KEY_FILE}: expected the key ${wanted}`);
      writePrivateFile(dataDir, SIGNING_KEY_FILE, toPem(key));
      privateKey = key;
      keyId = keyIdOf(key);
      dropNext(dataDir);
    },
    pepper: (text) => createHmac('sha256', hashKey).update(text).digest(),
  };
}

const toPem = (key: KeyObject): string | Buffer => key.export({ type: 'pkcs8', format: 'pem' });
const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });
const keyIdOf = (key: KeyObject): string => createHash('sha256').update(spkiOf(key)).digest('hex').slice(0, 16);
const readNext = (dataDir: string): KeyObject | null => (readPrivateFile(dataDir, NEXT_KEY_FILE) === null ? null : openSigningKey(dataDir, NEXT_KEY_FILE));
const dropNext = (dataDir: string): void => rmSync(join(dataDir, NEXT_KEY_FILE), { force: true });

function openSigningKey(dataDir: string, file: string): KeyObject {
  const pem = readPrivateFile(dataDir, file);
  if (pem === null) {
    const { privateKey } = generateKeyPairSync('ed25519');
    writePrivateFile(dataDir, file, toPem(privateKey));
    return privateKey;
  }
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`expected an Ed25519 key, found ${String(key.asymmetricKeyType)}`);
    return key;
  } catch (cause) {
    throw new PortasFault('terminal-key-invalid', `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function makeHashKey(dataDir: string): Buffer {
  const key = randomBytes(HASH_KEY_BYTES);
  writePrivateFile(dataDir, HASH_KEY_FILE, key);
  return key;
}
