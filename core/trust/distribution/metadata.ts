/** What this terminal reads in metadata that tuf-js has verified: versions, expiries, the keys of two roles, the targets. TUF 1.0 clause 4. Layer: trust. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { TRUST_ROLES, type TrustExpiries, type TrustMarks, type TrustRole, type TrustVersions } from '../../model/trust-distribution.ts';
import { type UtcMillis, utcMillis } from '../../model/units.ts';

const Version = z.int().min(1);
const Expires = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'expected a time' });
  return utcMillis(at);
});
const Common = z.looseObject({ signed: z.looseObject({ version: Version, expires: Expires }) });
const Role = z.looseObject({ keyids: z.array(z.string()), threshold: z.int().min(1) });
const Key = z.looseObject({ keyval: z.record(z.string(), z.unknown()) });
// tuf-js counts identifiers; a threshold counts keys.
const Keys = z.record(z.string(), Key).refine((keys) => new Set(Object.values(keys).map(({ keyval }) => keyval.public)).size === Object.keys(keys).length, 'expected each key under one identifier');
const Root = z.looseObject({ signed: z.looseObject({ _type: z.literal('root'), version: Version, keys: Keys, roles: z.looseObject({ timestamp: Role, snapshot: Role }) }) });
const Target = z.looseObject({
  length: z.int().min(0),
  hashes: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 32 bytes in lower-case hex') }),
  custom: z.record(z.string(), z.unknown()).default({}),
});
const Targets = z.looseObject({ signed: z.looseObject({ targets: z.record(z.string(), Target) }) });

/** What targets metadata says of one target. */
export interface TargetEntry {
  /** With `/`. */
  readonly name: string;
  /** Bytes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly custom: Readonly<Record<string, unknown>>;
}

/** Keys and the number of them that must sign. */
export interface RoleKeys {
  readonly keyIds: readonly string[];
  readonly threshold: number;
}

/** The metadata of one set. */
export interface SetMetadata {
  readonly versions: TrustVersions;
  readonly expires: TrustExpiries;
  readonly roles: { readonly timestamp: RoleKeys; readonly snapshot: RoleKeys };
  readonly targets: readonly TargetEntry[];
  /** The targets metadata as it is: two sets with the same have the same targets. */
  readonly targetsBytes: Buffer;
}

/**
 * Reads the metadata of a set's folder, which must have been verified.
 * @throws ZodError, SyntaxError or what the file system throws.
 */
export function readSetMetadata(folder: string): SetMetadata {
  const bytes = (name: string): Buffer => readFileSync(join(folder, `${name}.json`));
  const json = (name: string): unknown => JSON.parse(bytes(name).toString('utf8'));
  const signedOf = (name: TrustRole): z.output<typeof Common>['signed'] => Common.parse(json(name)).signed;
  const common = { root: signedOf('root'), timestamp: signedOf('timestamp'), snapshot: signedOf('snapshot'), targets: signedOf('targets') };
  const roles = Root.parse(json('root')).signed.roles;
  const targetsBytes = bytes('targets');
  const { targets } = Targets.parse(JSON.parse(targetsBytes.toString('utf8'))).signed;
  const pick = <T>(of: (signed: z.output<typeof Common>['signed']) => T): Record<TrustRole, T> => ({
    root: of(common.root),
    timestamp: of(common.timestamp),
    snapshot: of(common.snapshot),
    targets: of(common.targets),
  });
  return {
    versions: pick(({ version }) => version),
    expires: pick(({ expires }) => expires),
    roles: { timestamp: toRoleKeys(roles.timestamp), snapshot: toRoleKeys(roles.snapshot) },
    targets: Object.entries(targets).map(([name, { length, hashes, custom }]) => ({ name, length, sha256: hashes.sha256, custom })),
    targetsBytes,
  };
}

/** End of the time that a set is signed for: with the first of its roles (TUF 1.0 clause 5.1, and 5.3.10, 5.4.4, 5.5.6, 5.6.6 for each role). */
export const signedUntil = (expires: TrustExpiries): UtcMillis => utcMillis(Math.min(...TRUST_ROLES.map((role) => expires[role])));

/** Versions of those roles' metadata that is in a folder and can be read, for telling how far an update came; null unless all are there. */
export function readVersions(folder: string): TrustVersions | null {
  try {
    return readSetMetadata(folder).versions;
  } catch {
    return null;
  }
}

/** Whether bytes are root metadata in form; nothing is verified. */
export function isRootMetadata(bytes: Uint8Array): boolean {
  try {
    return Root.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).success;
  } catch {
    return false;
  }
}

function toRoleKeys({ keyids, threshold }: z.output<typeof Role>): RoleKeys {
  return { keyIds: keyids, threshold };
}

/** The marks that a set leaves. */
export function toMarks({ versions, roles }: SetMetadata, signedAt: TrustMarks['signedAt'], verifiedAt: TrustMarks['verifiedAt']): TrustMarks {
  return { versions, keyIds: { timestamp: roles.timestamp.keyIds, snapshot: roles.snapshot.keyIds }, signedAt, verifiedAt };
}
