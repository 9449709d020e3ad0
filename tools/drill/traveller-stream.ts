import { TRAVELLER_KINDS, type TravellerKind } from '../../core/contract.ts';

/** Travellers after whom every kind has been there. */
export const ROUND = 30;

/**
 * What a morning at the desk looks like: about half are good codes of this border, and each kind of trouble and each foreign format comes now and
 * then; every kind occurs once in a round, the good ones as often as is left.
 */
const MORNING: readonly TravellerKind[] = [
  ...Array.from<TravellerKind>({ length: ROUND - (TRAVELLER_KINDS.length - 1) }).fill('good'),
  ...TRAVELLER_KINDS.filter((kind) => kind !== 'good'),
];

/** Endless order of kinds, shuffled anew every round; the first is good and a repeat never comes before a pass. */
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
