/**
 * The key set: which keys of which issuers are trusted for what, from when until when, and which codes are withdrawn.
 * A snapshot, made once from one file and never changed: a scan sees one set from beginning to end. Format: docs/formats/key-set.md. Layer: trust.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { PortasFault } from '../model/fault.ts';
import type { Algorithm, FormatId } from '../model/format.ts';
import type { RevocableCode } from '../model/revocation.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import type { StatementKind } from '../model/verification.ts';
import { isSoundEd25519Key } from './ed25519-point.ts';
import type { Authority } from './authority.ts';
import { KeySetFile, MAX_KEYS, MAX_KEY_SET_BYTES, MAX_REVOKED_CODES } from './key-set-file.ts';
import { isOnCurveOf } from './signature.ts';

export interface KeyEntry {
  readonly issuer: string;
  /** Lower-case hex, or text where the format's own key sets use text. */
  readonly keyId: string;
  /** The one algorithm this key is used with. */
  readonly algorithm: Algorithm;
  readonly publicKey: KeyObject;
  /** What the key may sign, for example `health-code`. */
  readonly purposes: readonly string[];
  /** Kinds of statement the signer's certificate is limited to; null where it is not. */
  readonly usages: readonly StatementKind[] | null;
  /** Formats the key's list is for; absent where it may sign any: another list's signer must not sign this territory's own codes. */
  readonly formats?: readonly FormatId[];
  /** First instant of validity. */
  readonly validFrom: UtcMillis;
  /** First instant after it. */
  readonly validUntil: UtcMillis;
}

export interface KeySet {
  /** Rises with every set that is published. */
  readonly sequence: number;
  readonly issuedAt: UtcMillis;
  /** File or other place the set came from. */
  readonly origin: string;
  readonly keys: readonly KeyEntry[];
  /** Those whose word a certificate in a code is taken on. */
  readonly authorities: readonly Authority[];
  /** How many codes are withdrawn, over all issuers. */
  readonly revokedCodes: number;
  findKey(issuer: string, keyId: string): KeyEntry | null;
  /** Every key of an identifier, for formats that do not name the issuer; identifiers may collide. */
  findKeysById(keyId: string): readonly KeyEntry[];
  hasIssuer(issuer: string): boolean;
  findAuthorities(issuer: string): readonly Authority[];
  /** Whether its issuer has withdrawn a code whose signature holds. */
  isRevoked(code: RevocableCode): boolean;
  /** The issuer's names by language, where the set gives them. */
  issuerNames(issuer: string): IssuerNames | null;
}

export type IssuerNames = Readonly<Record<'zh-Hant' | 'pt' | 'en' | 'zh-Hans', string>>;

interface IssuerRecord {
  readonly names: IssuerNames | null;
  readonly keys: ReadonlyMap<string, KeyEntry>;
  readonly revoked: ReadonlySet<string>;
}

/**
 * Makes a key set of parsed JSON.
 * @param origin - named in faults and kept in the set.
 * @throws PortasFault `key-set-invalid`, naming origin and field, for anything that is not a sound key set.
 */
