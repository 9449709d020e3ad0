/** Runs cases one after the other until time or number is up, or one fails, and counts what they reached. */
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { REASON_CODES } from '../../core/model/reasons.ts';
import { makeCase } from './case.ts';
import type { Case, Input, Plan } from './case.ts';
import { minimise } from './minimise.ts';
import type { Check, Violation } from './properties.ts';

export interface CampaignOptions {
  /** Any text. */
  readonly seed: string;
  /** Whichever comes first. */
  readonly seconds?: number;
  readonly cases?: number;
  /** Told now and then how many cases have run. */
  readonly onProgress?: (cases: number) => void;
}

/** What the cases of one stage of one format came to. */
export interface StageCount {
  readonly format: string;
  readonly stage: string;
  cases: number;
  /** Codes whose signature held: the vectors' own, or a test key's. */
  verified: number;
  readonly reasons: Record<string, number>;
}

export interface Failure {
  readonly number: number;
  readonly format: string;
  readonly stage: string;
  readonly vector: string;
  readonly signed: boolean;
  readonly edits: readonly string[];
  readonly violation: Violation;
  /** As JSON text, or reports in hex. */
  readonly input: string;
  readonly minimised: string;
  readonly minimisedEdits: readonly string[];
}

export interface CampaignReport {
  readonly seed: string;
  readonly cases: number;
  readonly seconds: number;
  readonly casesPerSecond: number;
  readonly heapGrowthBytes: number;
  readonly stages: readonly StageCount[];
  readonly reasons: Readonly<Record<string, number>>;
  /** Reasons of the closed list that no case came to; some need another clock or another rule set. */
  readonly unreached: readonly string[];
  /** What makes the run a failure: empty when all is well. */
  readonly faults: readonly string[];
  readonly failure: Failure | null;
}

/** Most that the heap may grow between the first cases and the last, after collection. */
export const MAX_HEAP_GROWTH_BYTES = 64 * 1_048_576;
/** Cases before the heap is measured first: caches and compiled code are there by then. */
const WARM_UP_CASES = 500;
const TURN_CASES = 50;
const PROGRESS_MS = 10_000;

export async function runCampaign(plan: Plan, check: Check, options: CampaignOptions): Promise<CampaignReport> {
  const { seed, seconds = Infinity, cases = Infinity } = options;
  const counts = plan.stages.map(({ format, stage }): StageCount => ({ format, stage, cases: 0, verified: 0, reasons: {} }));
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) / 1_000;
  let told = started;
  let baseline: number | null = null;
  let failure: Failure | null = null;
  let number = 0;
  for (; number < cases && elapsed() < seconds && failure === null; number++) {
    // As at the desk, where no two codes come without a turn of the event loop: zlib gives its memory back in one.
    if (number % TURN_CASES === 0) await setImmediate();
    if (number === WARM_UP_CASES) baseline = await heapBytes();
    failure = runCase(plan, check, seed, number, counts);
    if (performance.now() - told > PROGRESS_MS) {
      told = performance.now();
      options.onProgress?.(number + 1);
    }
  }
  const took = elapsed();
  const heapGrowthBytes = baseline === null ? 0 : (await heapBytes()) - baseline;
  const reasons = total(counts);
  const faults = [
    ...(failure === null ? [] : [`case ${failure.number}: ${failure.violation.property}: ${failure.violation.detail}`]),
    ...counts.flatMap((stage) => (stage.cases === 0 && failure === null ? [`no case reached ${stage.format} ${stage.stage}`] : [])),
    ...(heapGrowthBytes > MAX_HEAP_GROWTH_BYTES ? [`the heap grew by ${heapGrowthBytes} bytes`] : []),
  ];
  return {
    seed,
    cases: number,
    seconds: took,
    casesPerSecond: Math.round(number / took),
    heapGrowthBytes,
    stages: counts,
    reasons,
    unreached: REASON_CODES.filter((code) => reasons[code] === undefined),
    faults,
    failure,
  };
}

/** Runs one case into the counts. @returns what failed, cut down; null when nothing did. */
function runCase(plan: Plan, check: Check, seed: string, number: number, counts: readonly StageCount[]): Failure | null {
  const made = makeCase(plan, seed, number);
  const { reasons, verified, violation } = check(made.toInput(made.value), made);
  const count = counts.find(({ format, stage }) => format === made.format && stage === made.stage);
  if (count !== undefined) {
    count.cases += 1;
    count.verified += verified;
    for (const reason of reasons) count.reasons[reason] = (count.reasons[reason] ?? 0) + 1;
  }
  return violation === null ? null : describeFailure(plan, seed, made, violation, check);
}

function describeFailure(plan: Plan, seed: string, made: Case, violation: Violation, check: Check): Failure {
  const { smallest, value } = minimise(plan, seed, made, violation, check);
  return {
    number: made.number,
    format: made.format,
    stage: made.stage,
    vector: made.seed.id,
    signed: made.signed,
    edits: made.edits,
    violation,
    input: describeInput(made.toInput(made.value)),
    minimised: describeInput(smallest.toInput(value)),
    minimisedEdits: smallest.edits,
  };
}

/** A text as a JSON string; reports in hex, each with its time. */
export function describeInput(input: Input): string {
  if (input.kind === 'text') return JSON.stringify(input.text);
  return `${input.profile.id}: ${input.reports.map(({ bytes, at }) => `${at}:${bytes.toString('hex')}`).join(' ')}`;
}

function total(stages: readonly StageCount[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { reasons } of stages) for (const [reason, count] of Object.entries(reasons)) sums[reason] = (sums[reason] ?? 0) + count;
  return Object.fromEntries(Object.entries(sums).sort(([, a], [, b]) => b - a));
}

let collect: (() => void) | null = null;

/** What is alive on and off the heap, after collection. */
async function heapBytes(): Promise<number> {
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // The first collection finds what is dead; what it frees off the heap takes a turn.
  collect();
  await setImmediate();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
