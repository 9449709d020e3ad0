/**
 * Writes New Zealand COVID Passes (technical specification version 1), step by step so that tests and bad codes can go wrong at each one.
 * The layers are CWT claims -> COSE_Sign1 with ES256 -> base32.
 */
import type { KeyObject } from 'node:crypto';
import { encodeBase32 } from './base32.ts';
import { assembleCose, encodeCanonical, toBeSigned } from './cose.ts';
import { toSeconds } from './foreign-claims.ts';
import type { ForeignClaims } from './foreign-claims.ts';
import { signEs256 } from './p256.ts';

/** Clause 4: the version stands between the slashes. */
const PREFIX = 'NZCP:/1/';
/** Clause 2.1. */
const CLAIM = { issuer: 1, expires: 4, notBefore: 5, id: 7, credential: 'vc' } as const;
const HEADER = { algorithm: 1, keyId: 4 } as const;
const ES256 = -7;

export interface NzcpSigner {
  /** Fragment of the key's place in the issuer's document. */
  readonly keyId: string;
  readonly privateKey: KeyObject;
}

/** The text of the symbol. @param issuer - `did:web:` and a domain. */
export function encodeNzcp(claims: ForeignClaims, issuer: string, signer: NzcpSigner): string {
  return wrapNzcp(signNzcp(toNzcpClaims(claims, issuer), signer));
}

/** COSE message to text. */
export function wrapNzcp(message: Uint8Array): string {
  return PREFIX + encodeBase32(message);
}

/** Signs claims (clause 2.2). @param header - when it is not the usual one. */
export function signNzcp(claims: unknown, signer: NzcpSigner, header: unknown = toNzcpHeader(signer.keyId)): Uint8Array {
  const [protectedHeader, payload] = [encodeCanonical(header), encodeCanonical(claims)];
  return assembleCose(protectedHeader, payload, signEs256(toBeSigned(protectedHeader, payload), signer.privateKey));
}

export function toNzcpHeader(keyId: string): ReadonlyMap<number, unknown> {
  return new Map<number, unknown>([
    [HEADER.algorithm, ES256],
    [HEADER.keyId, Buffer.from(keyId)],
  ]);
}

/** Clauses 2.1 and 2.3. A pass names its holder and nothing else. */
function toNzcpClaims({ id, issuedAt, expiresAt, holder }: ForeignClaims, issuer: string): ReadonlyMap<number | string, unknown> {
  const credential = {
    '@context': ['https://www.w3.org/2018/credentials/v1', 'https://nzcp.covid19.health.nz/contexts/v1'],
    version: '1.0.0',
    type: ['VerifiableCredential', 'PublicCovidPass'],
    credentialSubject: { givenName: holder.forename, familyName: holder.surname, dob: holder.birthDate },
  };
  return new Map<number | string, unknown>([
    [CLAIM.issuer, issuer],
    [CLAIM.expires, toSeconds(expiresAt)],
    [CLAIM.notBefore, toSeconds(issuedAt)],
    [CLAIM.id, Buffer.from(id, 'hex')],
    [CLAIM.credential, credential],
  ]);
}
