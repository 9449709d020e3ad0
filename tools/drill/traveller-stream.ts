import { TRAVELLER_KINDS, type TravellerKind } from '../../core/contract.ts';

/**
 * What a morning at the desk looks like: mostly good codes, and each kind of trouble now and then.
 * Eleven of twenty are good; every kind occurs in every twenty.
 */
const MORNING: readonly TravellerKind[] = [
  ...Array.from<TravellerKind>({ length: 20 - (TRAVELLER_KINDS.length - 1) }).fill('good'),
  ...TRAVELLER_KINDS.filter((kind) => kind !== 'good'),
];

/** Endless order of kinds, shuffled anew every twenty travellers; the first is good and a repeat never comes before a pass. */
export function* travellerStream(random: () => number): Generator<TravellerKind, never> {
  for (;;) {
    const [first, ...rest] = MORNING;
    yield first ?? 'good';
    for (let left = rest.length; left > 0; left--) {
      const [kind] = rest.splice(Math.floor(random() * left), 1);
      if (kind !== undefined) yield kind;
    }
  }
}
