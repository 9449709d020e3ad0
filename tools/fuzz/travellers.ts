/** MO1 codes of travellers about whom each rule has something to say: the vectors' own travellers mostly pass. The same every time. */
import type { UtcMillis } from '../../core/model/units.ts';
import { utcMillis } from '../../core/model/units.ts';
import { encodeMo1 } from '../issuer/encode-mo1.ts';
import type { Mo1Claims } from '../issuer/encode-mo1.ts';
import type { Signer } from '../issuer/keys.ts';
import { createRandom } from '../issuer/random.ts';
import { sampleTraveller } from '../issuer/sample-travellers.ts';

const DAY_MS = 86_400_000;

/** What is otherwise than with a traveller whom nothing speaks against. */
const CHANGES: Readonly<Record<string, (claims: Mo1Claims) => Partial<Mo1Claims>>> = {
  green: () => ({}),
  red: () => ({ colour: 'red' }),
  yellow: () => ({ colour: 'yellow' }),
  symptoms: ({ declaration }) => ({ declaration: declaration && { ...declaration, symptoms: ['fever', 'other'] } }),
  contact: ({ declaration }) => ({ declaration: declaration && { ...declaration, contact: 'yes' } }),
  'risk area': ({ declaration }) => ({ declaration: declaration && { ...declaration, riskAreaStay: 'unsure' } }),
  'no declaration': () => ({ declaration: null }),
  'no documents': () => ({ documents: [] }),
  'no tests': () => ({ tests: [] }),
  'old test': ({ tests }) => ({ tests: tests.map((test) => ({ ...test, sampledAt: utcMillis(test.sampledAt - 20 * DAY_MS), reportedAt: null })) }),
  'positive test': ({ tests }) => ({ tests: tests.map((test) => ({ ...test, result: 'positive' })) }),
  'inconclusive test': ({ tests }) => ({ tests: tests.map((test) => ({ ...test, result: 'inconclusive' })) }),
};

/** One code each. */
export function travellerCodes(signer: Signer, at: UtcMillis): readonly { readonly id: string; readonly text: string }[] {
  return Object.entries(CHANGES).map(([id, change]) => {
    const claims = sampleTraveller(createRandom(`traveller ${id}`), { issuer: signer.issuer, at });
    return { id: `traveller: ${id}`, text: encodeMo1({ ...claims, ...change(claims) }, signer) };
  });
}
