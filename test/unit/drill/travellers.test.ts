import { describe, expect, it } from 'vitest';
import { RESOURCES_DIR } from '../../../core/config.ts';
import { FOREIGN_KINDS, OWN_KINDS, TRAVELLER_KINDS, type TravellerKind } from '../../../core/contract.ts';
import { FORMAT_IDS } from '../../../core/model/format.ts';
import { type UtcMillis, utcMillis } from '../../../core/model/units.ts';
import { examine, type Examination } from '../../../core/desk/examine.ts';
import { loadRuleSet } from '../../../core/rules/rule-set.ts';
import { combineKeySets } from '../../../core/trust/combine-key-sets.ts';
import { parseKeySet } from '../../../core/trust/key-set.ts';
import { createTravellers } from '../../../tools/drill/travellers.ts';
import { ROUND, travellerStream } from '../../../tools/drill/traveller-stream.ts';
import { createForeignWorkshop, foreignFaults } from '../../../tools/issuer/foreign-workshop.ts';
import { OTHER_FAMILIES } from '../../../tools/issuer/other-families.ts';
import { createRandom } from '../../../tools/issuer/random.ts';
import { createWorkshop } from '../../../tools/issuer/workshop.ts';
import { AT } from '../issuer/road.ts';

const workshops = { own: createWorkshop('drill', AT), foreign: createForeignWorkshop('drill', AT) };
const keys = combineKeySets([parseKeySet(workshops.own.keySet, 'drill'), workshops.foreign.keySet], 'drill');
const rules = loadRuleSet(`${RESOURCES_DIR}rules/default-rules.json`);
const look = (text: string, at: UtcMillis): Examination => examine(text, keys, rules, { direction: 'to-guangdong', port: 'barrier-gate' }, at);
const stream = (seed: string) => {
  const random = createRandom(seed);
  return travellerStream(() => random.below(1_000_000) / 1_000_000);
};
const take = (seed: string, count: number): TravellerKind[] => {
  const kinds = stream(seed);
  return Array.from({ length: count }, () => kinds.next().value);
};

describe('the stream of travellers', () => {
  it.each(['1', '2', '3'])('has every kind in every round, the good ones most often (seed %s)', (seed) => {
    const kinds = take(seed, 4 * ROUND);
    for (let round = 0; round < 4; round++) {
      const counts = Map.groupBy(kinds.slice(round * ROUND, (round + 1) * ROUND), (kind) => kind);
      expect(counts.size).toBe(TRAVELLER_KINDS.length);
      for (const [kind, { length }] of counts) expect(length, kind).toBe(kind === 'good' ? ROUND - TRAVELLER_KINDS.length + 1 : 1);
    }
  });

  it('begins with a good one, so that a repeat has what to repeat', () => {
    for (let seed = 0; seed < 50; seed++) expect(take(`${seed}`, 1)).toEqual(['good']);
  });

  it('follows from the seed, and orders every round anew', () => {
    expect(take('a', 60)).toEqual(take('a', 60));
    expect(take('a', ROUND)).not.toEqual(take('a', 2 * ROUND).slice(ROUND));
  });

  it('has no kind in both groups of the drill bar', () => {
    expect(new Set([...OWN_KINDS, ...FOREIGN_KINDS]).size).toBe(TRAVELLER_KINDS.length);
  });
});

describe('the travellers', () => {
  it.each(['1', '2', '3'])('of fifty in a row show every format and family, and nobody passes who should not (seed %s)', (seed) => {
    const travellers = createTravellers(workshops, createRandom(seed));
    const seen = take(seed, 50).map((kind, index) => {
      const at = utcMillis(AT + index * 10_000);
      return { kind, ...look(travellers.next(kind, at), at) };
    });
    for (const format of FORMAT_IDS) expect(seen.map((each) => each.format)).toContain(format);
    expect(OTHER_FAMILIES.map(({ name }) => name)).toContain(seen.find(({ kind }) => kind === 'not-accepted')?.format);
    // The journal knows a repeat, not the code.
    for (const { kind, verdict } of seen) expect([kind, verdict.outcome === 'pass']).toEqual([kind, kind === 'good' || kind === 'repeated']);
  });

  it('who show a foreign code show one of the kind asked for, its signature good', () => {
    const travellers = createTravellers(workshops, createRandom('x'));
    for (const format of FORMAT_IDS) {
      if (format === 'MO1') continue;
      const { format: shown, facts, verdict } = look(travellers.next(format, AT), AT);
      expect([shown, verdict.outcome, facts?.format]).toEqual([format, 'refer', format]);
    }
  });

  it('who show bad foreign codes have every fault of every format in turn', () => {
    const all = Object.values(workshops.foreign.issuers).flatMap((issuer) => foreignFaults(issuer).map(({ reason }) => `${issuer.format} ${reason}`));
    const travellers = createTravellers(workshops, createRandom('y'));
    const seen = all.map(() => {
      const { format, verdict } = look(travellers.next('foreign-bad', AT), AT);
      return `${format} ${verdict.reasons[0]?.code}`;
    });
    expect(seen.toSorted()).toEqual(all.toSorted());
  });

  it('whose codes are not accepted are of every family in turn', () => {
    const travellers = createTravellers(workshops, createRandom('z'));
    const seen = OTHER_FAMILIES.map(() => look(travellers.next('not-accepted', AT), AT));
    expect(seen.map(({ format }) => format).toSorted()).toEqual(OTHER_FAMILIES.map(({ name }) => name).toSorted());
    expect(new Set(seen.map(({ verdict }) => verdict.reasons[0]?.code))).toEqual(new Set(['recognised-not-accepted']));
  });
});
