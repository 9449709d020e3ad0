/** The metadata of an update: fetched and verified by tuf-js, then held against what this terminal knows better. Layer: trust. */
import type { Updater } from 'tuf-js';
import { TRUST_ROLES, type TrustMarks } from '../../model/trust-distribution.ts';
import type { UtcMillis } from '../../model/units.ts';
import type { SourceFetcher } from './fetcher.ts';
import { findRollback } from './marks.ts';
import { readSetMetadata, type SetMetadata } from './metadata.ts';
import { Refusal, toRefusal } from './refusal.ts';

export interface RefreshParts {
  readonly client: Updater;
  readonly fetcher: SourceFetcher;
  /** The client's folder of metadata. */
  readonly folder: string;
  readonly marks: TrustMarks | null;
  /** The client's reference time. */
  readonly referenceTime: UtcMillis;
  /** Whether the wall clock stands behind it. */
  readonly clockBehind: boolean;
}

/**
 * Brings the folder's metadata up to date (TUF 1.0 clause 5.3 to 5.6).
 * @throws Refusal; what was verified until then is in the folder.
 */
export async function refreshMetadata({ client, fetcher, folder, marks, referenceTime, clockBehind }: RefreshParts): Promise<SetMetadata> {
  const metadata = await orRefuse(fetcher, async () => {
    await client.refresh();
    return readSetMetadata(folder);
  }).catch((cause: unknown) => {
    throw asClock(cause, clockBehind);
  });
  requireCurrent(metadata, referenceTime, clockBehind);
  const rollback = findRollback(metadata, marks);
  if (rollback !== null) throw new Refusal('rollback', `${rollback.role}: version ${rollback.version} is older than ${rollback.mark}, which was in force`);
  return metadata;
}

/** Runs a step of tuf-js; its errors become refusals. */
export async function orRefuse<T>(fetcher: SourceFetcher, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw toRefusal(cause, fetcher.failure());
  }
}

const asClock = (cause: unknown, clockBehind: boolean): unknown =>
  cause instanceof Refusal && cause.code === 'freeze' && clockBehind ? new Refusal('clock-behind', cause.message, { cause }) : cause;

/** Expired metadata is never installed, and that is not left to the library's own clock alone. */
function requireCurrent({ expires }: SetMetadata, referenceTime: UtcMillis, clockBehind: boolean): void {
  const expired = TRUST_ROLES.find((role) => expires[role] <= referenceTime);
  if (expired !== undefined) throw new Refusal(clockBehind ? 'clock-behind' : 'freeze', `${expired}.json is expired`);
}
