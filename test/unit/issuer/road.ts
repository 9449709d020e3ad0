import { readCode } from '../../../core/codes/read-code.ts';
import type { Facts } from '../../../core/model/facts.ts';
import type { ReasonCode } from '../../../core/model/reasons.ts';
import { utcMillis } from '../../../core/model/units.ts';
import type { UtcMillis } from '../../../core/model/units.ts';
import type { KeySet } from '../../../core/trust/key-set.ts';
import { parseKeySet } from '../../../core/trust/key-set.ts';
import { verifyEnvelope } from '../../../core/trust/verify-envelope.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { sampleTraveller } from '../../../tools/issuer/sample-travellers.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';

export const AT = utcMillis(Date.parse('2022-06-19T04:00:00Z'));
export const workshop = createWorkshop('tests', AT);
const keys = parseKeySet(workshop.keySet, 'tests');
export const traveller = (seed: string) => sampleTraveller(createRandom(seed), { issuer: workshop.issuer, at: AT });

export type RoadEnd = { readonly good: true; readonly facts: Facts } | { readonly good: false; readonly reason: ReasonCode; readonly detail: string };

/** The road from text to current, unrevoked facts; rules are not asked. */
export function take(text: string, set: KeySet = keys, at: UtcMillis = AT): RoadEnd {
  const read = readCode(text);
  if (!read.ok) return { good: false, reason: read.reason, detail: read.detail };
  const verification = verifyEnvelope(read.envelope, set, 'health-code', at);
  if (verification.status !== 'valid') return { good: false, reason: verification.reason, detail: '' };
  const facts = read.format.toFacts(read.envelope);
  if (!facts.ok) return { good: false, reason: facts.reason, detail: facts.detail };
  const { issuer, keyId } = verification;
  const handles = read.format.toRevocationHandles(read.envelope, facts.value);
  if (set.isRevoked({ issuer, keyId, issuedAt: facts.value.issuedAt, handles })) return { good: false, reason: 'code-revoked', detail: '' };
  if (at < facts.value.issuedAt) return { good: false, reason: 'code-not-yet-valid', detail: '' };
  if (at >= facts.value.expiresAt) return { good: false, reason: 'code-expired', detail: '' };
  return { good: true, facts: facts.value };
}
