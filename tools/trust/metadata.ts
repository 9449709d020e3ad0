/**
 * TUF metadata (1.0 clause 4): made, signed, written and read with `@tufjs/models`. Pure; nothing here changes what it is given.
 */
import { createHash } from 'node:crypto';
import { Metadata, MetadataKind, Root, Signature, Snapshot, Targets, Timestamp } from '@tufjs/models';
import type { UtcMillis } from '../../core/model/units.ts';
import { ROLE_NAMES, type RoleName, type Roles, toExpiry } from './roles.ts';
import { type SigningKey, signBytes, toKeyJson } from './signing-key.ts';

export type JsonObject = Parameters<typeof Root.fromJSON>[0];

/** Metadata of each role. */
export interface MetadataOf {
  readonly root: Metadata<Root>;
  readonly targets: Metadata<Targets>;
  readonly snapshot: Metadata<Snapshot>;
  readonly timestamp: Metadata<Timestamp>;
}
export type AnyMetadata = MetadataOf[RoleName];

/** What every role's metadata states. */
export interface Term {
  /** From 1. */
  readonly version: number;
  readonly expires: UtcMillis;
}

/** What targets metadata says of one target. */
export interface TargetEntry {
  /** Bytes. */
  readonly length: number;
  /** Lower-case hex. */
  readonly sha256: string;
  /** The project's own members; `kind` says what the file is. */
  readonly custom: JsonObject;
}

/** Version of the TUF specification that is written. */
const SPEC_VERSION = '1.0.31';

const common = (kind: RoleName, { version, expires }: Term): JsonObject => ({ _type: kind, spec_version: SPEC_VERSION, version, expires: toExpiry(expires) });

/** Member of root metadata beside those of the specification, which clients pass over (clause 4.1): who holds each key, by key identifier. */
const HOLDERS = 'x-portas-holders';

/** Unsigned root metadata; consistent snapshots always. */
export function createRoot(roles: Roles, term: Term): Metadata<Root> {
  const keys = ROLE_NAMES.flatMap((name) => roles[name].keys);
  const holders = Object.fromEntries(keys.flatMap(({ keyId, holder }) => (holder === undefined ? [] : [[keyId, holder]])));
  return new Metadata(
    Root.fromJSON({
      ...common('root', term),
      ...(Object.keys(holders).length === 0 ? {} : { [HOLDERS]: holders }),
      consistent_snapshot: true,
      keys: Object.fromEntries(keys.map(({ keyId, publicHex }) => [keyId, toKeyJson(publicHex)])),
      roles: Object.fromEntries(ROLE_NAMES.map((name) => [name, { keyids: roles[name].keys.map(({ keyId }) => keyId), threshold: roles[name].threshold }])),
    }),
  );
}

/** Unsigned targets metadata; targets in the order of their paths, so that the same targets make the same bytes. */
export function createTargets(targets: ReadonlyMap<string, TargetEntry>, term: Term): Metadata<Targets> {
  const entries = [...targets].sort(([a], [b]) => (a < b ? -1 : 1));
  return new Metadata(
    Targets.fromJSON({
      ...common('targets', term),
      targets: Object.fromEntries(entries.map(([path, { length, sha256, custom }]) => [path, { length, hashes: { sha256 }, custom }])),
    }),
  );
}

/** Unsigned snapshot metadata that names this targets metadata. */
export function createSnapshot(targets: Metadata<Targets>, term: Term): Metadata<Snapshot> {
  return new Metadata(Snapshot.fromJSON({ ...common('snapshot', term), meta: { 'targets.json': toMeta(targets) } }));
}

/** Unsigned timestamp metadata that names this snapshot metadata. */
export function createTimestamp(snapshot: Metadata<Snapshot>, term: Term): Metadata<Timestamp> {
  return new Metadata(Timestamp.fromJSON({ ...common('timestamp', term), meta: { 'snapshot.json': toMeta(snapshot) } }));
}

