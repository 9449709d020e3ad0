/** The targets of a set: closed kinds, names that go with them, and their bytes, which are never handed out unproved. Layer: trust. */
import { createHash } from 'node:crypto';
import { copyFileSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { PortasFault } from '../../model/fault.ts';
import { readTrustFile } from '../key-set.ts';
import { MAX_NAME_CHARACTERS, MAX_NAME_PARTS, MAX_SET_BYTES, MAX_TARGET_BYTES, MAX_TARGETS } from './limits.ts';
import type { TargetEntry } from './metadata.ts';
import { Refusal } from './refusal.ts';

/** What a target is, as its `custom.kind` says, and the names that such targets have. */
export const TARGET_KINDS = {
  policy: /^policy\.json$/,
  'key-set': /^keys\/[^/]+\.json$/,
  'dcc-trust-list': /^keys\/dcc-trust-list\.json$/,
  'shc-keys': /^keys\/shc\/[^/]+\.json$/,
  'nzcp-document': /^keys\/nzcp\/[^/]+\.json$/,
  'vds-nc-authorities': /^keys\/vds-nc\/[^/]+\.pem$/,
  'seal-signers': /^keys\/seal-signers\.pem$/,
  'dcc-revocation': /^revocations\/dcc\/[^/]+\.json$/,
  'shc-revocation': /^revocations\/shc\/[^/]+\.json$/,
  'vds-nc-revocation': /^revocations\/vds-nc\/[^/]+\.crl$/,
  rules: /^rules\/[^/]+\.json$/,
  'device-profiles': /^device-profiles\.json$/,
  gateway: /^gateway\.json$/,
  'app-update': /^updates\/[^/]+\.json$/,
} as const satisfies Readonly<Record<string, RegExp>>;
export type TargetKind = keyof typeof TARGET_KINDS;

/** One target of a verified set. */
export interface Target extends TargetEntry {
  readonly kind: TargetKind;
  /**
   * Its bytes, held against length and hash each time.
   * @throws PortasFault `key-set-invalid` when the file is gone or has changed since.
   */
  readonly read: () => Buffer;
}

const NAME_PART = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/**
 * Picks the targets that this terminal takes, in the order of their names.
 * @returns those of known kinds; others are passed over when they are optional.
 * @throws Refusal `malformed-target`, `target-unknown` or `too-large`.
 */
export function selectTargets(entries: readonly TargetEntry[]): readonly (TargetEntry & { readonly kind: TargetKind })[] {
  if (entries.length > MAX_TARGETS) throw new Refusal('too-large', `targets.json: ${entries.length} targets, at most ${MAX_TARGETS} expected`);
  const known = entries.flatMap((entry) => {
    if (!isTargetName(entry.name)) throw new Refusal('malformed-target', `${quote(entry.name)}: expected a name of 1 to ${MAX_NAME_PARTS} parts of letters, digits, dots, hyphens or underscores`);
    const { kind, optional } = entry.custom;
    if (!isKind(kind)) {
      if (optional === true) return [];
      throw new Refusal('target-unknown', `${entry.name}: kind ${quote(kind)} is not known to this version, and not optional`);
    }
    if (!TARGET_KINDS[kind].test(entry.name)) throw new Refusal('malformed-target', `${entry.name}: expected another name for a target of kind ${kind}`);
    return [{ ...entry, kind }];
  });
  const large = known.find(({ length }) => length > MAX_TARGET_BYTES);
  if (large !== undefined) throw new Refusal('too-large', `${large.name}: ${large.length} bytes, at most ${MAX_TARGET_BYTES} expected`);
  const bytes = known.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MAX_SET_BYTES) throw new Refusal('too-large', `targets.json: ${bytes} bytes in all targets, at most ${MAX_SET_BYTES} expected`);
  return known.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function isTargetName(name: string): boolean {
  const parts = name.split('/');
  return name.length <= MAX_NAME_CHARACTERS && parts.length <= MAX_NAME_PARTS && parts.every((part) => NAME_PART.test(part));
}

const isKind = (kind: unknown): kind is TargetKind => typeof kind === 'string' && Object.hasOwn(TARGET_KINDS, kind);

/** A word of somebody else's, short enough to show. */
const quote = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 80);

/** Where a target lies in a set's folder. */
export function targetFile(folder: string, name: string): string {
  return join(folder, encodeURIComponent(name));
}

/** The targets of a folder, to be read from there. */
export function openTargets(folder: string, entries: ReturnType<typeof selectTargets>): readonly Target[] {
  return entries.map((entry) => ({ ...entry, read: () => readProved(folder, entry) }));
}

function readProved(folder: string, { name, length, sha256 }: TargetEntry): Buffer {
  const file = targetFile(folder, name);
  const { bytes } = readTrustFile(file, length);
  if (bytes.length !== length || createHash('sha256').update(bytes).digest('hex') !== sha256) throw new PortasFault('key-set-invalid', `${file}: is not the file that the set names`);
  return bytes;
}

/**
 * Takes a target over from another set, if that has it, undamaged. Targets are written once, so one file may stand in two sets.
 * @returns whether it was taken.
 */
export function reuseTarget(from: string, to: string, entry: TargetEntry): boolean {
  try {
    readProved(from, entry);
    try {
      linkSync(targetFile(from, entry.name), targetFile(to, entry.name));
    } catch {
      // A file system without hard links.
      copyFileSync(targetFile(from, entry.name), targetFile(to, entry.name));
    }
    return true;
  } catch {
    return false;
  }
}
