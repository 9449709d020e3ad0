/**
 * Seeded random choices, so that a drill or a test shows the same travellers each time. Not for secrets.
 */
import { createHash } from 'node:crypto';

export interface Random {
  /** An integer from 0 to `bound - 1`; `bound` at most 2^32. */
  below(bound: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  /** Lower-case hex. */
  hex(bytes: number): string;
  digits(count: number): string;
}

/** A stream of choices that depends on the seed alone: SHA-256 in counter mode. */
export function createRandom(seed: string): Random {
  let counter = 0;
  let block = Buffer.alloc(0);
  const word = (): number => {
    if (block.length === 0) block = createHash('sha256').update(`${counter++}:${seed}`).digest();
    const value = block.readUInt32LE(0);
    block = block.subarray(4);
    return value;
  };
  const below = (bound: number): number => Math.floor((word() / 2 ** 32) * bound);
  return {
    below,
    pick: (list) => list[below(list.length)] ?? list[0],
    oneIn: (n) => below(n) === 0,
    hex: (bytes) => Array.from({ length: bytes }, () => below(256).toString(16).padStart(2, '0')).join(''),
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}
