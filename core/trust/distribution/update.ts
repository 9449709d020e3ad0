/**
 * One update: staged in a fresh folder that begins as a copy of the set in force, verified as a whole, compared with the marks, and only then put in force
 * by one rename. Whatever fails on the way leaves the set in force as it was, and nothing for the next update to trip over. Layer: trust.
 */
import { copyFileSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TRUST_ROLES, type TrustMarks, type TrustProgress, type TrustVersions } from '../../model/trust-distribution.ts';
import type { UtcMillis } from '../../model/units.ts';
import { createFetcher } from './fetcher.ts';
import type { SetFolder, TrustLayout } from './layout.ts';
import { raiseMarks } from './marks.ts';
import { readVersions, type SetMetadata, signedUntil, toMarks } from './metadata.ts';
import { orRefuse, refreshMetadata } from './refresh.ts';
import { Refusal } from './refusal.ts';
import type { CheckSet, SetContent, SignedSet } from './signed-set.ts';
import type { TrustSource } from './source.ts';
import { openTargets, reuseTarget, selectTargets, targetFile } from './targets.ts';
import { openClient } from './tuf-client.ts';

export interface UpdateParts<Content extends SetContent> {
  readonly layout: TrustLayout;
  readonly source: TrustSource;
  /** Root metadata of the settings. */
  readonly initialRoot: Uint8Array;
  readonly marks: TrustMarks | null;
  readonly inForce: SignedSet<Content> | null;
  /** The clock that never runs backwards, read once (TUF 1.0 clause 5.1). */
  readonly referenceTime: UtcMillis;
  /** Whether the wall clock stands behind it. */
  readonly clockBehind: boolean;
  readonly check: CheckSet<Content>;
  readonly signal: AbortSignal;
  readonly progress: (progress: TrustProgress) => void;
}

export type UpdateResult<Content extends SetContent> =
  | { readonly result: 'current'; readonly versions: TrustVersions }
  /** In force on disk; its marks are to be kept now. `unflushed`: what failed after the pointer named it. */
  | { readonly result: 'installed'; readonly versions: TrustVersions; readonly signed: SignedSet<Content>; readonly marks: TrustMarks; readonly unflushed: unknown }
  | { readonly result: 'refused'; readonly versions: TrustVersions | null; readonly refusal: Refusal };

/** Never throws on what a source does; a fault of the terminal's own disk is `not-kept`. */
export async function updateSet<Content extends SetContent>(parts: UpdateParts<Content>): Promise<UpdateResult<Content>> {
  let staging: SetFolder | null = null;
  try {
    staging = parts.layout.openStaging();
    return await stage(parts, staging);
  } catch (cause) {
    const refusal = cause instanceof Refusal ? cause : new Refusal('not-kept', cause instanceof Error ? cause.message : String(cause), { cause });
    return { result: 'refused', versions: staging === null ? null : readVersions(staging.metadata), refusal };
  } finally {
    try {
      parts.layout.dropStaging();
    } catch {
      // The next update begins by dropping it.
    }
  }
}

