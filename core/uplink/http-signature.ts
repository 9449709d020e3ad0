/**
 * Signs requests to the mainland gateway: RFC 9421 HTTP message signatures with one fixed profile, Ed25519 (section 3.3.6),
 * over the content digest of RFC 9530. Pure but for the signature itself. Layer: uplink.
 *
 * The profile: label `portas`; covered components, in this order, `@method`, `@target-uri`, `content-digest`,
 * `content-type`; parameters, in this order, `created`, `nonce`, `keyid`, `alg="ed25519"`.
 */
import { createHash, type KeyObject, sign } from 'node:crypto';

const SIGNATURE_LABEL = 'portas';
export const COVERED_COMPONENTS = ['@method', '@target-uri', 'content-digest', 'content-type'] as const;
const SIGNATURE_ALGORITHM = 'ed25519';
/** What a key identifier may hold: it stands between quotes in a header. */
export const KEY_ID_PATTERN = /^[A-Za-z0-9._-]{1,64}$/;

/** A terminal's request key. */
export interface RequestSigner {
  readonly keyId: string;
  /** Ed25519. */
  readonly privateKey: KeyObject;
}

export interface RequestToSign {
  readonly method: string;
  /** Absolute URI as sent, without fragment. */
  readonly targetUri: string;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export type SignedHeaders = Readonly<Record<'content-type' | 'content-digest' | 'signature-input' | 'signature', string>>;

/** The Content-Digest field of RFC 9530 section 2: SHA-256 of the body. */
export function contentDigest(body: Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

/**
 * The signature parameters of RFC 9421 section 2.3, an inner list with parameters.
 * @param parameters - in the order they are written; numbers as integers, texts quoted. Texts hold neither quote nor backslash.
 */
export function signatureParameters(covered: readonly string[], parameters: readonly (readonly [string, string | number])[]): string {
  const list = covered.map((name) => `"${name}"`).join(' ');
  const tail = parameters.map(([name, value]) => `;${name}=${typeof value === 'number' ? value.toString() : `"${value}"`}`);
  return `(${list})${tail.join('')}`;
}

/** The signature base of RFC 9421 section 2.5: one line per component, then the parameters; no final line feed. */
export function signatureBase(components: readonly (readonly [name: string, value: string])[], parameters: string): Buffer {
  const lines = components.map(([name, value]) => `"${name}": ${value}`);
  return Buffer.from([...lines, `"@signature-params": ${parameters}`].join('\n'), 'latin1');
}

/** The signature base of this profile, as signer and verifier both build it. */
export function profileBase(request: { method: string; targetUri: string; contentDigest: string; contentType: string }, parameters: string): Buffer {
  return signatureBase(
    [
      ['@method', request.method],
      ['@target-uri', request.targetUri],
      ['content-digest', request.contentDigest],
      ['content-type', request.contentType],
    ],
    parameters,
  );
}

/**
 * Signs one request.
 * @param createdSeconds - seconds since the Unix epoch.
 * @param nonce - fresh for every request, base64url.
 * @returns the header fields to send, names in lower case.
 */
export function signRequest(request: RequestToSign, signer: RequestSigner, createdSeconds: number, nonce: string): SignedHeaders {
  const digest = contentDigest(request.body);
  const parameters = signatureParameters(COVERED_COMPONENTS, [
    ['created', createdSeconds],
    ['nonce', nonce],
    ['keyid', signer.keyId],
    ['alg', SIGNATURE_ALGORITHM],
  ]);
  const signature = sign(null, profileBase({ ...request, contentDigest: digest }, parameters), signer.privateKey);
  return {
    'content-type': request.contentType,
    'content-digest': digest,
    'signature-input': `${SIGNATURE_LABEL}=${parameters}`,
    signature: `${SIGNATURE_LABEL}=:${signature.toString('base64')}:`,
  };
}
