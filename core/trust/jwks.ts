/**
 * JSON Web Key sets (RFC 7517) of SMART Health Cards issuers into key entries. A set with one bad key is bad as a whole: whoever publishes a private
 * key or a wrong thumbprint has lost control of the file. Framework 1.4, "Determining keys associated with an issuer". Layer: trust.
 */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import { utcMillis } from '../model/units.ts';
import type { UtcMillis } from '../model/units.ts';
import { type KeyEntry, toPublicKey } from './key-set.ts';

/** Issuers rotate yearly; sets in use hold at most four keys. */
const MAX_KEYS_OF_ISSUER = 64;
/** Root, intermediate, issuer and one to spare. */
const MAX_CHAIN = 4;
const MAX_CERTIFICATE_CHARACTERS = 8_192;

const Coordinate = z.string().regex(/^[\w-]{43}$/);
const Unread = z.unknown().optional();
const Members = z.looseObject({ kty: Unread, kid: Unread, use: Unread, alg: Unread, crv: Unread, x: Unread, y: Unread, x5c: Unread });
const KeySetShape = z.looseObject({ keys: z.array(Members).min(1).max(MAX_KEYS_OF_ISSUER) });
const Chain = z.array(z.base64().max(MAX_CERTIFICATE_CHARACTERS)).min(1).max(MAX_CHAIN);
type Members = z.infer<typeof Members>;

/** Purpose and period that the set itself does not state. */
export interface JwksTerms {
  readonly issuer: string;
  readonly purposes: readonly string[];
  readonly validFrom: UtcMillis;
  readonly validUntil: UtcMillis;
}

/** What a key is refused for; the word stands at the head of the fault's text. */
export type JwkFault = 'private' | 'kty' | 'crv' | 'use' | 'alg' | 'point' | 'kid' | 'x5c';

/**
 * Makes key entries of an issuer's set.
 * @param json - the set, parsed.
 * @param origin - named in faults.
 * @throws PortasFault `key-set-invalid`, `origin: keys[n]: fault: expectation`.
 */
export function parseJwks(json: unknown, origin: string, terms: JwksTerms): readonly KeyEntry[] {
  const parsed = KeySetShape.safeParse(json);
  if (!parsed.success) throw new PortasFault('key-set-invalid', `${origin}: expected a set of 1 to ${MAX_KEYS_OF_ISSUER} keys`);
  const entries = parsed.data.keys.map((key, index) => {
    const read = readKey(key, terms);
    if ('fault' in read) throw new PortasFault('key-set-invalid', `${origin}: keys[${index}]: ${read.fault}: ${read.expected}`);
    return read;
  });
  if (new Set(entries.map(({ keyId }) => keyId)).size !== entries.length) throw new PortasFault('key-set-invalid', `${origin}: a key stands in the set twice`);
  return entries;
}

interface Refused {
  readonly fault: JwkFault;
  readonly expected: string;
}

function readKey(jwk: Members, terms: JwksTerms): KeyEntry | Refused {
  if (Object.hasOwn(jwk, 'd')) return { fault: 'private', expected: 'expected a public key alone' };
  if (jwk.kty !== 'EC') return { fault: 'kty', expected: 'expected EC' };
  if (jwk.crv !== 'P-256') return { fault: 'crv', expected: 'expected P-256' };
  if (jwk.use !== 'sig') return { fault: 'use', expected: 'expected sig' };
  if (jwk.alg !== 'ES256') return { fault: 'alg', expected: 'expected ES256' };
  const publicKey = toEs256Key(jwk);
  if (publicKey === null) return { fault: 'point', expected: 'expected a point of the curve' };
  const thumbprint = toThumbprint(publicKey);
  if (jwk.kid !== thumbprint) return { fault: 'kid', expected: 'expected the thumbprint of the key' };
  const certificate = jwk.x5c === undefined ? null : readChain(jwk.x5c, publicKey, terms.issuer);
  if (typeof certificate === 'string') return { fault: 'x5c', expected: certificate };
  const { issuer, purposes } = terms;
  const validFrom = utcMillis(Math.max(terms.validFrom, certificate === null ? terms.validFrom : certificate.validFromDate.getTime()));
  const validUntil = utcMillis(Math.min(terms.validUntil, certificate === null ? terms.validUntil : certificate.validToDate.getTime()));
  return Object.freeze<KeyEntry>({ issuer, keyId: thumbprint, algorithm: 'ES256', publicKey, purposes, usages: null, formats: ['SHC'], validFrom, validUntil });
}

/**
 * The key of a JWK of P-256.
 * @returns null unless the coordinates are in their one lawful form and a point of the curve.
 */
export function toEs256Key(jwk: { readonly x?: unknown; readonly y?: unknown }): KeyObject | null {
  const [x, y] = [Coordinate.safeParse(jwk.x), Coordinate.safeParse(jwk.y)];
  if (!x.success || !y.success) return null;
  try {
    const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x.data, y: y.data }, format: 'jwk' });
    const { x: backX, y: backY } = key.export({ format: 'jwk' });
    return backX === x.data && backY === y.data ? toPublicKey('ES256', key.export({ format: 'der', type: 'spki' })) : null;
  } catch {
    return null;
  }
}

/** RFC 7638 clause 3: SHA-256 over the required members in order of their names, without spaces. */
function toThumbprint(key: KeyObject): string {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** The first certificate of a sound chain; a text says what is wrong. The root is not asked for: trust comes with the set, not from the chain. */
function readChain(x5c: unknown, key: KeyObject, issuer: string): X509Certificate | string {
  const parsed = Chain.safeParse(x5c);
  if (!parsed.success) return `expected 1 to ${MAX_CHAIN} certificates`;
  let chain: X509Certificate[];
  try {
    chain = parsed.data.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
  } catch {
    return 'expected certificates in DER';
  }
  const [first] = chain;
  if (!first?.publicKey.equals(key)) return 'expected the certificate of this key';
  const broken = chain.some((certificate, index) => {
    const above = chain[index + 1];
    return above !== undefined && !(above.ca && certificate.checkIssued(above) && certificate.verify(above.publicKey));
  });
  if (broken) return 'expected each certificate to be signed by the next';
  // Framework: the subject alternative name holds the issuer's location.
  const names = (first.subjectAltName ?? '').split(', ');
  return names.includes(`URI:${issuer}`) ? first : 'expected the issuer as URI in the subject alternative name';
}
