/**
 * Visible digital seals (ICAO 9303 part 13; BSI TR-03137 part 1 v2.5) as envelopes. docs/formats/vds.md says what is accepted. Layer: codes.
 */
import type { CodeFormat, Envelope } from '../model/envelope.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { readVdsFacts } from './vds-facts.ts';
import { decodeVds } from './vds-seal.ts';

export const vds: CodeFormat = {
  id: 'VDS',
  recognises: (text) => text.startsWith('\xdc\x02') || text.startsWith('\xdc\x03'),
  parse(text) {
    const seal = decodeVds(text);
    if (!seal.ok) return seal;
    const { header, signedBytes, signature } = seal.value;
    if (signature === null) return { ok: false, reason: 'code-malformed', detail: 'VDS: expected a signature at the end' };
    const value: Envelope = {
      format: 'VDS',
      signedBytes,
      signature,
      // The seal leaves curve and hash to its certificate.
      claimedAlgorithm: null,
      issuer: header.signer,
      keyId: header.reference,
      claims: seal.value,
    };
    return { ok: true, value };
  },
  toFacts: readVdsFacts,
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};