async function stage<Content extends SetContent>(parts: UpdateParts<Content>, staging: SetFolder): Promise<UpdateResult<Content>> {
  const { layout, source, signal, inForce } = parts;
  const tracker = createTracker(parts.progress);
  const fetcher = createFetcher({ source, folder: staging.path, signal, received: (bytes) => tracker.received(bytes) });

  if (inForce !== null) copyMetadata(layout.setFolder(inForce.set), staging);
  const client = openClient({ folder: staging, fetcher, referenceTime: parts.referenceTime }, layout.rootCopies(), parts.initialRoot);
  const refresh = { client, fetcher, folder: staging.metadata, marks: parts.marks, referenceTime: parts.referenceTime, clockBehind: parts.clockBehind };
  const metadata = await refreshMetadata(refresh).catch((cause: unknown) => {
    // A root that the one before has signed counts from now on (TUF 1.0 clause 5.3.8), whatever comes with it: it may have withdrawn keys.
    layout.keepRoot(staging);
    throw cause;
  });
  const { versions } = metadata;
  if (inForce !== null && isInForce(metadata, inForce, layout.setFolder(inForce.set), staging)) return { result: 'current', versions };

  const entries = selectTargets(metadata.targets);
  tracker.expect(entries.length, entries.reduce((sum, { length }) => sum + length, 0));
  for (const entry of entries) {
    const reused = inForce !== null && reuseTarget(layout.setFolder(inForce.set).targets, staging.targets, entry);
    if (!reused) {
      await orRefuse(fetcher, async () => {
        const info = await client.getTargetInfo(entry.name);
        if (info === undefined) throw new Refusal('incomplete', `${entry.name}: expected in the targets metadata`);
        await client.downloadTarget(info, targetFile(staging.targets, entry.name));
      });
    }
    tracker.fileDone(reused ? entry.length : 0);
  }

  tracker.phase('checking');
  const targets = openTargets(staging.targets, entries);
  for (const target of targets) target.read();
  // The same targets have been checked before.
  const content = inForce?.metadata.targetsBytes.equals(metadata.targetsBytes) === true ? inForce.content : check(parts.check, targets);
  // Such a date would become the earliest that this terminal's clock may show, long after the set.
  if ((content.signedAt ?? 0) > signedUntil(metadata.expires)) throw new Refusal('malformed-target', 'a target is dated after the end of the time that the set is signed for');
  if (signal.aborted) throw new Refusal('interrupted', 'the terminal is stopping');

  tracker.phase('installing');
  const { set, unflushed } = layout.install(staging);
  return { result: 'installed', versions, signed: { set, metadata, content }, unflushed, marks: raiseMarks(toMarks(metadata, content.signedAt, parts.referenceTime), parts.marks) };
}

/** Copies what is there of a set's metadata; what is missing or damaged is fetched, and then held against the marks. */
function copyMetadata(from: SetFolder, to: SetFolder): void {
  for (const role of TRUST_ROLES) {
    try {
      copyFileSync(join(from.metadata, `${role}.json`), join(to.metadata, `${role}.json`));
    } catch {
      continue;
    }
  }
}

/** Whether the staged metadata is that of the set in force, and that is still whole on disk. */
function isInForce<Content extends SetContent>(metadata: SetMetadata, { metadata: before }: SignedSet<Content>, folder: SetFolder, staging: SetFolder): boolean {
  if (TRUST_ROLES.some((role) => metadata.versions[role] !== before.versions[role])) return false;
  try {
    const same = TRUST_ROLES.every((role) => readFileSync(join(folder.metadata, `${role}.json`)).equals(readFileSync(join(staging.metadata, `${role}.json`))));
    return same && selectTargets(metadata.targets).every(({ name, length }) => statSync(targetFile(folder.targets, name)).size === length);
  } catch {
    return false;
  }
}

function check<Content extends SetContent>(checkSet: CheckSet<Content>, targets: Parameters<CheckSet<Content>>[0]): Content {
  try {
    return checkSet(targets, 'offered');
  } catch (cause) {
    throw new Refusal('malformed-target', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Adds up what has come. */
function createTracker(tell: (progress: TrustProgress) => void) {
  let state: TrustProgress = { phase: 'metadata', files: 0, ofFiles: 0, bytes: 0, ofBytes: 0 };
  const set = (change: Partial<TrustProgress>): void => tell((state = { ...state, ...change }));
  return {
    received: (bytes: number) => set({ bytes: state.bytes + bytes }),
    expect: (ofFiles: number, ofBytes: number) => set({ phase: 'targets', files: 0, ofFiles, bytes: 0, ofBytes }),
    fileDone: (reusedBytes: number) => set({ files: state.files + 1, bytes: state.bytes + reusedBytes }),
    phase: (phase: TrustProgress['phase']) => set({ phase }),
  };
}
