/**
 * What a repository's folder says, for people and for `--json`: roles and their keys, targets, expiries, and what is staged with the signatures it has.
 */
import { type AnyMetadata, type MetadataOf, type TargetEntry, rolesOf, targetsOf } from './metadata.ts';
import { type TrustRepository, currentRoot } from './repository.ts';
import { isPublished, readRepository } from './repository-files.ts';
import { ROLE_NAMES, type RoleName } from './roles.ts';
import { digestOf } from './sign-staged.ts';
import { describeKey } from './stage.ts';
import { type StagedName, readStaged } from './staging.ts';
import { signatureState } from './verify-repository.ts';

export interface MetadataSummary {
  readonly version: number;
  /** UTC, as in the file. */
  readonly expires: string;
}

export interface TargetSummary extends TargetEntry {
  readonly path: string;
}

export interface RoleSummary {
  readonly threshold: number;
  /** Holder and beginning of the key identifier. */
  readonly keys: readonly string[];
}

export interface StagedSummary extends MetadataSummary {
  readonly name: StagedName;
  /** SHA-256 of what is signed. */
  readonly digest: string;
  /** One for each root whose keys must sign: the root in force and, for a new root, itself. */
  readonly signatures: readonly { readonly under: string; readonly threshold: number; readonly signed: readonly string[]; readonly missing: readonly string[] }[];
  /** Of targets only, against what is in force: `+` new, `-` gone, `~` other content, then the path. */
  readonly changes: readonly string[];
}

export interface RepositorySummary {
  readonly published: (Readonly<Record<RoleName, MetadataSummary>> & { readonly roles: Readonly<Record<RoleName, RoleSummary>>; readonly targetFiles: readonly TargetSummary[] }) | null;
  readonly staged: readonly StagedSummary[];
}

/** @throws Error for files that are not what they should be. */
export function summarise(folder: string): RepositorySummary {
  const published = isPublished(folder) ? readRepository(folder) : null;
  const root = readStaged(folder, 'root');
  const targets = readStaged(folder, 'targets');
  const inForce = published === null ? null : currentRoot(published);
  return {
    published: published === null ? null : summarisePublished(published),
    staged: [
      ...(root === null ? [] : [summariseRoot(root, inForce)]),
      ...(targets === null ? [] : [summariseTargets(targets, root ?? inForce, published)]),
    ],
  };
}

function summarisePublished(repository: TrustRepository): NonNullable<RepositorySummary['published']> {
  const root = currentRoot(repository);
  const { targets, snapshot, timestamp } = repository;
  return {
    root: termOf(root),
    targets: termOf(targets),
    snapshot: termOf(snapshot),
    timestamp: termOf(timestamp),
    roles: summariseRoles(root),
    targetFiles: listTargets(targets),
  };
}

/** Thresholds and holders of each role. */
export function summariseRoles(root: MetadataOf['root']): Readonly<Record<RoleName, RoleSummary>> {
  const roles = rolesOf(root);
  const of = (name: RoleName): RoleSummary => ({ threshold: roles[name].threshold, keys: roles[name].keys.map(describeKey) });
  return { root: of('root'), targets: of('targets'), snapshot: of('snapshot'), timestamp: of('timestamp') };
}

/** Targets in the order of their paths. */
export function listTargets(targets: MetadataOf['targets']): readonly TargetSummary[] {
  return [...targetsOf(targets)].map(([path, entry]) => ({ path, ...entry }));
}

function summariseRoot(root: MetadataOf['root'], inForce: MetadataOf['root'] | null): StagedSummary {
  const under = [...(inForce === null ? [] : [inForce]), root];
  return { name: 'root', ...termOf(root), digest: digestOf(root), signatures: under.map((signer) => signaturesUnder('root', root, signer)), changes: [] };
}

function summariseTargets(targets: MetadataOf['targets'], root: MetadataOf['root'] | null, published: TrustRepository | null): StagedSummary {
  return {
    name: 'targets',
    ...termOf(targets),
    digest: digestOf(targets),
    signatures: root === null ? [] : [signaturesUnder('targets', targets, root)],
    changes: changesBetween(published === null ? new Map<string, TargetEntry>() : targetsOf(published.targets), targetsOf(targets)),
  };
}

function changesBetween(before: ReadonlyMap<string, TargetEntry>, after: ReadonlyMap<string, TargetEntry>): readonly string[] {
  const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => `- ${path}`);
  const come = [...after].flatMap(([path, entry]) => {
    const old = before.get(path);
    if (old === undefined) return [`+ ${path}`];
    return JSON.stringify(old) === JSON.stringify(entry) ? [] : [`~ ${path}`];
  });
  return [...gone, ...come];
}

function signaturesUnder(name: StagedName, metadata: AnyMetadata, root: MetadataOf['root']): StagedSummary['signatures'][number] {
  const { threshold, signed, missing } = signatureState(name, metadata, root);
  const keys = new Map(rolesOf(root)[name].keys.map((key) => [key.keyId, describeKey(key)]));
  const toText = (keyId: string): string => keys.get(keyId) ?? keyId;
  return { under: `root ${root.signed.version}`, threshold, signed: signed.map(toText), missing: missing.map(toText) };
}

const termOf = ({ signed: { version, expires } }: AnyMetadata): MetadataSummary => ({ version, expires });

/** The summary in lines of text. */
export function printSummary({ published, staged }: RepositorySummary): readonly string[] {
  return [...(published === null ? ['nothing is published yet'] : printPublished(published)), ...staged.flatMap((each) => ['', ...printStaged(each)])];
}

function printPublished(published: NonNullable<RepositorySummary['published']>): readonly string[] {
  return [
    ...ROLE_NAMES.map((name) => {
      const { version, expires } = published[name];
      const { threshold, keys } = published.roles[name];
      return `${name.padEnd(10)} version ${version}, until ${expires}; ${threshold} of ${keys.join(', ')}`;
    }),
    ...published.targetFiles.map(printTarget),
  ];
}

/** `rules/a.json  rules  1,234 bytes  sha256 ...`. */
export function printTarget({ path, length, sha256, custom }: TargetSummary): string {
  const { kind, ...others } = custom;
  const rest = Object.keys(others).length === 0 ? '' : `  ${JSON.stringify(others)}`;
  return `  ${path}  ${typeof kind === 'string' ? kind : '(no kind)'}  ${length} bytes  sha256 ${sha256}${rest}`;
}

function printStaged({ name, version, expires, digest, signatures, changes }: StagedSummary): readonly string[] {
  return [
    `staged ${name}: version ${version}, until ${expires}`,
    `  digest ${digest}`,
    ...signatures.map(({ under, threshold, signed, missing }) => `  under ${under}: ${signed.length} of ${threshold} signatures${listOf(' by', signed)}${listOf('; can still sign:', missing)}`),
    ...changes.map((change) => `  ${change}`),
  ];
}

const listOf = (head: string, names: readonly string[]): string => (names.length === 0 ? '' : `${head} ${names.join(', ')}`);
