/**
 * Units as types: a number that has a unit cannot be passed where another unit is meant.
 * Layer: model (imports nothing).
 */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** Milliseconds since the Unix epoch, UTC, integer. */
export type UtcMillis = Unit<'utc-ms'>;
/** Milliseconds on the process's monotonic clock; only differences mean anything. */
export type MonotonicMs = Unit<'monotonic-ms'>;
/** A length of time in milliseconds. */
export type DurationMs = Unit<'duration-ms'>;

/** Marks an integer as UTC milliseconds. */
export const utcMillis = (value: number): UtcMillis => value as UtcMillis;
/** Marks a number as monotonic milliseconds. */
export const monotonicMs = (value: number): MonotonicMs => value as MonotonicMs;
/** Marks a number as a duration in milliseconds. */
export const durationMs = (value: number): DurationMs => value as DurationMs;

export const SECOND_MS = durationMs(1_000);
export const MINUTE_MS = durationMs(60_000);
export const HOUR_MS = durationMs(3_600_000);
export const DAY_MS = durationMs(86_400_000);