function toMeta(metadata: AnyMetadata): JsonObject {
  const bytes = toBytes(metadata);
  return { version: metadata.signed.version, length: bytes.length, hashes: { sha256: sha256Of(bytes) } };
}

/** The metadata with one more signature of each key; a key's earlier signature is replaced. */
export function signMetadata<T extends AnyMetadata>(metadata: T, keys: readonly SigningKey[]): T {
  const copy = new Metadata<T['signed']>(metadata.signed, { ...metadata.signatures }, metadata.unrecognizedFields);
  // The library hands over the canonical JSON of the signed part.
  for (const key of keys) copy.sign((data) => new Signature({ keyID: key.keyId, sig: signBytes(data, key) }));
  return copy as T;
}

/** What signatures of the metadata are over: the canonical JSON of its signed part (clause 4.2). */
export function signedBytesOf(metadata: AnyMetadata): Buffer {
  let bytes = Buffer.alloc(0);
  const copy = new Metadata<AnyMetadata['signed']>(metadata.signed);
  // The library shows these bytes to signers alone.
  copy.sign((data) => {
    bytes = Buffer.from(data);
    return new Signature({ keyID: '', sig: '' });
  });
  return bytes;
}

/** The metadata's file, the same bytes every time. */
export function toBytes(metadata: AnyMetadata): Buffer {
  return Buffer.from(`${JSON.stringify(metadata.toJSON(), null, 1)}\n`);
}

/**
 * Reads metadata of a role. Nothing is verified.
 * @param origin - named in errors.
 * @throws Error that says what is wrong with the file.
 */
export function parseMetadata<Name extends RoleName>(name: Name, bytes: Uint8Array, origin: string): MetadataOf[Name] {
  try {
    const json = JSON.parse(Buffer.from(bytes).toString('utf8')) as JsonObject;
    return READERS[name](json);
  } catch (cause) {
    throw new Error(`${origin}: expected ${name} metadata: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

const READERS: { readonly [Name in RoleName]: (json: JsonObject) => MetadataOf[Name] } = {
  root: (json) => Metadata.fromJSON(MetadataKind.Root, json),
  targets: (json) => Metadata.fromJSON(MetadataKind.Targets, json),
  snapshot: (json) => Metadata.fromJSON(MetadataKind.Snapshot, json),
  timestamp: (json) => Metadata.fromJSON(MetadataKind.Timestamp, json),
};

/** Roles of root metadata, to start the next version from. @throws Error for keys that are not Ed25519 in hex, or a role that is missing. */
export function rolesOf({ signed }: Metadata<Root>): Roles {
  const holders = new Map(Object.entries(signed.unrecognizedFields[HOLDERS] ?? {}));
  const roleOf = (name: RoleName): Roles[RoleName] => {
    const role = signed.roles[name];
    if (role === undefined) throw new Error(`root metadata: expected a role ${name}`);
    const keys = role.keyIDs.map((keyId) => {
      const publicHex = signed.keys[keyId]?.keyVal.public;
      if (publicHex === undefined || !/^[0-9a-f]{64}$/.test(publicHex)) throw new Error(`root metadata: expected key ${keyId} to be an Ed25519 key in hex`);
      const holder: unknown = holders.get(keyId);
      return { keyId, publicHex, ...(typeof holder === 'string' ? { holder } : {}) };
    });
    return { keys, threshold: role.threshold };
  };
  return { root: roleOf('root'), targets: roleOf('targets'), snapshot: roleOf('snapshot'), timestamp: roleOf('timestamp') };
}

/** The targets of targets metadata by path. */
export function targetsOf({ signed }: Metadata<Targets>): ReadonlyMap<string, TargetEntry> {
  return new Map(
    Object.entries(signed.targets).map(([path, { length, hashes, custom }]) => [path, { length, sha256: hashes.sha256 ?? '', custom: custom as JsonObject }]),
  );
}

/** Lower-case hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
