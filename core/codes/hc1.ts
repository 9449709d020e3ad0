/**
 * HC1, the EU Digital COVID Certificate and what the WHO's network took over from it: `HC1:` + base45(zlib(COSE_Sign1 over CWT claims)).
 * Electronic Health Certificate specification ("hcert") 1.0.5; what is accepted beyond it stands in docs/formats/deviations.md. Layer: codes.
 */
import type { CodeFormat, Envelope, Parsed } from '../model/envelope.ts';
import { decodeBase45 } from './base45.ts';
import { HEADER, algorithmName, headerParameter, parseCoseSign1, toSigStructure } from './cose-sign1.ts';
import { decodeHc1Claims, readHc1Claims } from './hc1-claims.ts';
import { toHc1RevocationHandles } from './hc1-revocation.ts';
import { inflate } from './inflate.ts';
import { MAX_HC1_CHARACTERS, MAX_HC1_COSE_BYTES, MAX_HC1_KEY_ID_BYTES } from './limits.ts';

const PREFIX = 'HC1:';
/** Tag 61 in two bytes: a CWT (RFC 8392 clause 6). It may stand before the tag of the message. */
const TAG_CWT = [0xd8, 0x3d] as const;

export const hc1: CodeFormat = {
  id: 'HC1',
  recognises: (text) => text.startsWith(PREFIX),
  parse(text) {
    if (text.length > MAX_HC1_CHARACTERS) {
      return { ok: false, reason: 'code-too-large', detail: `HC1: ${text.length} characters, at most ${MAX_HC1_CHARACTERS} expected` };
    }
    const compressed = decodeBase45(text, PREFIX.length);
    if (!compressed.ok) return compressed;
    const message = inflate(compressed.value, MAX_HC1_COSE_BYTES);
    if (!message.ok) return message;
    return parseHc1Message(message.value);
  },
  toFacts: (envelope) => readHc1Claims(envelope.claims, envelope.keyId),
  toRevocationHandles: toHc1RevocationHandles,
};

/** Reads the COSE message of a code as far as its signature needs. */
function parseHc1Message(bytes: Uint8Array): Parsed<Envelope> {
  const isTagged = TAG_CWT.every((byte, index) => bytes[index] === byte);
  const message = parseCoseSign1(isTagged ? bytes.subarray(TAG_CWT.length) : bytes, true);
  if (!message.ok) return message;
  // Clauses 3.3.1 and 3.3.2: algorithm and key id stand in either header, the protected one wins.
  const keyId = headerParameter(message.value, HEADER.keyId);
  if (!(keyId instanceof Uint8Array) || keyId.length === 0 || keyId.length > MAX_HC1_KEY_ID_BYTES) {
    return malformed(`expected a key id of 1 to ${MAX_HC1_KEY_ID_BYTES} bytes`);
  }
  const claims = decodeHc1Claims(message.value.payload);
  if (!claims.ok) return claims;
  return {
    ok: true,
    value: {
      format: 'HC1',
      signedBytes: toSigStructure(message.value),
      signature: message.value.signature,
      claimedAlgorithm: algorithmName(headerParameter(message.value, HEADER.algorithm)),
      // The key id alone names the key (clause 3.3.2); whose it is, the trust list says.
      issuer: null,
      keyId: Buffer.from(keyId).toString('hex'),
      claims: claims.value,
    },
  };
}

function malformed(detail: string): Parsed<never> {
  return { ok: false, reason: 'code-malformed', detail: `HC1: ${detail}` };
}
