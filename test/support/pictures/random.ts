/** Random numbers that are the same every time: from a seed, evenly in 0 to 1 (Marsaglia's xorshift, 32 bits, mixed). */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x85ebca6b) >>> 0) / 2 ** 32;
  };
}

/** A number between two. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

/** A normally distributed number around 0 (Box and Muller). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
