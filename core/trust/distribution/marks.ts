/** High-water marks: what keeps a set from being rolled back when the files that would tell are damaged or gone. Pure. Layer: trust. */
import { TRUST_ROLES, type TrustMarks, type TrustRole } from '../../model/trust-distribution.ts';
import { utcMillis } from '../../model/units.ts';
import type { RoleKeys, SetMetadata } from './metadata.ts';

/** A role whose version is below its mark. */
export interface Rollback {
  readonly role: TrustRole;
  readonly version: number;
  readonly mark: number;
}

/**
 * Compares a verified set with the marks.
 * @returns the first role that goes back; null when none does.
 */
export function findRollback({ versions, roles }: Pick<SetMetadata, 'versions' | 'roles'>, marks: TrustMarks | null): Rollback | null {
  if (marks === null) return null;
  // TUF 1.0 clause 5.3.11: a newer root that leaves too few of the keys that vouched before says that the versions before are not to be held against it.
  // Targets are freed with the snapshot keys, which vouched for their version; a timestamp key alone never frees them. The root's version is never freed.
  const isFreed = (name: TrustRole): boolean => {
    if (name === 'root' || versions.root <= marks.versions.root) return false;
    const bySnapshot = isReplaced(marks.keyIds.snapshot, roles.snapshot);
    return bySnapshot || (name !== 'targets' && isReplaced(marks.keyIds.timestamp, roles.timestamp));
  };
  const role = TRUST_ROLES.find((name) => versions[name] < marks.versions[name] && !isFreed(name));
  return role === undefined ? null : { role, version: versions[role], mark: marks.versions[role] };
}

/** Whether what the earlier keys have signed no longer reaches the role's threshold. */
function isReplaced(earlier: readonly string[], { keyIds, threshold }: RoleKeys): boolean {
  return keyIds.filter((keyId) => earlier.includes(keyId)).length < threshold;
}

/** The marks after a set that is not rolled back: its versions, and the newer of the times. */
export function raiseMarks(next: TrustMarks, before: TrustMarks | null): TrustMarks {
  const signedAt = Math.max(next.signedAt ?? 0, before?.signedAt ?? 0);
  return { ...next, signedAt: signedAt === 0 ? null : utcMillis(signedAt), verifiedAt: utcMillis(Math.max(next.verifiedAt, before?.verifiedAt ?? 0)) };
}
