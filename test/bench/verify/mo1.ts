/** MO1 in the benchmark `verify`: this project's own vectors. Nobody else reads its codes. */
import { utcMillis } from '../../../core/model/units.ts';
import { parseKeySet } from '../../../core/trust/key-set.ts';
import { readJson } from './vectors.ts';
import type { Case, Format } from './verifier.ts';

/** What of the vectors' file is used here. */
interface Mo1Suite {
  readonly validationClock: string;
  readonly keySet: unknown;
  readonly vectors: readonly { readonly id: string; readonly code: string; readonly expected: Readonly<Record<'read' | 'verify' | 'understand' | 'current', string | null>> }[];
}

const suite = readJson('mo1/mo1.json') as Mo1Suite;

export const mo1Format: Format<unknown> = {
  name: 'MO1',
  cases: suite.vectors.map(toCase),
  join: () => suite.keySet,
  toKeySet: (trust) => parseKeySet(trust, 'vectors'),
  peers: [],
};

function toCase({ id, code, expected }: Mo1Suite['vectors'][number]): Case<unknown> {
  const { read, verify, understand, current } = expected;
  const later = { schema: understand, current };
  const stated = Object.fromEntries(Object.entries(later).flatMap(([step, outcome]) => (outcome === null ? [] : [[step, outcome === 'ok']])));
  return { id, text: code, at: utcMillis(Date.parse(suite.validationClock)), trust: suite.keySet, stated: { verify: read === 'ok' && verify === 'ok', ...stated } };
}
