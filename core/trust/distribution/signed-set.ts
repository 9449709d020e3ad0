/** A verified set in force, and how one that is on disk is taken up at start. Layer: trust. */
import type { TrustMarks } from '../../model/trust-distribution.ts';
import type { UtcMillis } from '../../model/units.ts';
import type { SetFolder, TrustLayout } from './layout.ts';
import { findRollback } from './marks.ts';
import { readSetMetadata, type SetMetadata } from './metadata.ts';
import { Refusal } from './refusal.ts';
import { openTargets, selectTargets, type Target } from './targets.ts';
import { verifyFolder } from './tuf-client.ts';

/** What a check makes of a set's targets. */
export interface SetContent {
  /** Newest time that stands in them; null when none does. */
  readonly signedAt: UtcMillis | null;
}

/**
 * Parses every target and sees whether they make sense together. Called before anything changes; pure but for reading the targets.
 * @throws PortasFault that names target and fault.
 */
export type CheckSet<Content extends SetContent> = (targets: readonly Target[], stage: CheckStage) => Content;

/** `in-force`: taken up at a start. It was offered and found sound once, so what a newer program would ask of a new set is not asked. */
export type CheckStage = 'offered' | 'in-force';

/** A set that has passed every check. */
export interface SignedSet<Content extends SetContent> {
  /** Number of its folder. */
  readonly set: number;
  readonly metadata: SetMetadata;
  readonly content: Content;
}

export interface LoadedSet<Content extends SetContent> {
  readonly loaded: SignedSet<Content> | null;
  /** Sets that were passed over, the best first, and why. */
  readonly passedOver: readonly Refusal[];
}

/**
 * Takes up the set in force: signatures, hashes and content are checked as if it had just come, its expiry is not. A set that is damaged or older than the
 * marks is never used: a damaged disk must not bring withdrawn keys back.
 */
export async function loadSet<Content extends SetContent>(layout: TrustLayout, marks: TrustMarks | null, check: CheckSet<Content>): Promise<LoadedSet<Content>> {
  const passedOver: Refusal[] = [];
  for (const set of layout.candidates()) {
    try {
      const loaded = await openSet(layout.setFolder(set), set, marks, check);
      // The pointer may be what is damaged.
      if (layout.candidates()[0] !== set || passedOver.length > 0) layout.point(set);
      return { loaded, passedOver };
    } catch (cause) {
      const code = cause instanceof Refusal ? cause.code : 'not-kept';
      passedOver.push(new Refusal(code, `set ${set}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }));
    }
  }
  return { loaded: null, passedOver };
}

async function openSet<Content extends SetContent>(folder: SetFolder, set: number, marks: TrustMarks | null, check: CheckSet<Content>): Promise<SignedSet<Content>> {
  await verifyFolder(folder);
  const metadata = readSetMetadata(folder.metadata);
  const rollback = findRollback(metadata, marks);
  if (rollback !== null) throw new Refusal('rollback', `${rollback.role} ${rollback.version} is older than ${rollback.mark}, which was in force`);
  const targets = openTargets(folder.targets, selectTargets(metadata.targets));
  // Also those that the check only keeps.
  for (const target of targets) target.read();
  return { set, metadata, content: check(targets, 'in-force') };
}
