/**
 * Changes to a repository's folder before they are signed: a first root, other keys, targets in or out, a later expiry. Each makes the staged metadata anew,
 * so signatures that were on it are gone: nobody has signed what it says now.
 */
import { type UtcMillis, utcMillis } from '../../core/model/units.ts';
import { checkContent } from './check-content.ts';
import { createRoot, createTargets, rolesOf, targetsOf } from './metadata.ts';
import type { MetadataOf, TargetEntry } from './metadata.ts';
import { type NewTarget, type TrustRepository, currentRoot, toTargetEntry } from './repository.ts';
import { isPublished, readRepository } from './repository-files.ts';
import { LIFETIMES, type RoleName, type Roles, toRoles } from './roles.ts';
import type { PublicTrustKey } from './signing-key.ts';
import { type StagedName, readStaged, stageTargetFile, stagedContent, stagedFile, writeMetadataFile } from './staging.ts';
import { signatureState } from './verify-repository.ts';

/** When a change is made, and until when it is to hold: `at` plus the role's lifetime when left out. */
export interface Timing {
  readonly at: UtcMillis;
  readonly expires?: UtcMillis;
}

/** What a change did. */
export interface Staged {
  readonly name: StagedName;
  readonly version: number;
  /** Signatures that were on the staged file and are void now. */
  readonly droppedSignatures: number;
}

/**
 * Stages the first root and empty targets.
 * @throws Error when the folder holds a repository already, published or staged.
 */
export function stageFirst(folder: string, keys: Readonly<Record<RoleName, readonly PublicTrustKey[]>>, thresholds: Partial<Record<RoleName, number>>, at: UtcMillis): readonly Staged[] {
  if (isPublished(folder) || readStaged(folder, 'root') !== null) throw new Error(`${folder}: holds a repository already`);
  return [stageRoot(folder, checkedRoles(toRoles(keys, thresholds)), { at }), stageTargets(folder, new Map(), { at })];
}

/**
 * Stages a target, new or in place of the one at its path.
 * @returns what was staged, and what terminals will leave out of the set.
 * @throws Error, with nothing changed, when terminals would refuse the set with this target in it.
 */
export function stageTarget(folder: string, { path, content, custom }: NewTarget, timing: Timing): Staged & { readonly notices: readonly string[] } {
  const before = stagedTargets(folder);
  const entry = toTargetEntry({ content, custom });
  const entries = new Map([...targetsOf(before), [path, entry]]);
  const notices = checkContent(entries, new Map([...stagedContent(folder, before), [path, content]]), timing.at);
  stageTargetFile(folder, path, entry.sha256, content);
  return { ...stageTargets(folder, entries, timing), notices };
}

/** Stages the removal of a target. @throws Error when there is none at the path. */
export function stageRemoval(folder: string, path: string, timing: Timing): Staged {
  const targets = new Map(targetsOf(stagedTargets(folder)));
  if (!targets.delete(path)) throw new Error(`${path}: is no target of the repository`);
  return stageTargets(folder, targets, timing);
}

/** Stages the next version of root or targets as they are, with a later expiry. */
export function stageRenewal(folder: string, name: StagedName, timing: Timing): Staged {
  return name === 'root' ? stageRoot(folder, stagedRoles(folder), timing) : stageTargets(folder, targetsOf(stagedTargets(folder)), timing);
}

export interface KeyChange {
  readonly role: RoleName;
  readonly add: readonly PublicTrustKey[];
  /** Key identifiers or holders. */
  readonly remove: readonly string[];
  readonly threshold?: number;
}

/**
 * Stages the next root with other keys of a role; the next targets too, when those in force would lack signatures under it.
 * @throws Error for a key that is not in the role or is there already, or a threshold that the keys cannot reach.
 */