export function parseKeySet(json: unknown, origin: string): KeySet {
  const parsed = KeySetFile.safeParse(json);
  if (!parsed.success) throw invalid(origin, describeIssue(parsed.error.issues));
  const file = parsed.data;
  const issuers = new Map<string, IssuerRecord>();
  for (const [index, issuer] of file.issuers.entries()) {
    const place = `issuers[${index}]`;
    if (issuers.has(issuer.issuer)) throw invalid(origin, `${place}.issuer: ${issuer.issuer} stands in the file twice`);
    const keys = new Map<string, KeyEntry>();
    for (const [keyIndex, key] of issuer.keys.entries()) {
      const entry = toEntry(origin, `${place}.keys[${keyIndex}]`, issuer.issuer, key);
      if (keys.has(entry.keyId)) throw invalid(origin, `${place}.keys[${keyIndex}].keyId: ${entry.keyId} stands under this issuer twice`);
      keys.set(entry.keyId, entry);
    }
    issuers.set(issuer.issuer, { names: issuer.names ?? null, keys, revoked: new Set(issuer.revoked) });
  }
  const keys = [...issuers.values()].flatMap((issuer) => [...issuer.keys.values()]);
  const revokedCodes = [...issuers.values()].reduce((sum, issuer) => sum + issuer.revoked.size, 0);
  if (keys.length > MAX_KEYS) throw invalid(origin, `issuers: ${keys.length} keys, at most ${MAX_KEYS} expected`);
  if (revokedCodes > MAX_REVOKED_CODES) throw invalid(origin, `issuers: ${revokedCodes} revoked codes, at most ${MAX_REVOKED_CODES} expected`);
  const byId = Map.groupBy(keys, ({ keyId }) => keyId);
  return Object.freeze<KeySet>({
    sequence: file.sequence,
    issuedAt: utcMillis(Date.parse(file.issuedAt)),
    origin,
    keys: Object.freeze(keys),
    authorities: [],
    revokedCodes,
    findKey: (issuer, keyId) => issuers.get(issuer)?.keys.get(keyId) ?? null,
    findKeysById: (keyId) => byId.get(keyId) ?? [],
    hasIssuer: (issuer) => issuers.has(issuer),
    findAuthorities: () => [],
    isRevoked: ({ issuer, handles }) => {
      const revoked = issuers.get(issuer)?.revoked;
      return revoked !== undefined && handles.some(({ scheme, value }) => scheme === 'code-id' && revoked.has(value));
    },
    issuerNames: (issuer) => issuers.get(issuer)?.names ?? null,
  });
}

/** Where a set of entries comes from, and what its issuers are called. */
export interface KeySetSource extends Pick<KeySet, 'sequence' | 'issuedAt' | 'origin'> {
  readonly names?: Readonly<Record<string, IssuerNames>>;
}

/**
 * Makes a key set of entries that a loader of another list has checked; it revokes nothing.
 * @param keys - one issuer may use a key identifier once; of more, the first one counts for `findKey`.
 */
export function keySetOf(keys: readonly KeyEntry[], { sequence, issuedAt, origin, names = {} }: KeySetSource, authorities: readonly Authority[] = []): KeySet {
  const byId = Map.groupBy(keys, ({ keyId }) => keyId);
  const issuers = new Set(keys.map(({ issuer }) => issuer));
  const namesByIssuer = new Map(Object.entries(names));
  return Object.freeze<KeySet>({
    sequence,
    issuedAt,
    origin,
    keys: Object.freeze([...keys]),
    authorities: Object.freeze([...authorities]),
    revokedCodes: 0,
    findKey: (issuer, keyId) => byId.get(keyId)?.find((key) => key.issuer === issuer) ?? null,
    findKeysById: (keyId) => byId.get(keyId) ?? [],
    hasIssuer: (issuer) => issuers.has(issuer),
    findAuthorities: (issuer) => authorities.filter((authority) => authority.issuer === issuer),
    isRevoked: () => false,
    issuerNames: (issuer) => namesByIssuer.get(issuer) ?? null,
  });
}

/**
 * Reads a key set file.
 * @throws PortasFault `key-set-invalid`, naming the file, when it cannot be read, is too large, is not JSON, or is not a sound key set.
 */
export function loadKeySet(path: string): KeySet {
  return parseKeySet(readJsonFile(path).json, path);
}

/**
 * Reads a file of trust material: a regular file, bounded, JSON.
 * @returns the parsed content, its size, and the time of the file's last change.
 * @throws PortasFault `key-set-invalid`, naming the file.
 */
export function readJsonFile(path: string, maxBytes = MAX_KEY_SET_BYTES): { readonly json: unknown; readonly bytes: number; readonly changedAt: UtcMillis } {
  const { bytes, changedAt } = readTrustFile(path, maxBytes);
  return { json: parseTrustJson(bytes, path), bytes: bytes.length, changedAt };
}

