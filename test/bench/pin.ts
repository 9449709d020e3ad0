/**
 * Benchmark `pin`: what one guess at a kept PIN costs whoever has both database and hash key, in processor time, and what all PINs of six digits would.
 * The same function at a fourth of the memory stands beside it: the cost is the memory's, so it has to fall with it.
 */
import { createHmac } from 'node:crypto';
import { isRightPin, makePin, type Pepper, PIN_COST, type ScryptCost } from '../../core/staff/pin.ts';
import { distributionOf } from './measure.ts';
import { type BenchResult, MACHINE, timingsResult } from './result.ts';

const GUESSES = 20;
const STAFF_NUMBER = '1042';
const PINS = 1_000_000;
const CHEAPER: ScryptCost = { ...PIN_COST, cost: PIN_COST.cost / 4 };
const pepper: Pepper = (text) => createHmac('sha256', Buffer.alloc(32, 1)).update(text).digest();

export async function pin(): Promise<BenchResult> {
  const [full, quarter] = [await measure(PIN_COST), await measure(CHEAPER)];
  const hours = (full.p50 * PINS) / 3_600_000;
  return timingsResult({
    name: 'pin',
    machine: `${MACHINE}, scrypt N = ${PIN_COST.cost}, r = ${PIN_COST.blockSize}, p = ${PIN_COST.parallelization}`,
    timings: { 'one guess (processor)': full, 'one guess at a fourth of N (processor)': quarter },
    ratios: { 'hours of one core for all PINs of six digits': hours, 'guess at N / at a fourth of it, p50': full.p50 / quarter.p50 },
    targets: [],
  });
}

/** Processor time of wrong guesses, which other programs on the machine do not stretch. */
async function measure(cost: ScryptCost) {
  const kept = await makePin(STAFF_NUMBER, '482915', pepper, cost);
  const samples: number[] = [];
  for (let guess = 0; guess <= GUESSES; guess++) {
    const start = process.cpuUsage();
    if (await isRightPin(STAFF_NUMBER, guess.toString().padStart(6, '0'), pepper, kept)) throw new Error('a wrong PIN was taken for the right one');
    const { user, system } = process.cpuUsage(start);
    // The first one warms up.
    if (guess > 0) samples.push((user + system) / 1_000);
  }
  return distributionOf(samples);
}
