/**
 * The key set file as a schema: docs/formats/key-set.md in machine form. Layer: trust.
 */
import * as z from 'zod';

/** Largest file: the revocations at their bound take 35 bytes each, the keys at theirs some 400 each. */
export const MAX_KEY_SET_BYTES = 16 * 1_024 * 1_024;
/** Each key is examined at start, in about a millisecond. */
export const MAX_KEYS = 512;
const MAX_ISSUERS = 256;
/** All codes that a territory of 700,000 has in force on a day, were half of them withdrawn at once. */
export const MAX_REVOKED_CODES = 350_000;
/** The longest SubjectPublicKeyInfo is that of an RSA key of 4,096 bits: 550 bytes, so 736 characters of base64. */
const MAX_KEY_CHARACTERS = 736;

/** Version of the file format; another one is refused, not guessed. */
export const KEY_SET_VERSION = 1;

const Instant = z.iso.datetime({ error: 'expected a UTC time like 2026-01-31T00:00:00Z' });
const PrintableName = z.string().min(1).max(120).regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'expected text without control characters');

const Key = z.strictObject({
  keyId: z.string().regex(/^([0-9a-f]{2}){1,32}$/, 'expected 1 to 32 bytes in lower-case hex'),
  // What codes under such a key name; curves of certificates come with their certificates.
  algorithm: z.enum(['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256']),
  publicKey: z.base64().min(1).max(MAX_KEY_CHARACTERS),
  purposes: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected a purpose like health-code')).min(1).max(8),
  validFrom: Instant,
  validUntil: Instant,
});

/** What an issuer is called, in each language of the window. */
export const IssuerNames = z.strictObject({ 'zh-Hant': PrintableName, pt: PrintableName, en: PrintableName, 'zh-Hans': PrintableName });

const Issuer = z.strictObject({
  issuer: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.:-]{0,31}$/, 'expected 1 to 32 letters, digits or .:-'),
  names: IssuerNames.optional(),
  keys: z.array(Key).min(1).max(MAX_KEYS),
  revoked: z.array(z.string().regex(/^[0-9a-f]{32}$/, 'expected a code id: 16 bytes in lower-case hex')).max(MAX_REVOKED_CODES),
});

export const KeySetFile = z.strictObject({
  type: z.literal('portas-key-set'),
  version: z.literal(KEY_SET_VERSION),
  sequence: z.int().min(1),
  issuedAt: Instant,
  issuers: z.array(Issuer).min(1).max(MAX_ISSUERS),
});
export type KeySetFile = z.infer<typeof KeySetFile>;
