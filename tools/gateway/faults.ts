/** Faults a gateway can be told to have, for drills and tests. Reproducible: the same seed and requests give the same faults. */
import { createHash } from 'node:crypto';
import * as z from 'zod';

export const FAULT_KINDS = [
  /** 503, code 3002, nothing done. */
  'unavailable',
  /** 429 with Retry-After, nothing done. */
  'too-many-requests',
  /** No answer at all, nothing done. */
  'hang',
  /** A web page with status 200, as a captive portal sends. */
  'html',
  /** Everything done and committed, then 500. */
  'error-after-commit',
  /** Everything done and committed, the connection reset in the middle of the answer. */
  'reset',
  /** Batch answers: one result has another hash; one is missing; they come in reverse; one is for an unknown record; one comes twice. */
  'wrong-hash',
  'dropped',
  'reordered',
  'foreign',
  'doubled',
  /** Single records are answered busy; rolled for each record. */
  'busy-record',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultPlan {
  /** Refuses connections. */
  readonly down: boolean;
  /** Share of requests (of records for `busy-record`), 0 to 1. All but the last are exclusive: their sum counts up to 1. */
  readonly rates: Readonly<Partial<Record<FaultKind, number>>>;
  readonly seed: number;
  readonly retryAfterSeconds: number;
}

export const NO_FAULTS: FaultPlan = { down: false, rates: {}, seed: 1, retryAfterSeconds: 1 };

export const FaultChange = z.strictObject({
  down: z.boolean().optional(),
  rates: z.partialRecord(z.enum(FAULT_KINDS), z.number().min(0).max(1)).optional(),
  seed: z.int().min(0).max(0xffff_ffff).optional(),
  retryAfterSeconds: z.int().min(0).max(86_400).optional(),
});
export type FaultChange = z.infer<typeof FaultChange>;

export interface FaultDice {
  /** The fault of the next request; null for none. */
  forRequest(): FaultKind | null;
  /** Whether the next record is answered busy. */
  forRecord(): boolean;
}

export function createDice(plan: FaultPlan): FaultDice {
  const random = seededRandom(plan.seed);
  return {
    forRequest() {
      let roll = random();
      for (const kind of FAULT_KINDS) {
        if (kind === 'busy-record') continue;
        roll -= plan.rates[kind] ?? 0;
        if (roll < 0) return kind;
      }
      return null;
    },
    forRecord: () => random() < (plan.rates['busy-record'] ?? 0),
  };
}

/** Reads `down`, `seed=7`, `retry-after=2` and `kind=rate`, comma-separated. Throws a plain error that names the wrong part. */
export function parseFaults(text: string): FaultChange {
  const rates: Partial<Record<FaultKind, number>> = {};
  let change: FaultChange = {};
  for (const part of text.split(',').filter((each) => each !== '')) {
    const [name = '', value = ''] = part.split('=');
    const number = value === '' ? Number.NaN : Number(value);
    const kind = FAULT_KINDS.find((each) => each === name);
    if (part === 'down') change = { ...change, down: true };
    else if (name === 'seed') change = { ...change, seed: number };
    else if (name === 'retry-after') change = { ...change, retryAfterSeconds: number };
    else if (kind !== undefined) rates[kind] = number;
    else throw new Error(`--faults: ${name}: expected down, seed=N, retry-after=SECONDS or one of ${FAULT_KINDS.join(', ')} with =RATE`);
  }
  const parsed = FaultChange.safeParse({ ...change, rates });
  if (parsed.success) return parsed.data;
  throw new Error(`--faults: ${parsed.error.issues[0]?.path.join('.') ?? ''}: expected a rate from 0 to 1, a seed or seconds as an integer`);
}

/** Uniform in [0, 1), the same row of numbers for the same seed: a hash of a counter is fast enough for faults. */
function seededRandom(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}
