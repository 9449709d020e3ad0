/**
 * The container that MO1 codes and staff badges share: a prefix, then base45(zlib(COSE_Sign1 with EdDSA over CWT claims)). docs/formats/mo1.md
 * specifies it; clause numbers below are of that page. Layer: codes.
 */
import type { Parsed, SignedStatement } from '../model/envelope.ts';
import { decodeBase45 } from './base45.ts';
import { decodeCbor, isCborMap } from './cbor.ts';
import { HEADER, algorithmName, parseCoseSign1, toSigStructure } from './cose-sign1.ts';
import { inflate } from './inflate.ts';
import { MAX_MO1_CHARACTERS, MAX_MO1_COSE_BYTES, MO1_KEY_ID_BYTES, MO1_MAX_DEPTH, MO1_MAX_ITEMS, SIGNATURE_BYTES } from './limits.ts';
import { CLAIM, ISSUER_PATTERN } from './mo1-layout.ts';

const CLAIM_LIMITS = { maxDepth: MO1_MAX_DEPTH, maxItems: MO1_MAX_ITEMS };
const EDDSA = 'EdDSA';

/** An envelope of whatever the prefix stands for; it is of no format until somebody says so. */
export type MoEnvelope = SignedStatement;

/**
 * Reads a container as far as its signature needs.
 * @param prefix - what the text begins with; the caller has seen it.
 * @returns the envelope, unverified; or a reason. Never throws on input.
 */
export function parseMoContainer(text: string, prefix: string): Parsed<MoEnvelope> {
  const name = prefix.slice(0, -1);
  // Clause 7: every bound is checked before the step it bounds.
  if (text.length > MAX_MO1_CHARACTERS) {
    return { ok: false, reason: 'code-too-large', detail: `${name}: ${text.length} characters, at most ${MAX_MO1_CHARACTERS} expected` };
  }
  const compressed = decodeBase45(text, prefix.length);
  if (!compressed.ok) return compressed;
  const message = inflate(compressed.value, MAX_MO1_COSE_BYTES);
  if (!message.ok) return message;
  return parseMessage(message.value, name);
}

/** Reads the COSE message (clause 3) as far as its signature needs. */
function parseMessage(bytes: Uint8Array, name: string): Parsed<MoEnvelope> {
  const malformed = (detail: string): Parsed<never> => ({ ok: false, reason: 'code-malformed', detail: `${name}: ${detail}` });
  const message = parseCoseSign1(bytes);
  if (!message.ok) return message;
  const { protectedHeader, unprotectedHeader, payload, signature } = message.value;
  const keyId = protectedHeader.get(HEADER.keyId);
  // Clause 3: both parameters are signed, and nothing rides along unsigned.
  if (protectedHeader.size !== 2 || !protectedHeader.has(HEADER.algorithm) || unprotectedHeader.size !== 0) {
    return malformed('expected algorithm and key id in the protected header and nothing else');
  }
  if (!(keyId instanceof Uint8Array) || keyId.length !== MO1_KEY_ID_BYTES) return malformed(`expected a key id of ${MO1_KEY_ID_BYTES} bytes`);
  if (signature.length !== SIGNATURE_BYTES) return malformed(`expected a signature of ${SIGNATURE_BYTES} bytes`);
  const claims = decodeCbor(payload, CLAIM_LIMITS);
  if (!claims.ok) return claims;
  const issuer = isCborMap(claims.value) ? claims.value.get(CLAIM.issuer) : undefined;
  if (typeof issuer !== 'string' || !ISSUER_PATTERN.test(issuer)) return malformed('expected a map of claims with an issuer');
  return {
    ok: true,
    value: {
      format: null,
      signedBytes: toSigStructure(message.value),
      signature,
      claimedAlgorithm: claimedAlgorithm(protectedHeader.get(HEADER.algorithm)),
      issuer,
      keyId: Buffer.from(keyId).toString('hex'),
      claims: claims.value,
    },
  };
}

/** There is one algorithm. Another one keeps a name that no key entry has, so that no key of any kind can make it good. */
function claimedAlgorithm(header: unknown): string {
  const name = algorithmName(header);
  return name === EDDSA ? name : `not ${EDDSA}`;
}
