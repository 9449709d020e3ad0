/**
 * Key files. The secret one belongs to one holder: mode 0600, never overwritten, its private key under a passphrase (scrypt, RFC 7914, then AES-256-GCM;
 * the encryption that PKCS #8 files get from OpenSSL would stretch the passphrase by 2,048 rounds of PBKDF2 only). The public one goes to whoever makes
 * the root.
 */
import { createCipheriv, createDecipheriv, createPrivateKey, randomBytes, scryptSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { type PublicTrustKey, type SigningKey, toPublicTrustKey, toSigningKey } from './signing-key.ts';

/** 128 MiB and a third of a second: nothing to a holder, a great deal to whoever guesses passphrases. */
const SCRYPT = { cost: 131_072, blockSize: 8, parallelization: 1 } as const;
const SCRYPT_MAX_MEMORY = 256 * 1_024 * 1_024;
const AES_KEY_BYTES = 32;
const SALT_BYTES = 16;
const IV_BYTES = 12;
/** A key file of another size is none. */
const MAX_KEY_FILE_BYTES = 16_384;

/** Letters and digits of any script, spaces and a few signs: what can be read aloud and printed. */
export const HOLDER_PATTERN = /^[\p{L}\p{N}][\p{L}\p{N} .,()'-]{0,63}$/u;
const Holder = z.string().regex(HOLDER_PATTERN, 'expected 1 to 64 letters, digits, spaces or .,()\'-');
const PublicHex = z.string().regex(/^[0-9a-f]{64}$/, 'expected 32 bytes in lower-case hex');

const PublicKeyFile = z.strictObject({ type: z.literal('portas-trust-public-key'), holder: Holder, keyId: z.string(), publicKey: PublicHex });

const SecretKeyFile = z.strictObject({
  type: z.literal('portas-trust-key'),
  holder: Holder,
  keyId: z.string(),
  publicKey: PublicHex,
  /** PKCS #8 in base64: as it is, or encrypted when `encryption` is there. */
  privateKey: z.base64(),
  encryption: z
    .strictObject({
      kdf: z.literal('scrypt'),
      cost: z.literal(SCRYPT.cost),
      blockSize: z.literal(SCRYPT.blockSize),
      parallelization: z.literal(SCRYPT.parallelization),
      salt: z.base64(),
      cipher: z.literal('aes-256-gcm'),
      iv: z.base64(),
      tag: z.base64(),
    })
    .nullable(),
});
type SecretKeyFile = z.infer<typeof SecretKeyFile>;

export type HeldKey = SigningKey & { readonly holder: string };

/**
 * Writes a key's two files: the secret one at `path`, the public one beside it with `.pub` at its end.
 * @param passphrase - null writes the private key as it is: for machines that sign alone at night, and for tests.
 * @returns path of the public file.
 * @throws when one of the files exists: a key is never overwritten.
 */
export function writeKeyFiles(path: string, { holder, ...key }: HeldKey, passphrase: string | null): string {
  const { keyId, publicHex } = key;
  const common = { holder: Holder.parse(holder), keyId, publicKey: publicHex };
  const der = key.privateKey.export({ format: 'der', type: 'pkcs8' });
  const secret: SecretKeyFile = { type: 'portas-trust-key', ...common, ...(passphrase === null ? { privateKey: der.toString('base64'), encryption: null } : encrypt(der, passphrase, publicHex)) };
  const publicFile: z.infer<typeof PublicKeyFile> = { type: 'portas-trust-public-key', ...common };
  writeFileSync(path, toText(secret), { mode: 0o600, flag: 'wx' });
  writeFileSync(`${path}.pub`, toText(publicFile), { flag: 'wx' });
  return `${path}.pub`;
}

/** Reads a public key file. @throws Error that names file and field. */
export function readPublicKeyFile(path: string): PublicTrustKey & { readonly holder: string } {
  const { holder, keyId, publicKey } = parseFile(path, PublicKeyFile, 'a public key file (.pub)');
  return { ...checkedId(path, keyId, publicKey), holder };
}

/**
 * Reads a secret key file.
 * @param passphrase - asked for when the file needs one.
 * @throws Error that names the file and what is wrong, never the key or the passphrase.
 */
export async function readKeyFile(path: string, passphrase: () => Promise<string>): Promise<HeldKey> {
  const file = parseFile(path, SecretKeyFile, 'a key file');
  const { keyId } = checkedId(path, file.keyId, file.publicKey);
  const der = file.encryption === null ? Buffer.from(file.privateKey, 'base64') : decrypt(path, file, await passphrase());
  const key = toSigningKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  if (key.keyId !== keyId) throw new Error(`${path}: privateKey: expected the private key of ${keyId}`);
  return { ...key, holder: file.holder };
}

function encrypt(der: Buffer, passphrase: string, publicHex: string): Pick<SecretKeyFile, 'privateKey' | 'encryption'> {
  const salt = randomBytes(SALT_BYTES);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', stretch(passphrase, salt), iv).setAAD(Buffer.from(publicHex));
  const privateKey = Buffer.concat([cipher.update(der), cipher.final()]).toString('base64');
  return {
    privateKey,
    encryption: { kdf: 'scrypt', ...SCRYPT, salt: salt.toString('base64'), cipher: 'aes-256-gcm', iv: iv.toString('base64'), tag: cipher.getAuthTag().toString('base64') },
  };
}

function decrypt(path: string, { privateKey, publicKey, encryption }: SecretKeyFile, passphrase: string): Buffer {
  const [salt, iv, tag] = [encryption?.salt, encryption?.iv, encryption?.tag].map((text) => Buffer.from(text ?? '', 'base64')) as [Buffer, Buffer, Buffer];
  try {
    const decipher = createDecipheriv('aes-256-gcm', stretch(passphrase, salt), iv, { authTagLength: 16 }).setAAD(Buffer.from(publicKey)).setAuthTag(tag);
    return Buffer.concat([decipher.update(Buffer.from(privateKey, 'base64')), decipher.final()]);
  } catch (cause) {
    throw new Error(`${path}: the passphrase is wrong, or the file is damaged`, { cause });
  }
}

function stretch(passphrase: string, salt: Buffer): Buffer {
  // Normalised: the same words typed on another keyboard are the same passphrase.
  return scryptSync(passphrase.normalize('NFC'), salt, AES_KEY_BYTES, { ...SCRYPT, maxmem: SCRYPT_MAX_MEMORY });
}

function checkedId(path: string, keyId: string, publicHex: string): PublicTrustKey {
  const key = toPublicTrustKey(publicHex);
  if (key.keyId !== keyId) throw new Error(`${path}: keyId: expected ${key.keyId}, the identifier of the key in the file`);
  return key;
}

function parseFile<T>(path: string, schema: z.ZodType<T>, expected: string): T {
  let json: unknown;
  try {
    const bytes = readFileSync(path);
    if (bytes.length > MAX_KEY_FILE_BYTES) throw new RangeError('too large');
    json = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Error(`${path}: expected ${expected} that can be read`, { cause });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new Error(`${path}: expected ${expected}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`);
  return parsed.data;
}

function toText(content: unknown): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
