/**
 * MO1, the project's own signed travel code: `MO1:` + base45(zlib(COSE_Sign1 with EdDSA over CWT claims)). docs/formats/mo1.md is its
 * specification; clause numbers below are of that page. The payload of the real Macau Health Code was never published: this is not it. Layer: codes.
 */
import type { CodeFormat, Envelope, Parsed } from '../model/envelope.ts';
import { decodeBase45 } from './base45.ts';
import { decodeCbor, isCborMap } from './cbor.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { HEADER, algorithmName, parseCoseSign1, toSigStructure } from './cose-sign1.ts';
import { inflate } from './inflate.ts';
import { MAX_MO1_CHARACTERS, MAX_MO1_COSE_BYTES, MO1_KEY_ID_BYTES, MO1_MAX_DEPTH, MO1_MAX_ITEMS, SIGNATURE_BYTES } from './limits.ts';
import { readMo1Claims } from './mo1-claims.ts';
import { CLAIM, ISSUER_PATTERN, MO1_PREFIX } from './mo1-layout.ts';

const CLAIM_LIMITS = { maxDepth: MO1_MAX_DEPTH, maxItems: MO1_MAX_ITEMS };
const EDDSA = 'EdDSA';

export const mo1: CodeFormat = {
  id: 'MO1',
  recognises: (text) => text.startsWith(MO1_PREFIX),
  parse(text) {
    // Clause 7: every bound is checked before the step it bounds.
    if (text.length > MAX_MO1_CHARACTERS) {
      return { ok: false, reason: 'code-too-large', detail: `MO1: ${text.length} characters, at most ${MAX_MO1_CHARACTERS} expected` };
    }
    const compressed = decodeBase45(text, MO1_PREFIX.length);
    if (!compressed.ok) return compressed;
    const message = inflate(compressed.value, MAX_MO1_COSE_BYTES);
    if (!message.ok) return message;
    return parseMo1Message(message.value);
  },
  toFacts: (envelope) => readMo1Claims(envelope.claims),
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};

/** Reads the COSE message of a code (clause 3) as far as its signature needs. */
function parseMo1Message(bytes: Uint8Array): Parsed<Envelope> {
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
      format: 'MO1',
      signedBytes: toSigStructure(message.value),
      signature,
      claimedAlgorithm: claimedAlgorithm(protectedHeader.get(HEADER.algorithm)),
      issuer,
      keyId: Buffer.from(keyId).toString('hex'),
      claims: claims.value,
    },
  };
}

/** MO1 has one algorithm. Another one keeps a name that no key entry has, so that no key of any kind can make it good. */
function claimedAlgorithm(header: unknown): string {
  const name = algorithmName(header);
  return name === EDDSA ? name : `not ${EDDSA}`;
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `MO1: ${detail}` };
}
