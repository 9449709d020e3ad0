/**
 * A TUF repository in memory: what is published at one time, and the steps from one state to the next. Pure: keys and clock come in, nothing is kept, the
 * same input makes the same bytes. Signers can be given for each step, too few or foreign ones too: whoever tests a client needs repositories that are wrong.
 */
import type { UtcMillis } from '../../core/model/units.ts';
import { utcMillis } from '../../core/model/units.ts';
import { createRoot, createSnapshot, createTargets, createTimestamp, rolesOf, sha256Of, signMetadata, targetsOf } from './metadata.ts';
import type { JsonObject, MetadataOf, TargetEntry, Term } from './metadata.ts';
import { LIFETIMES, type RoleKeys, type RoleName, type Roles, toRoles } from './roles.ts';

export interface TrustRepository extends Pick<MetadataOf, 'targets' | 'snapshot' | 'timestamp'> {
  /** Every version that a client may have to walk through, oldest first; the last one is in force. */
  readonly roots: readonly [MetadataOf['root'], ...MetadataOf['root'][]];
  /** Bytes of every target in force, by path. */
  readonly content: ReadonlyMap<string, Uint8Array>;
}

export interface NewTarget {
  /** Path with `/`, for example `rules/barrier-gate.json`. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly custom: JsonObject;
}

/** When and by whom a step is signed. */
export interface Step {
  /** Expiries count from here unless given. */
  readonly at: UtcMillis;
  /** All of these sign; a role's own keys, or whatever a test wants. */
  readonly signers: RoleKeys;
  /** In place of `at` plus the role's lifetime. */
  readonly expires?: Partial<Record<RoleName, UtcMillis>>;
  /** In place of the version before plus one. */
  readonly versions?: Partial<Record<RoleName, number>>;
}

export interface Creation extends Step {
  /** What the root says; the signers themselves with the usual thresholds when left out. */
  readonly roles?: Roles;
  readonly targets?: readonly NewTarget[];
}

export interface Publication extends Step {
  readonly add?: readonly NewTarget[];
  readonly remove?: readonly string[];
  /** Makes the next version of the root, with these roles. */
  readonly roles?: Roles;
  /** Makes the next version of the targets though no target changes. */
  readonly renewTargets?: boolean;
}

/** The repository's first state: version 1 of every role. */
export function createRepository(creation: Creation): TrustRepository {
  const root = signMetadata(createRoot(creation.roles ?? toRoles(creation.signers), termOf('root', 0, creation)), creation.signers.root);
  const { entries, content } = applyChanges(new Map(), new Map(), creation.targets ?? [], []);
  const targets = signMetadata(createTargets(entries, termOf('targets', 0, creation)), creation.signers.targets);
  return { roots: [root], content, targets, ...seal(targets, { snapshot: 0, timestamp: 0 }, creation) };
}

/**
 * The next state: root and targets when they change, snapshot and timestamp always. A role whose keys change is signed anew.
 * A new root is signed by all of `signers.root`: for a rotation, the old keys and the new ones (clause 5.3.4).
 * @throws Error when a target to remove is not there.
 */
export function publish(repository: TrustRepository, publication: Publication): TrustRepository {
  const { add = [], remove = [], roles, renewTargets = false, signers } = publication;
  const before = currentRoot(repository);
  const roots: TrustRepository['roots'] =
    roles === undefined
      ? repository.roots
      : [...repository.roots, signMetadata(createRoot(roles, termOf('root', before.signed.version, publication)), signers.root)];
  const { entries, content } = applyChanges(targetsOf(repository.targets), repository.content, add, remove);
  const keysChange = roles !== undefined && !sameKeys(roles.targets, rolesOf(before).targets);
  const changes = add.length > 0 || remove.length > 0 || renewTargets || keysChange;
  const targets = changes
    ? signMetadata(createTargets(entries, termOf('targets', repository.targets.signed.version, publication)), signers.targets)
    : repository.targets;
  const versions = { snapshot: repository.snapshot.signed.version, timestamp: repository.timestamp.signed.version };
  return { roots, content, targets, ...seal(targets, versions, publication) };
}

/** The root in force. */
export function currentRoot({ roots }: Pick<TrustRepository, 'roots'>): MetadataOf['root'] {
  return roots.at(-1) ?? roots[0];
}

/** Snapshot and timestamp over this targets metadata. */
function seal(targets: MetadataOf['targets'], before: { readonly snapshot: number; readonly timestamp: number }, step: Step): Pick<MetadataOf, 'snapshot' | 'timestamp'> {
  const snapshot = signMetadata(createSnapshot(targets, termOf('snapshot', before.snapshot, step)), step.signers.snapshot);
  const timestamp = signMetadata(createTimestamp(snapshot, termOf('timestamp', before.timestamp, step)), step.signers.timestamp);
  return { snapshot, timestamp };
}

function termOf(name: RoleName, versionBefore: number, { at, versions = {}, expires = {} }: Step): Term {
  return { version: versions[name] ?? versionBefore + 1, expires: expires[name] ?? utcMillis(at + LIFETIMES[name]) };
}

function applyChanges(
  entriesBefore: ReadonlyMap<string, TargetEntry>,
  contentBefore: ReadonlyMap<string, Uint8Array>,
  add: readonly NewTarget[],
  remove: readonly string[],
): { readonly entries: ReadonlyMap<string, TargetEntry>; readonly content: ReadonlyMap<string, Uint8Array> } {
  const entries = new Map(entriesBefore);
  const content = new Map(contentBefore);
  for (const path of remove) {
    if (!entries.delete(path)) throw new Error(`${path}: is no target of the repository`);
    content.delete(path);
  }
  for (const target of add) {
    entries.set(target.path, toTargetEntry(target));
    content.set(target.path, target.content);
  }
  return { entries, content };
}

/** What targets metadata says of these bytes. */
export function toTargetEntry({ content, custom }: Pick<NewTarget, 'content' | 'custom'>): TargetEntry {
  return { length: content.length, sha256: sha256Of(content), custom };
}

function sameKeys(a: Roles[RoleName], b: Roles[RoleName]): boolean {
  const idsOf = ({ keys }: Roles[RoleName]): string => keys.map(({ keyId }) => keyId).sort().join();
  return idsOf(a) === idsOf(b);
}
