/**
 * Helper data of a rule: how long a test counts and how often somebody may cross, said once beside the logic instead of inside it. Pure. Layer: rules.
 * Macau's notices count in two ways: hours from the sampling, or calendar days with the day of sampling as day 0.
 */
import * as z from 'zod';
import { DAY_MS, HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';

export const LIMIT_UNITS = ['hours', 'calendar-days'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** How long a test counts. */
export interface Limit {
  readonly amount: number;
  readonly unit: LimitUnit;
}

/** How often a traveller may cross in a calendar day of Macau. */
export interface Frequency {
  readonly crossings: number;
  readonly per: 'day';
}

export interface HelperData {
  readonly limit: Limit | null;
  readonly frequency: Frequency | null;
}

/** A year of hours; no notice has come near. */
const MAX_AMOUNT = 8_784;
const MAX_CROSSINGS = 100;

export const LimitFile = z.strictObject({ amount: z.number().int().min(0).max(MAX_AMOUNT), unit: z.enum(LIMIT_UNITS) });
export const FrequencyFile = z.strictObject({ crossings: z.number().int().min(1).max(MAX_CROSSINGS), per: z.literal('day') });

/** UTC+8 all year (core/model/macau-time.ts). */
const OFFSET_MS = 8 * HOUR_MS;

/** First instant of an instant's calendar day in Macau. */
export const startOfMacauDay = (at: UtcMillis): UtcMillis => utcMillis(Math.floor((at + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS);

/**
 * How old a test is. In hours: begun ones, so that 48 h to the millisecond are 48 and one more is 49. In calendar days: midnights in Macau since the
 * sampling. Negative for a test from the future, however near.
 */
export function ageOf(sampledAt: UtcMillis, at: UtcMillis, unit: LimitUnit): number {
  if (sampledAt > at) return -1;
  return unit === 'hours' ? Math.ceil((at - sampledAt) / HOUR_MS) : (startOfMacauDay(at) - startOfMacauDay(sampledAt)) / DAY_MS;
}
