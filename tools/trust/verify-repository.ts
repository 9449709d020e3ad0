/**
 * Verifies a repository's metadata as a client that starts from a root it trusts (TUF 1.0 clause 5.3 to 5.6). Collects everything that is wrong instead of
 * stopping at the first: it is for the people who publish, before a terminal refuses. What a terminal makes of the targets is `tryImport`'s business.
 */
import type { UtcMillis } from '../../core/model/units.ts';
import { type AnyMetadata, sha256Of, targetsOf, toBytes } from './metadata.ts';
import type { MetadataOf, TargetEntry } from './metadata.ts';
import { type TrustRepository, currentRoot } from './repository.ts';
import { ROLE_NAMES, type RoleName } from './roles.ts';

/**
 * @param trustedRoot - what the client has; the first root of the repository when left out, which then proves nothing about who made it.
 * @returns what is wrong, one sentence each; empty when a client would take all of it at `at`.
 */
export function verifyRepository(repository: TrustRepository, at: UtcMillis, trustedRoot = repository.roots[0]): readonly string[] {
  const root = currentRoot(repository);
  const { targets, snapshot, timestamp } = repository;
  const current = { root, targets, snapshot, timestamp };
  return [
    ...rootChainFaults(repository.roots, trustedRoot),
    ...(['targets', 'snapshot', 'timestamp'] as const).flatMap((name) => signatureFaults(name, current[name], root)),
    ...ROLE_NAMES.flatMap((name) => expiryFaults(name, current[name], at)),
    ...referenceFaults('timestamp', timestamp.signed.snapshotMeta, snapshot, 'snapshot'),
    ...referenceFaults('snapshot', snapshot.signed.meta['targets.json'], targets, 'targets'),
    ...[...targetsOf(targets)].flatMap(([path, entry]) => targetFaults(path, entry, repository.content.get(path))),
  ];
}

/** From the trusted version on, each root must be signed by the one before and by itself (clause 5.3.4), without a gap. */
function rootChainFaults(roots: readonly MetadataOf['root'][], trusted: MetadataOf['root']): readonly string[] {
  const faults: string[] = [];
  const own = roots.find(({ signed }) => signed.version === trusted.signed.version);
  if (!own?.signed.equals(trusted.signed)) faults.push(`root ${trusted.signed.version}: is not the root that is trusted`);
  let before = trusted;
  for (const next of roots.filter(({ signed }) => signed.version > trusted.signed.version)) {
    if (next.signed.version !== before.signed.version + 1) faults.push(`root: version ${before.signed.version + 1} is missing`);
    for (const [signer, whose] of [[before, `root ${before.signed.version}`], [next, 'itself']] as const) {
      const fault = thresholdFault('root', next, signer);
      if (fault !== null) faults.push(`root ${next.signed.version}: ${fault} of ${whose}`);
    }
    before = next;
  }
  if (thresholdFault('root', trusted, trusted) !== null) faults.push(`root ${trusted.signed.version}: ${String(thresholdFault('root', trusted, trusted))} of itself`);
  return faults;
}

function signatureFaults(name: RoleName, metadata: AnyMetadata, root: MetadataOf['root']): readonly string[] {
  const fault = thresholdFault(name, metadata, root);
  return fault === null ? [] : [`${name} ${metadata.signed.version}: ${fault}`];
}

/** Which keys of the root's role have signed the metadata, and how many must. */
export interface SignatureState {
  readonly threshold: number;
  /** Key identifiers, in the order of the role. */
  readonly signed: readonly string[];
  readonly missing: readonly string[];
}

/** Counts sound signatures of different keys; others do not count, however many there are. */
export function signatureState(name: RoleName, metadata: AnyMetadata, root: MetadataOf['root']): SignatureState {
  const role = root.signed.roles[name];
  const keyIds = [...new Set(role?.keyIDs)];
  const signed = keyIds.filter((keyId) => hasSigned(root.signed.keys[keyId], metadata));
  return { threshold: role?.threshold ?? Number.POSITIVE_INFINITY, signed, missing: keyIds.filter((keyId) => !signed.includes(keyId)) };
}

function hasSigned(key: MetadataOf['root']['signed']['keys'][string] | undefined, metadata: AnyMetadata): boolean {
  try {
    // Throws where there is no signature or it is wrong.
    key?.verifySignature(metadata);
    return key !== undefined;
  } catch {
    return false;
  }
}

function thresholdFault(name: RoleName, metadata: AnyMetadata, root: MetadataOf['root']): string | null {
  const { threshold, signed } = signatureState(name, metadata, root);
  return signed.length >= threshold ? null : `signed by ${signed.length} of the ${threshold} keys it needs`;
}

function expiryFaults(name: RoleName, { signed }: AnyMetadata, at: UtcMillis): readonly string[] {
  return Date.parse(signed.expires) <= at ? [`${name} ${signed.version}: has expired at ${signed.expires}`] : [];
}

function referenceFaults(by: RoleName, meta: MetadataOf['timestamp']['signed']['snapshotMeta'] | undefined, metadata: AnyMetadata, name: RoleName): readonly string[] {
  const bytes = toBytes(metadata);
  const { sha256 = null } = meta?.hashes ?? {};
  if (meta?.version !== metadata.signed.version) return [`${name} ${metadata.signed.version}: the ${by} names version ${String(meta?.version)}`];
  return (meta.length ?? bytes.length) === bytes.length && (sha256 ?? sha256Of(bytes)) === sha256Of(bytes) ? [] : [`${name} ${metadata.signed.version}: is not the file that the ${by} names`];
}

function targetFaults(path: string, { length, sha256 }: TargetEntry, bytes: Uint8Array | undefined): readonly string[] {
  return bytes?.length === length && sha256Of(bytes) === sha256 ? [] : [`${path}: is not the file that the targets name`];
}