/**
 * Reads a file of trust material whole. Size and kind are asked of the open file, so that what is measured is what is read.
 * @throws PortasFault `key-set-invalid`, naming the file.
 */
export function readTrustFile(path: string, maxBytes = MAX_KEY_SET_BYTES): { readonly bytes: Buffer; readonly changedAt: UtcMillis } {
  let descriptor: number;
  try {
    // Non-blocking: opening a pipe must not wait for its other end.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw invalid(path, `cannot be opened (${String((cause as NodeJS.ErrnoException).code)})`, cause);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw invalid(path, 'is not a regular file');
    if (stat.size > maxBytes) throw invalid(path, `has ${stat.size} bytes, at most ${maxBytes} expected`);
    return { bytes: readFileSync(descriptor), changedAt: utcMillis(Math.floor(stat.mtimeMs)) };
  } finally {
    closeSync(descriptor);
  }
}

/** Parses trust material. @param origin - named in the fault. @throws PortasFault `key-set-invalid` when it is not JSON. */
export function parseTrustJson(bytes: Uint8Array, origin: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch (cause) {
    throw invalid(origin, 'is not JSON', cause);
  }
}

function toEntry(origin: string, place: string, issuer: string, key: KeySetFile['issuers'][number]['keys'][number]): KeyEntry {
  const validFrom = utcMillis(Date.parse(key.validFrom));
  const validUntil = utcMillis(Date.parse(key.validUntil));
  if (validFrom >= validUntil) throw invalid(origin, `${place}.validUntil: expected a time after validFrom`);
  if (new Set(key.purposes).size !== key.purposes.length) throw invalid(origin, `${place}.purposes: expected each purpose once`);
  const publicKey = toPublicKey(key.algorithm, Buffer.from(key.publicKey, 'base64'));
  if (publicKey === null) throw invalid(origin, `${place}.publicKey: expected a sound ${key.algorithm} key as SubjectPublicKeyInfo`);
  return Object.freeze<KeyEntry>({
    issuer,
    keyId: key.keyId,
    algorithm: key.algorithm,
    publicKey,
    purposes: Object.freeze([...key.purposes]),
    usages: null,
    validFrom,
    validUntil,
  });
}

/** The key, if the bytes are exactly the DER of a key of the algorithm's own type; else null. */
export function toPublicKey(algorithm: Algorithm, der: Buffer): KeyObject | null {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  } catch {
    return null;
  }
  // Nothing behind the key, no second way to write it: what is exported must be what came in.
  if (!key.export({ format: 'der', type: 'spki' }).equals(der)) return null;
  return isOfAlgorithm(algorithm, key, der) ? key : null;
}

/** RSA keys: at least what BSI TR-03116 and the DCC specification ask for; above, verifying gets slow and nobody signs so. */
const RSA_BITS = { least: 2_048, most: 4_096 } as const;
/** The only exponent in use; small ones have a history of attacks, large ones make verifying slow. */
const RSA_EXPONENT = 65_537n;

function isOfAlgorithm(algorithm: Algorithm, key: KeyObject, der: Buffer): boolean {
  const { modulusLength = 0, publicExponent } = key.asymmetricKeyDetails ?? {};
  switch (algorithm) {
    case 'EdDSA':
      return key.asymmetricKeyType === 'ed25519' && isSoundEd25519Key(der.subarray(-32));
    case 'PS256':
      return key.asymmetricKeyType === 'rsa' && modulusLength >= RSA_BITS.least && modulusLength <= RSA_BITS.most && publicExponent === RSA_EXPONENT;
    default:
      return isOnCurveOf(algorithm, key);
  }
}

/** Place and message of the first thing wrong with a file. */
export function describeIssue(issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]): string {
  return issues
    .slice(0, 1)
    .map(({ path, message }) => `${path.length === 0 ? 'file' : path.map(String).join('.')}: ${message}`)
    .join();
}

function invalid(origin: string, what: string, cause?: unknown): PortasFault {
  return new PortasFault('key-set-invalid', `${origin}: ${what}`, cause === undefined ? undefined : { cause });
}
