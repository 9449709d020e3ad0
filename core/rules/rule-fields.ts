/** Members that rules of every kind have, as schemas. Layer: rules. */
import type { CertLogicExpression } from 'certlogic-js';
import * as z from 'zod';
import { utcMillis } from '../model/units.ts';
import { type LogicRoots, parseLogic } from './logic.ts';

const MAX_TEXT = 500;

export const Id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'expected 1 to 64 of a-z 0-9 . -');
export const Text = z.string().min(1).max(MAX_TEXT);
export const Instant = z.iso.datetime({ offset: true }).transform((text) => utcMillis(Date.parse(text)));

/** An expression that reads nothing but what the data of its rules has. */
export function logicOver(roots: LogicRoots) {
  return z.unknown().transform((value, context): CertLogicExpression => {
    const parsed = parseLogic(value, roots);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.fault });
    return z.NEVER;
  });
}