export function stageKeyChange(folder: string, { role, add, remove, threshold }: KeyChange, timing: Timing): readonly Staged[] {
  const roles = stagedRoles(folder);
  const before = roles[role];
  const gone = remove.map((who) => findKey(role, before.keys, who).keyId);
  const kept = before.keys.filter(({ keyId }) => !gone.includes(keyId));
  const twice = add.find(({ keyId }) => kept.some((key) => key.keyId === keyId));
  if (twice !== undefined) throw new Error(`${role}: ${describeKey(twice)} has the role already`);
  const after = checkedRoles({ ...roles, [role]: { keys: [...kept, ...add], threshold: threshold ?? before.threshold } });
  const root = stageRoot(folder, after, timing);
  return role === 'targets' && needsNewTargets(folder) ? [root, stageTargets(folder, targetsOf(stagedTargets(folder)), { at: timing.at })] : [root];
}

/** `Director (1a2b3c4d)`. */
export function describeKey({ keyId, holder }: PublicTrustKey): string {
  const short = keyId.slice(0, 8);
  return holder === undefined ? short : `${holder} (${short})`;
}

function findKey(role: RoleName, keys: readonly PublicTrustKey[], who: string): PublicTrustKey {
  const [found, ...others] = keys.filter(({ keyId, holder }) => holder === who || (who.length >= 8 && keyId.startsWith(who)));
  if (found === undefined || others.length > 0) throw new Error(`${role}: expected one key of ${JSON.stringify(who)}, found ${others.length + (found === undefined ? 0 : 1)}`);
  return found;
}

/** Keys must differ within a role, and root and targets must outlive the loss of one key. */
function checkedRoles(roles: Roles): Roles {
  for (const [name, { keys, threshold }] of Object.entries(roles)) {
    const different = new Set(keys.map(({ keyId }) => keyId)).size;
    if (different !== keys.length) throw new Error(`${name}: expected each key once`);
    if (threshold < 1 || different < threshold) throw new Error(`${name}: expected at least ${Math.max(threshold, 1)} keys, for a threshold of ${threshold}; got ${different}`);
  }
  return roles;
}

function needsNewTargets(folder: string): boolean {
  const root = readStaged(folder, 'root');
  const published = publishedState(folder);
  if (root === null || published === null || readStaged(folder, 'targets') !== null) return false;
  const { signed, threshold } = signatureState('targets', published.targets, root);
  return signed.length < threshold;
}

function stageRoot(folder: string, roles: Roles, timing: Timing): Staged {
  const published = publishedState(folder);
  const version = (published === null ? 0 : currentRoot(published).signed.version) + 1;
  const droppedSignatures = signaturesOn(folder, 'root');
  writeMetadataFile(stagedFile(folder, 'root'), createRoot(roles, { version, expires: expiryOf('root', timing) }));
  return { name: 'root', version, droppedSignatures };
}

function stageTargets(folder: string, targets: ReadonlyMap<string, TargetEntry>, timing: Timing): Staged {
  const version = (publishedState(folder)?.targets.signed.version ?? 0) + 1;
  const droppedSignatures = signaturesOn(folder, 'targets');
  writeMetadataFile(stagedFile(folder, 'targets'), createTargets(targets, { version, expires: expiryOf('targets', timing) }));
  return { name: 'targets', version, droppedSignatures };
}

function expiryOf(name: RoleName, { at, expires }: Timing): UtcMillis {
  return expires ?? utcMillis(at + LIFETIMES[name]);
}

function signaturesOn(folder: string, name: StagedName): number {
  return Object.keys(readStaged(folder, name)?.signatures ?? {}).length;
}

function publishedState(folder: string): TrustRepository | null {
  return isPublished(folder) ? readRepository(folder) : null;
}

/** Roles as staged, else as published. */
function stagedRoles(folder: string): Roles {
  const staged = readStaged(folder, 'root');
  const published = publishedState(folder);
  const root = staged ?? (published === null ? null : currentRoot(published));
  if (root === null) throw new Error(`${folder}: holds no repository; init makes one`);
  return rolesOf(root);
}

/** Targets as staged, else as published. */
function stagedTargets(folder: string): MetadataOf['targets'] {
  const targets = readStaged(folder, 'targets') ?? publishedState(folder)?.targets;
  if (targets === undefined) throw new Error(`${folder}: holds no repository; init makes one`);
  return targets;
}
