/** tuf-js as this terminal uses it: on a folder of its own, at a time of ours, within our bounds. TUF 1.0 clause 5. Layer: trust. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fetcher, Updater } from 'tuf-js';
import { type UtcMillis, utcMillis } from '../../model/units.ts';
import { METADATA_URL, NO_SOURCE, TARGETS_URL } from './fetcher.ts';
import type { SetFolder } from './layout.ts';
import { MAX_ROOT_BYTES, MAX_ROOT_ROTATIONS, MAX_SNAPSHOT_BYTES, MAX_TARGETS_BYTES, MAX_TIMESTAMP_BYTES } from './limits.ts';
import { isRootMetadata } from './metadata.ts';
import { Refusal } from './refusal.ts';

const CONFIG = {
  maxRootRotations: MAX_ROOT_ROTATIONS,
  rootMaxLength: MAX_ROOT_BYTES,
  timestampMaxLength: MAX_TIMESTAMP_BYTES,
  snapshotMaxLength: MAX_SNAPSHOT_BYTES,
  targetsMaxLength: MAX_TARGETS_BYTES,
} as const;

export interface ClientParts {
  readonly folder: SetFolder;
  readonly fetcher: Fetcher;
  /** Decides what has expired (clause 5.1). */
  readonly referenceTime: UtcMillis;
  /** Metadata of the folder alone, nothing fetched. */
  readonly offline?: boolean;
  /** Delegated roles that are followed in search of one target (clause 5.6.7). None unless said: in a terminal's set the root names every key that counts. */
  readonly delegations?: number;
}

/**
 * @throws what tuf-js throws when the folder's root metadata is not sound.
 */
export function createClient({ folder, fetcher, referenceTime, offline = false, delegations = 0 }: ClientParts): Updater {
  const updater = new Updater({ metadataDir: folder.metadata, metadataBaseUrl: METADATA_URL, targetDir: folder.targets, targetBaseUrl: TARGETS_URL, fetcher, forceCache: offline, config: { ...CONFIG, maxDelegations: delegations } });
  setReferenceTime(updater, referenceTime);
  return updater;
}

/** The library reads the wall clock and has no way to be told the time: its field is set, and a version that has none is refused. */
function setReferenceTime(updater: Updater, at: UtcMillis): void {
  const { trustedSet } = updater as unknown as { readonly trustedSet?: { referenceTime?: unknown } };
  if (!(trustedSet?.referenceTime instanceof Date)) throw new TypeError('tuf-js: expected the reference time in its trusted set');
  trustedSet.referenceTime = new Date(at);
}

/**
 * Puts root metadata into a folder and opens a client on it: the newest root of those at hand that is sound (clause 5.2).
 * @param copies - files that may hold one, the best first; missing and damaged ones are passed over.
 * @param initial - the root of the settings.
 * @throws Refusal `root-unusable` when none of them is sound.
 */
export function openClient(parts: ClientParts, copies: readonly string[], initial: Uint8Array): Updater {
  const roots = [...copies.map(readIfThere), Buffer.from(initial)].filter((bytes) => bytes !== null).filter(isRootMetadata);
  for (const bytes of roots.toSorted((a, b) => versionOf(b) - versionOf(a))) {
    writeFileSync(join(parts.folder.metadata, 'root.json'), bytes, { mode: 0o600 });
    try {
      return createClient(parts);
    } catch {
      // Damaged though it still parses: its own signatures do not hold. The next one may.
      continue;
    }
  }
  throw new Refusal('root-unusable', 'expected root metadata that its own keys have signed, in a copy or in the settings');
}

const versionOf = (root: Uint8Array): number => (JSON.parse(Buffer.from(root).toString('utf8')) as { readonly signed: { readonly version: number } }).signed.version;

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** Before any expiry. */
const NO_TIME = utcMillis(0);

/**
 * Verifies the signatures and versions of a folder's metadata as it is, expired or not: whether it may still be relied upon is not asked here.
 * @throws what tuf-js throws for metadata that is missing, damaged or does not fit together.
 */
export async function verifyFolder(folder: SetFolder): Promise<void> {
  await createClient({ folder, fetcher: NO_SOURCE, referenceTime: NO_TIME, offline: true }).refresh();
}
