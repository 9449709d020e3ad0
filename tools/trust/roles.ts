/**
 * The four top-level roles of TUF (1.0 clause 2.1) as this repository uses them: who signs, how many, for how long.
 */
import { DAY_MS, durationMs } from '../../core/model/units.ts';
import type { DurationMs, UtcMillis } from '../../core/model/units.ts';
import { type PublicTrustKey, type SigningKey, signingKeyFromSeed } from './signing-key.ts';

export const ROLE_NAMES = ['root', 'targets', 'snapshot', 'timestamp'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** Keys and the number of them that must sign. */
export interface Role {
  readonly keys: readonly PublicTrustKey[];
  readonly threshold: number;
}
export type Roles = Readonly<Record<RoleName, Role>>;

/** Private keys by role: all of them, or those at hand. */
export type RoleKeys = Readonly<Record<RoleName, readonly SigningKey[]>>;

/** Two people for what decides who is trusted; one machine for what is renewed every day. */
export const THRESHOLDS: Readonly<Record<RoleName, number>> = { root: 2, targets: 2, snapshot: 1, timestamp: 1 };
/** Keys of a role as the ceremony makes them: one may be lost. */
export const KEYS_PER_ROLE: Readonly<Record<RoleName, number>> = { root: 3, targets: 3, snapshot: 1, timestamp: 1 };

/** How long metadata lives when no other time is given: the shorter, the more often somebody must sign. */
export const LIFETIMES: Readonly<Record<RoleName, DurationMs>> = {
  root: durationMs(365 * DAY_MS),
  targets: durationMs(90 * DAY_MS),
  snapshot: durationMs(7 * DAY_MS),
  timestamp: DAY_MS,
};

/** Public keys and thresholds of keys. @param thresholds - {@link THRESHOLDS} when left out. */
export function toRoles(keys: Readonly<Record<RoleName, readonly PublicTrustKey[]>>, thresholds: Partial<Record<RoleName, number>> = {}): Roles {
  const roleOf = (name: RoleName): Role => ({
    keys: keys[name].map(({ keyId, publicHex, holder }) => ({ keyId, publicHex, ...(holder === undefined ? {} : { holder }) })),
    threshold: thresholds[name] ?? THRESHOLDS[name],
  });
  return { root: roleOf('root'), targets: roleOf('targets'), snapshot: roleOf('snapshot'), timestamp: roleOf('timestamp') };
}

/** Keys of all roles from a seed, the same every time, as many as a ceremony makes. For tests and drills only. */
export function roleKeysFromSeed(seed: string): RoleKeys {
  const keysOf = (name: RoleName): readonly SigningKey[] =>
    Array.from({ length: KEYS_PER_ROLE[name] }, (_, index) => signingKeyFromSeed(`${seed} ${name} ${index + 1}`));
  return { root: keysOf('root'), targets: keysOf('targets'), snapshot: keysOf('snapshot'), timestamp: keysOf('timestamp') };
}

/** A lifetime from `at`; UTC, whole seconds as TUF writes times (clause 4.2). */
export function toExpiry(at: UtcMillis): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
