/**
 * MO1, the project's own signed travel code: `MO1:` + base45(zlib(COSE_Sign1 with EdDSA over CWT claims)). docs/formats/mo1.md is its
 * specification. The payload of the real Macau Health Code was never published: this is not it. Layer: codes.
 */
import type { CodeFormat } from '../model/envelope.ts';
import { toCodeIdHandle } from './code-id-handle.ts';
import { parseMoContainer } from './mo-container.ts';
import { readMo1Claims } from './mo1-claims.ts';
import { MO1_PREFIX } from './mo1-layout.ts';

export const mo1: CodeFormat = {
  id: 'MO1',
  recognises: (text) => text.startsWith(MO1_PREFIX),
  parse(text) {
    const envelope = parseMoContainer(text, MO1_PREFIX);
    return envelope.ok ? { ok: true, value: { ...envelope.value, format: 'MO1' } } : envelope;
  },
  toFacts: (envelope) => readMo1Claims(envelope.claims),
  toRevocationHandles: (_envelope, facts) => [toCodeIdHandle(facts)],
};
