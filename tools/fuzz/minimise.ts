/** Cuts a failing case down: fewer edits first, then less of the changed layer, as long as the same property still fails. */
import { makeCase } from './case.ts';
import type { Case, Plan, Value } from './case.ts';
import type { Check, Violation } from './properties.ts';

/** Enough for a few thousand bytes; a slow case takes its time. */
const MAX_TRIES = 2_000;
const MAX_MS = 5_000;

/** The smallest failing form that was found; at worst the case itself. */
export function minimise(plan: Plan, seed: string, failing: Case, violation: Violation, check: Check): { readonly smallest: Case; readonly value: Value } {
  const fails = (candidate: Case, value: Value): boolean => check(candidate.toInput(value), candidate).violation?.property === violation.property;
  const fewer = failing.edits.map((_, count) => makeCase(plan, seed, failing.number, count)).find((candidate) => fails(candidate, candidate.value));
  const smallest = fewer ?? failing;
  const started = performance.now();
  let tries = 0;
  let value = smallest.value;
  for (let step = Math.max(1, value.length >> 1); step >= 1; step = step === 1 ? 0 : step >> 1) {
    for (let from = 0; from < value.length && tries < MAX_TRIES && performance.now() - started < MAX_MS; tries++) {
      const cut = without(value, from, from + step);
      if (fails(smallest, cut)) value = cut;
      else from += step;
    }
  }
  return { smallest, value };
}

function without(value: Value, from: number, to: number): Value {
  if (typeof value === 'string') return value.slice(0, from) + value.slice(to);
  return Buffer.isBuffer(value) ? Buffer.concat([value.subarray(0, from), value.subarray(to)]) : value.toSpliced(from, to - from);
}
