/** The travellers at the desk, in memory alone: the one who stands here, and those whom newer scans have displaced. Layer: desk. */
import type { ConversionState, VerdictView } from '../contract.ts';
import type { Clock } from '../model/clock.ts';
import type { Facts } from '../model/facts.ts';
import type { MonotonicMs } from '../model/units.ts';
import type { Verdict } from '../model/verdict.ts';
import type { DocumentComparison } from './document-check.ts';

/** The window shows one traveller and keeps one more waiting. */
const MAX_DISPLACED = 2;

export interface Traveller {
  view: VerdictView;
  readonly facts: Facts | null;
  /** On the code alone, as the journal has it. */
  readonly codeVerdict: Verdict;
  /** With what the document says. */
  verdict: Verdict;
  /** The last document that was compared with the code. */
  document: DocumentComparison | null;
  /** What the code is known by; null for what is no code. */
  readonly identity: string | null;
  readonly shownAt: MonotonicMs;
  conversion: ConversionState | null;
}

export interface Travellers {
  /** Who stands here; null when nobody does. */
  here(): Traveller | null;
  /** Stands here from now on. Whoever stood here before and has a conversion still to be made is kept beside. */
  arrive(traveller: Traveller): void;
  find(is: (traveller: Traveller) => boolean): Traveller | null;
  all(): readonly Traveller[];
  forget(): void;
}

/** @param holdLimitMs - longest time for which a displaced traveller stays in memory, from the verdict on. */
export function createTravellers(clock: Clock, holdLimitMs: number): Travellers {
  let here: Traveller | null = null;
  /** Displaced before their conversion was made: the officer may still finish it. */
  let displaced: readonly Traveller[] = [];
  const ageOf = (shownAt: MonotonicMs): number => clock.monotonic() - shownAt;
  /** Newer scans on a busy lane must not keep those before them: each goes at its own time. */
  const dropOld = (): void => {
    displaced = displaced.filter(({ shownAt }) => ageOf(shownAt) < holdLimitMs);
  };
  const displace = (traveller: Traveller): void => {
    displaced = [traveller, ...displaced].slice(0, MAX_DISPLACED);
    // By itself too, when nobody comes after; a process that wants to end need not wait for it.
    setTimeout(() => {
      displaced = displaced.filter((each) => each !== traveller);
    }, Math.max(0, holdLimitMs - ageOf(traveller.shownAt))).unref();
  };
  const all = (): readonly Traveller[] => (here === null ? displaced : [here, ...displaced]);
  return {
    here: () => here,
    arrive(traveller) {
      if (here !== null && isUnfinished(here)) displace(here);
      dropOld();
      here = traveller;
    },
    find(is) {
      dropOld();
      return all().find(is) ?? null;
    },
    all,
    forget() {
      here = null;
      displaced = [];
    },
  };
}

/** A conversion was offered and has not been made. */
const isUnfinished = ({ view, conversion }: Traveller): boolean => view.conversion.possible && conversion === null;
