/** Options that several `trust` commands share, and how their texts are read. */
import { InvalidArgumentError, Option } from 'commander';
import { DAY_MS, type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { readPublicKeyFile } from './key-file.ts';
import type { PublicTrustKey } from './signing-key.ts';

/** Where output goes and what is asked for, so that tests can stand in. */
export interface Output {
  out(line: string): void;
  err(text: string): void;
}

/** A UTC time like 2026-01-31T08:00:00Z. @throws InvalidArgumentError. */
export function parseTime(text: string): UtcMillis {
  const value = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError('expected a UTC time like 2026-01-31T08:00:00Z.');
  return utcMillis(value);
}

/** Ten years: whatever is to hold longer is a mistake. */
const MAX_DAYS = 3_660;
const MAX_THRESHOLD = 16;

/** A whole number of days, in milliseconds from now on. */
export function parseDays(text: string): number {
  return parseWhole(text, MAX_DAYS) * DAY_MS;
}

/** Number of signatures. */
export function parseThreshold(text: string): number {
  return parseWhole(text, MAX_THRESHOLD);
}

function parseWhole(text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > max) throw new InvalidArgumentError(`expected a whole number from 1 to ${max}.`);
  return value;
}

/** When a command takes place; its own clock where nothing is said. */
export const atOption = (): Option => new Option('--at <time>', 'UTC time in place of now, like 2026-01-31T08:00:00Z').argParser(parseTime);
export const daysOption = (usual: number): Option => new Option('--days <n>', `days until it expires; ${usual} when left out`).argParser(parseDays);

/** Instant and expiry of a change. */
export function timingOf({ at = now(), days }: { readonly at?: UtcMillis; readonly days?: number }): { readonly at: UtcMillis; readonly expires?: UtcMillis } {
  return { at, ...(days === undefined ? {} : { expires: utcMillis(at + days) }) };
}

export function now(): UtcMillis {
  return utcMillis(Date.now());
}

export const readPublicKeys = (files: readonly string[]): readonly PublicTrustKey[] => files.map(readPublicKeyFile);
