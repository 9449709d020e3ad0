/** What a code must tell before it can be converted. Pure. Layer: convert. GBT profile sections 4.1 and 5. */
import type { Declaration, Facts } from '../model/facts.ts';
import { latestTest } from '../model/latest-test.ts';
import { toMacauStamp } from '../model/macau-time.ts';
import { CONVERSION_MAX_CODE_AGE_HOURS } from '../model/mainland-profile.ts';
import { HOUR_MS, type UtcMillis } from '../model/units.ts';
import { MAX_NAME, usableText } from './text.ts';

/** Why the code itself cannot be converted, in the order in which it is checked and told. */
export type CodeBarrier = 'colour-not-green' | 'code-too-old' | 'no-negative-test' | 'declaration-incomplete' | 'name-missing' | 'nationality-missing';

/** What the record takes from a convertible code. */
export interface Convertible {
  readonly name: string;
  readonly nationality: string;
  readonly declaration: Declaration;
  /** Sampling time of the negative test, `yyyyMMddHHmmss`, Asia/Macau. */
  readonly testStamp: string;
  readonly laboratory: string | null;
  /** The moment of conversion in the same form. */
  readonly stamp: string;
}

/**
 * Reads what conversion needs, or names the first barrier. Conversion is for green alone: the other side takes only who meets its
 * own green conditions, and an unknown colour is never mapped.
 */
export function readConvertible(facts: Facts, at: UtcMillis): { readonly ok: true; readonly value: Convertible } | { readonly ok: false; readonly barrier: CodeBarrier } {
  const refuse = (barrier: CodeBarrier) => ({ ok: false, barrier }) as const;
  if (facts.colour !== 'green') return refuse('colour-not-green');
  const stamp = toMacauStamp(at);
  // Asked this way round, a time that is no number is too old. A code is good to the full sixth hour.
  const fresh = at - facts.issuedAt <= CONVERSION_MAX_CODE_AGE_HOURS * HOUR_MS;
  if (stamp === null || !fresh) return refuse('code-too-old');
  const test = latestTest(facts.tests, 'nucleic-acid');
  const testStamp = test?.result === 'negative' && test.sampledAt <= at ? toMacauStamp(test.sampledAt) : null;
  if (test === null || testStamp === null) return refuse('no-negative-test');
  if (facts.declaration === null) return refuse('declaration-incomplete');
  const name = usableText(facts.holder.nameHan, MAX_NAME) ?? usableText(facts.holder.nameLatin, MAX_NAME);
  if (name === null) return refuse('name-missing');
  const { nationality } = facts.holder;
  if (nationality === null || !/^[A-Z]{3}$/.test(nationality)) return refuse('nationality-missing');
  const laboratory = usableText(test.laboratory, MAX_NAME);
  return { ok: true, value: { name, nationality, declaration: facts.declaration, testStamp, laboratory, stamp } };
}
