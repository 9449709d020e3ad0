/**
 * One signature onto a staged file, wherever the file has been carried to.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AnyMetadata, type MetadataOf, sha256Of, signMetadata, signedBytesOf } from './metadata.ts';
import { METADATA_FOLDER } from './repository-files.ts';
import { describeKey } from './stage.ts';
import type { SigningKey } from './signing-key.ts';
import { type StagedName, readMetadataFile, readStagedFile, writeMetadataFile } from './staging.ts';

/** SHA-256 of what is signed, lower-case hex: the same before and after signing, so that holders can compare what each of them signs. */
export function digestOf(metadata: AnyMetadata): string {
  return sha256Of(signedBytesOf(metadata));
}

export interface SignedFile {
  readonly name: StagedName;
  readonly metadata: MetadataOf[StagedName];
  /** False where no root was at hand to say whose signature counts. */
  readonly holderChecked: boolean;
}

/**
 * Adds a key's signature to a staged file.
 * @param expectedDigest - its beginning at least, as read out by whoever staged the file; null: not compared.
 * @throws Error, and leaves the file alone, for another digest or a key whose signature would not count.
 */
export function signStagedFile(file: string, key: SigningKey, expectedDigest: string | null): SignedFile {
  const { name, metadata } = readStagedFile(file);
  const digest = digestOf(metadata);
  if (expectedDigest !== null && !digest.startsWith(expectedDigest)) throw new Error(`${file}: expected digest ${expectedDigest}, found ${digest}`);
  const roots = rootsBeside(file, name, metadata);
  if (roots.length > 0 && !roots.some(({ signed }) => signed.roles[name]?.keyIDs.includes(key.keyId))) {
    throw new Error(`${file}: a signature of ${describeKey(key)} does not count for ${name}`);
  }
  const signed = signMetadata(metadata, [key]);
  writeMetadataFile(file, signed);
  return { name, metadata: signed, holderChecked: roots.length > 0 };
}

/** Roots whose keys count for the file: a root's own keys and those of the root in force; for targets, of the staged root, else of that in force. */
function rootsBeside(file: string, name: StagedName, metadata: MetadataOf[StagedName]): readonly MetadataOf['root'][] {
  const folder = dirname(dirname(file));
  const inForce = newestRoot(join(folder, METADATA_FOLDER));
  if (name === 'root') return [metadata as MetadataOf['root'], ...inForce];
  const staged = join(dirname(file), 'root.json');
  return existsSync(staged) ? [readMetadataFile('root', staged)] : inForce;
}

function newestRoot(folder: string): readonly MetadataOf['root'][] {
  const versions = (existsSync(folder) ? readdirSync(folder) : []).flatMap((name) => /^([1-9]\d*)\.root\.json$/.exec(name)?.[1] ?? []).map(Number);
  return versions.length === 0 ? [] : [readMetadataFile('root', join(folder, `${Math.max(...versions)}.root.json`))];
}
