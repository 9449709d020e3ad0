/** What is measured by `npm run bench -- verify`: a verifier takes a code's text and says whether it would let it pass. */
import type { UtcMillis } from '../../../core/model/units.ts';
import type { KeySet } from '../../../core/trust/key-set.ts';

/**
 * Steps that suites state something about, in the order of the road. `verify` is everything up to and with the signature; `usage`, whether the key may
 * state it; `current`, neither out of its time nor withdrawn.
 */
export const STEPS = ['verify', 'schema', 'usage', 'current'] as const;
export type Step = (typeof STEPS)[number];

/** A code is accepted, or refused at a step. Verifiers that cannot tell say `verify`. */
export type Answer = 'accepted' | Step;

/** @param at - instant to judge at; most peers do not ask for one. */
export type Verify = (text: string, at: UtcMillis) => Answer | Promise<Answer>;

/** One published vector, as far as it tells whether its code is good. */
export interface Case<Trust> {
  readonly id: string;
  readonly text: string;
  readonly at: UtcMillis;
  /** Whom the vector says to trust, in the format's own form. */
  readonly trust: Trust;
  readonly stated: Readonly<Partial<Record<Step, boolean>>>;
}

/** A verifier someone could use instead. */
export interface Peer<Trust> {
  /** Name of the npm package, with what it takes besides. */
  readonly name: string;
  readonly package: string;
  /** What a reader has to know of its figures. */
  readonly note?: string;
  /** Everything that is done once and not for each code happens here or when a trust list is given. */
  load(packages: PeerPackages): Promise<(trust: Trust) => Verify>;
}

/** The installed packages of test/bench/peers. */
export interface PeerPackages {
  version(name: string): string;
  /** Imports a package as it is published. */
  import(name: string): Promise<unknown>;
  /** Bundles a package whose published entry does not run, network calls replaced, and imports that. */
  importBundled(name: string, entry: string): Promise<unknown>;
}

/** A format as the benchmark needs it: its vectors, its trust, its peers. */
export interface Format<Trust> {
  readonly name: string;
  readonly cases: readonly Case<Trust>[];
  /** One trust list of many, as a terminal has it. */
  join(trusts: readonly Trust[]): Trust;
  toKeySet(trust: Trust): KeySet;
  readonly peers: readonly Peer<Trust>[];
}
