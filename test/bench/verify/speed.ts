/**
 * How fast verifiers are on the same codes: short turns, one after the other, many times over. A second is one of processor time, all threads of the
 * process counted, so that other work on the machine and a peer's own threads make no difference.
 */

/** Something that is timed: does one verification, the `index`-th. */
export interface Contender {
  readonly name: string;
  once(index: number): unknown;
}

export interface Speed {
  /** Verifications per second of processor time, the median of the rounds. */
  readonly perSecond: number;
  /** The same in each round, in order. */
  readonly rounds: readonly number[];
}

const ROUNDS = 15;
const TURN_MS = 60;

/** @returns the speeds, in the contenders' order. */
export async function race(contenders: readonly Contender[]): Promise<readonly Speed[]> {
  const rates = contenders.map((): number[] => []);
  // The first round warms up and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, contender] of contenders.entries()) {
      const rate = await turn(contender);
      if (round > 0) rates[index]?.push(rate);
    }
  }
  return rates.map((rounds) => ({ perSecond: median(rounds), rounds }));
}

async function turn(contender: Contender): Promise<number> {
  let done = 0;
  const used = process.cpuUsage();
  const end = performance.now() + TURN_MS;
  while (performance.now() < end) {
    const result = contender.once(done++);
    if (result instanceof Promise) await result;
  }
  const { user, system } = process.cpuUsage(used);
  return (done * 1_000_000) / (user + system);
}

/** One speed against another, each in its best round: what is left of a busy machine's influence. */
export function bestRatioOf(one: Speed, other: Speed): number {
  return Math.max(...one.rounds) / Math.max(...other.rounds);
}

/** The median over the rounds of one speed against another: both ran within the same second. */
export function ratioOf(one: Speed, other: Speed): number {
  return median(one.rounds.map((rate, round) => rate / (other.rounds[round] ?? Number.NaN)));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
