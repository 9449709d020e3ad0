/** Members that rules of every kind have, as schemas. Layer: rules. */
import type { CertLogicExpression } from 'certlogic-js';
import * as z from 'zod';
import { MINUTE_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import { type LogicRoots, parseLogic } from './logic.ts';

const MAX_TEXT = 500;

export const Id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected 1 to 64 of a-z 0-9 . -');
export const Text = z.string().min(1).max(MAX_TEXT);
export const Instant = z.iso.datetime({ offset: true }).transform((text) => utcMillis(Date.parse(text)));

/** Decrees come into force at a minute. */
const Minute = Instant.refine((at) => at % MINUTE_MS === 0, 'expected a whole minute');

/** When something is in force: from one minute on, until just before another. */
export const Effective = z.strictObject({ from: Minute.optional(), to: Minute.optional() }).superRefine(({ from, to }, context) => {
  if (from !== undefined && to !== undefined && to <= from) context.addIssue({ code: 'custom', path: ['to'], message: 'is not later than effective.from' });
});

/** Null: no beginning, no end. */
export function spanOf(effective: z.output<typeof Effective> | undefined): { readonly effectiveFrom: UtcMillis | null; readonly effectiveTo: UtcMillis | null } {
  return { effectiveFrom: effective?.from ?? null, effectiveTo: effective?.to ?? null };
}

/** The same for a rule and for its set. */
export function isInSpan({ effectiveFrom, effectiveTo }: ReturnType<typeof spanOf>, at: UtcMillis): boolean {
  return (effectiveFrom === null || at >= effectiveFrom) && (effectiveTo === null || at < effectiveTo);
}

/** An expression that reads nothing but what the data of its rules has. */
export function logicOver(roots: LogicRoots) {
  return z.unknown().transform((value, context): CertLogicExpression => {
    const parsed = parseLogic(value, roots);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.fault });
    return z.NEVER;
  });
}
