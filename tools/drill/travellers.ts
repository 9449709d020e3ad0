import type { TravellerKind } from '../../core/contract.ts';
import type { UtcMillis } from '../../core/model/units.ts';
import { type BadCodeName, makeBadCode } from '../issuer/bad-codes.ts';
import { encodeMo1, type Mo1Claims } from '../issuer/encode-mo1.ts';
import { type ForeignWorkshop, foreignFaults, sampleForeignClaims } from '../issuer/foreign-workshop.ts';
import { OTHER_FAMILIES } from '../issuer/other-families.ts';
import type { Random } from '../issuer/random.ts';
import { sampleTraveller } from '../issuer/sample-travellers.ts';
import type { Workshop } from '../issuer/workshop.ts';

/** Passed codes a repeat is chosen from; older ones are forgotten. */
const REMEMBERED_PASSES = 20;
/** A repeat comes this long after its first showing, so that the desk's re-read window does not swallow it. */
export const REPEAT_AFTER_MS = 5_000;

const UNREADABLE: readonly [BadCodeName, ...BadCodeName[]] = ['truncated', 'garbage', 'not-base45', 'wrong-version'];
const COLOURS = { yellow: 'yellow', red: 'red', blue: 'blue' } as const;

/** Makes the code that a traveller of a kind shows. */
export interface Travellers {
  /** @returns the code's text; for `repeated` before anybody could be repeated, a good one. */
  next(kind: TravellerKind, at: UtcMillis): string;
}

/** Where the travellers' codes come from. */
export interface Workshops {
  readonly own: Workshop;
  readonly foreign: ForeignWorkshop;
}

export function createTravellers({ own: workshop, foreign }: Workshops, random: Random, repeatAfterMs: number = REPEAT_AFTER_MS): Travellers {
  const shown: { text: string; at: UtcMillis }[] = [];
  const good = (at: UtcMillis): string => {
    const text = encodeMo1(claims(at), workshop.signer);
    shown.push({ text, at });
    if (shown.length > REMEMBERED_PASSES) shown.shift();
    return text;
  };
  const claims = (at: UtcMillis): Mo1Claims => sampleTraveller(random, { issuer: workshop.issuer, at });
  const foreignFault = inTurn(Object.values(foreign.issuers).flatMap(foreignFaults), random);
  const otherFamily = inTurn(OTHER_FAMILIES, random);
  const bad = (name: BadCodeName, at: UtcMillis): string => makeBadCode(name, workshop, claims(at), at);
  return {
    next(kind, at) {
      switch (kind) {
        case 'good':
          return good(at);
        case 'yellow':
        case 'red':
        case 'blue':
          return encodeMo1({ ...claims(at), colour: COLOURS[kind] }, workshop.signer);
        case 'expired':
        case 'revoked':
        case 'unknown-issuer':
        case 'forged':
          return bad(kind, at);
        case 'unreadable':
          return bad(random.pick(UNREADABLE), at);
        case 'repeated': {
          const earlier = shown.filter((each) => at - each.at >= repeatAfterMs);
          return earlier.at(-1)?.text ?? good(at);
        }
        case 'foreign-bad':
          return foreignFault.next().value.make(sampleForeignClaims(random, at));
        case 'not-accepted':
          return otherFamily.next().value.make(random);
        default:
          return foreign.issuers[kind].encode(sampleForeignClaims(random, at), 'issuer');
      }
    },
  };
}

/** One after another from a chosen place on, without end: whoever presents them one by one sees them all. */
function* inTurn<T>(list: readonly T[], random: Random): Generator<T, never> {
  const start = random.below(list.length);
  for (;;) yield* [...list.slice(start), ...list.slice(0, start)];
}
