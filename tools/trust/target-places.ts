/** Where targets of each kind stand in the repository, and what a target is made of. The terminal's own names of kinds and paths decide; these only fill them in. */
import { TARGET_KINDS, type TargetKind } from '../../core/trust/distribution/targets.ts';
import type { JsonObject } from './metadata.ts';
import type { NewTarget } from './repository.ts';

/** A path, with `*` for the file's own name where the kind has a folder. */
export const PLACES: Readonly<Record<TargetKind, string>> = {
  policy: 'policy.json',
  'key-set': 'keys/*',
  'dcc-trust-list': 'keys/dcc-trust-list.json',
  'shc-keys': 'keys/shc/*',
  'nzcp-document': 'keys/nzcp/*',
  'vds-nc-authorities': 'keys/vds-nc/*',
  'seal-signers': 'keys/seal-signers.pem',
  'dcc-revocation': 'revocations/dcc/*',
  'shc-revocation': 'revocations/shc/*',
  'vds-nc-revocation': 'revocations/vds-nc/*',
  rules: 'rules/*',
  'device-profiles': 'device-profiles.json',
  gateway: 'gateway.json',
  'app-update': 'updates/*',
};

/** Kinds whose files do not say themselves whose they are. */
export const KINDS_OF_ISSUERS: readonly TargetKind[] = ['shc-keys', 'nzcp-document', 'vds-nc-authorities', 'shc-revocation', 'vds-nc-revocation'];

export const KIND_NAMES = Object.keys(TARGET_KINDS) as TargetKind[];

/**
 * Path of a target in the repository.
 * @param name - file name, for kinds that have a folder.
 * @throws Error for a name that terminals would not take for the kind.
 */
export function targetPathOf(kind: TargetKind, name: string): string {
  const path = PLACES[kind].replace('*', () => name);
  const claimed = KIND_NAMES.find((other) => other !== kind && PLACES[other] === path);
  if (!TARGET_KINDS[kind].test(path) || claimed !== undefined) throw new Error(`${JSON.stringify(name)}: expected another name for a file of kind ${kind}: ${String(TARGET_KINDS[kind])}`);
  return path;
}

/** A target of a kind. @throws Error as {@link targetPathOf}. */
export function toTarget(kind: TargetKind, name: string, content: Uint8Array, custom: JsonObject = {}): NewTarget {
  return { path: targetPathOf(kind, name), content, custom: { ...custom, kind } };
}
