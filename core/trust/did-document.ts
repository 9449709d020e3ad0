/**
 * The DID document of an issuer of New Zealand passes (specification version 1 clause 5; DID Core 1.0) as entries of the key set. For preparing
 * a terminal's keys, never in a scan. Layer: trust.
 */
import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import * as z from 'zod';
import { PortasFault } from '../model/fault.ts';
import type { JwksTerms } from './jwks.ts';
import type { KeyEntry } from './key-set.ts';

const MAX_METHODS = 64;
const Coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const Method = z.looseObject({ id: z.string(), controller: z.string(), type: z.string(), publicKeyJwk: z.unknown() });
const Document = z.looseObject({
  id: z.string().regex(/^did:web:[A-Za-z0-9.-]{1,200}$/),
  verificationMethod: z.array(Method).min(1).max(MAX_METHODS),
  assertionMethod: z.array(z.string()).min(1).max(MAX_METHODS),
});
const Jwk = z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: Coordinate, y: Coordinate });

/**
 * Makes entries of the keys that may sign passes: those that `assertionMethod` names, and no others.
 * @param json - parsed JSON.
 * @param issuer - the `iss` of its passes; the document must be about it.
 * @param origin - named in faults.
 * @throws PortasFault `key-set-invalid`, naming what is wrong.
 */
export function parseDidDocument(json: unknown, issuer: string, terms: Omit<JwksTerms, 'issuer'>, origin = 'DID document'): readonly KeyEntry[] {
  const parsed = Document.safeParse(json);
  if (!parsed.success) throw invalid(origin, 'expected id, verificationMethod and assertionMethod');
  const document = parsed.data;
  if (document.id !== issuer) throw invalid(origin, 'expected a document about the issuer');
  if (new Set(document.assertionMethod).size !== document.assertionMethod.length) throw invalid(origin, 'assertionMethod names a key twice');
  return document.assertionMethod.map((id) => {
    const [method, ...others] = document.verificationMethod.filter((candidate) => candidate.id === id);
    if (method === undefined || others.length > 0) throw invalid(origin, 'assertionMethod: expected each to be one verificationMethod');
    if (!id.startsWith(`${issuer}#`) || method.controller !== issuer) throw invalid(origin, 'verificationMethod: expected a key of the issuer itself');
    if (method.type !== 'JsonWebKey2020') throw invalid(origin, 'verificationMethod.type: expected JsonWebKey2020');
    const publicKey = toKey(method.publicKeyJwk, origin);
    return Object.freeze<KeyEntry>({ issuer, keyId: id.slice(issuer.length + 1), algorithm: 'ES256', publicKey, usages: null, formats: ['NZCP'], ...terms });
  });
}

function toKey(json: unknown, origin: string): KeyObject {
  const jwk = Jwk.safeParse(json);
  if (!jwk.success) throw invalid(origin, 'publicKeyJwk: expected an EC key on P-256');
  if ('d' in jwk.data) throw invalid(origin, 'publicKeyJwk.d: a private key was published');
  const { kty, crv, x, y } = jwk.data;
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch (cause) {
    throw invalid(origin, 'publicKeyJwk: expected a point of P-256', cause);
  }
}

function invalid(origin: string, what: string, cause?: unknown): PortasFault {
  return new PortasFault('key-set-invalid', `${origin}: ${what}`, { cause });
}
