/**
 * Checks a request's signature: the profile of core/uplink/http-signature.ts, RFC 9421 section 3.2. Strict: one label, the
 * profile's components and parameters in its order, canonical base64.
 */
import { type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { contentDigest, profileBase } from '../../core/uplink/http-signature.ts';

const INPUT =
  /^portas=(\("@method" "@target-uri" "content-digest" "content-type"\);created=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";keyid="([A-Za-z0-9._-]{1,64})";alg="ed25519")$/;
const SIGNATURE = /^portas=:([A-Za-z0-9+/]{86}==):$/;

export interface SignedRequest {
  readonly method: string;
  /** As the client addressed it. */
  readonly targetUri: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export type SignatureCheck =
  | { readonly ok: true; readonly keyId: string; readonly createdSeconds: number; readonly nonce: string }
  | { readonly ok: false; readonly reason: 'malformed' | 'unknown-key' | 'wrong-digest' | 'wrong-signature' };

/** @param findKey - the Ed25519 key of a key identifier; null when unknown. */
export function verifySignature(request: SignedRequest, findKey: (keyId: string) => KeyObject | null): SignatureCheck {
  const { headers } = request;
  const input = INPUT.exec(one(headers['signature-input']));
  const encoded = SIGNATURE.exec(one(headers.signature))?.[1];
  const contentType = headers['content-type'];
  if (input === null || encoded === undefined || contentType === undefined) return { ok: false, reason: 'malformed' };
  const [, parameters, created, nonce, keyId] = input as unknown as [string, string, string, string, string];
  const signature = Buffer.from(encoded, 'base64');
  if (signature.toString('base64') !== encoded) return { ok: false, reason: 'malformed' };
  const key = findKey(keyId);
  if (key === null) return { ok: false, reason: 'unknown-key' };
  const digest = contentDigest(request.body);
  if (!sameText(digest, one(headers['content-digest']))) return { ok: false, reason: 'wrong-digest' };
  const base = profileBase({ method: request.method, targetUri: request.targetUri, contentDigest: digest, contentType }, parameters);
  if (!verify(null, base, key, signature)) return { ok: false, reason: 'wrong-signature' };
  return { ok: true, keyId, createdSeconds: Number(created), nonce };
}

const one = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
