/**
 * PINs: what may be one, and how one is kept. scrypt (RFC 7914) with the parameters OWASP recommends: 128 MiB and some 0.4 s a try, so that
 * guessing offline costs a hundred core hours for all six-digit PINs of one person (measured: test/bench/pin.ts), and without the terminal's hash key, which lies in a file of its own,
 * nothing can be tried at all. Layer: staff.
 * @see OWASP Password Storage Cheat Sheet, scrypt N=2^17, r=8, p=1
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { PinRecord } from '../model/staff.ts';

/** Digits alone: a desk's number pad is enough. */
export const PIN_PATTERN = /^\d{6,12}$/;

export interface ScryptCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}
export const PIN_COST: ScryptCost = { cost: 2 ** 17, blockSize: 8, parallelization: 1 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Keyed hash with the terminal's own secret. */
export type Pepper = (text: string) => Uint8Array;

/** Whether a PIN can be guessed without trying: one digit over and over, a run up or down, a pair repeated, the staff number. */
export function isWeakPin(pin: string, staffNumber: string): boolean {
  const steps = new Set(Array.from(pin).slice(1).map((digit, index) => (Number(digit) - Number(pin[index]) + 10) % 10));
  const isRun = steps.size === 1 && ['0', '1', '9'].includes([...steps].join());
  const isRepeat = [1, 2, 3].some((length) => pin === pin.slice(0, length).repeat(pin.length / length));
  return isRun || isRepeat || pin.includes(staffNumber) || staffNumber.includes(pin);
}

/** Hashes a new PIN under a fresh salt. @param cost - tests use a small one. */
export async function makePin(staffNumber: string, pin: string, pepper: Pepper, cost: ScryptCost = PIN_COST): Promise<PinRecord> {
  const salt = randomBytes(SALT_BYTES);
  return { salt, hash: await hashPin(staffNumber, pin, pepper, salt, cost), ...cost };
}

/** Compares in constant time. */
export async function isRightPin(staffNumber: string, pin: string, pepper: Pepper, kept: PinRecord): Promise<boolean> {
  const hash = await hashPin(staffNumber, pin, pepper, kept.salt, kept);
  return hash.length === kept.hash.length && timingSafeEqual(hash, kept.hash);
}

function hashPin(staffNumber: string, pin: string, pepper: Pepper, salt: Uint8Array, { cost, blockSize, parallelization }: ScryptCost): Promise<Buffer> {
  // scrypt takes 128 * N * r bytes; twice that lets it, and nothing larger, run.
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(pepper(`pin|${staffNumber}|${pin}`), salt, HASH_BYTES, options, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
