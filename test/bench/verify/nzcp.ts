/** New Zealand passes in the benchmark `verify`: the specification's examples. */
import { TRAVELLER_PURPOSE } from '../../../core/desk/examine.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseDidDocument } from '../../../core/trust/did-document.ts';
import { keySetOf } from '../../../core/trust/key-set.ts';
import type { Vector } from '../../../tools/vectors/suite.ts';
import { nzcpPeers } from '../peers/nzcp.ts';
import type { NzcpTrust } from './trust.ts';
import { readVectors } from './vectors.ts';
import type { Case, Format } from './verifier.ts';

/** Section of the specification about the time from which a pass is good. */
const NOT_BEFORE = '2.1.0.3.3';
const FOREVER = { validFrom: utcMillis(0), validUntil: utcMillis(4_102_444_800_000) };

export const nzcpFormat: Format<NzcpTrust> = {
  name: 'NZCP',
  cases: readVectors('nzcp/nzcp.json').map(toCase),
  join: ([first, ...others]) => {
    // The examples have one issuer.
    if (first === undefined || others.some(({ didDocument }) => JSON.stringify(didDocument) !== JSON.stringify(first.didDocument))) throw new Error('expected passes of one issuer');
    return first;
  },
  toKeySet: ({ trustedIssuers, didDocument }) =>
    keySetOf(
      trustedIssuers.flatMap((issuer) => parseDidDocument(didDocument, issuer, { purposes: [TRAVELLER_PURPOSE], ...FOREVER })),
      { origin: 'vectors', sequence: 1, issuedAt: utcMillis(0) },
    ),
  peers: nzcpPeers,
};

function toCase(vector: Vector & { readonly trustedIssuers?: readonly string[] }): Case<NzcpTrust> {
  const { success, violatesSection } = vector.expected as { success: boolean; violatesSection: string | null };
  const { didDocument } = vector.key as { didDocument: object };
  const trust = { trustedIssuers: vector.trustedIssuers ?? [], didDocument };
  const inTime = violatesSection !== NOT_BEFORE;
  const stated = success ? { verify: true, current: true } : inTime ? { verify: false } : { current: false };
  return { id: vector.id, text: vector.code ?? '', at: utcMillis(Date.parse(vector.validationClock ?? '')), trust, stated };
}
