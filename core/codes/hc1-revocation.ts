/**
 * The hashes under which the EU's lists withdraw a certificate: the first 128 bits of SHA-256 over its identifier, over issuing country and identifier,
 * or over its signature (Commission Implementing Decision (EU) 2022/483). docs/formats/revocation.md has the list's form. Layer: codes.
 */
import type { Envelope } from '../model/envelope.ts';
import type { Facts } from '../model/facts.ts';
import type { RevocationHandle } from '../model/revocation.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { digest128 } from './digest.ts';

/** Names by identifier as the code has it, prefix and check character included, and by signature. */
export function toHc1RevocationHandles(envelope: Envelope, facts: Facts): readonly RevocationHandle[] {
  return [
    toCodeIdHandle(facts),
    { scheme: 'dcc-uci', value: digest128(facts.codeId) },
    { scheme: 'dcc-country-uci', value: digest128(facts.issuer + facts.codeId) },
    { scheme: 'dcc-signature', value: digest128(fixedPart(envelope)) },
  ];
}

/**
 * An ECDSA signature r || s has a twin with s negated that holds as well: only r, its first half, names the code. An RSA signature has no twin and
 * counts whole. The claimed algorithm has been proved by then: verification asks that the key has it.
 */
function fixedPart({ claimedAlgorithm, signature }: Envelope): Uint8Array {
  return claimedAlgorithm?.startsWith('ES') === true ? signature.subarray(0, signature.length / 2) : signature;
}
