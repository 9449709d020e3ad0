/**
 * Staged changes: the next root and the next targets metadata while signatures are gathered, in the repository's folder under `staged/`. Nothing staged is
 * served. A staged file can be carried to another machine, signed there and carried back.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type AnyMetadata, type MetadataOf, parseMetadata, targetsOf, toBytes } from './metadata.ts';
import { targetFileOf } from './repository-files.ts';

export const STAGED_FOLDER = 'staged';
export type StagedName = 'root' | 'targets';

export const stagedFile = (folder: string, name: StagedName): string => join(folder, STAGED_FOLDER, `${name}.json`);

/** The staged metadata of a role; null when none is. @throws Error when the file is not what it should be. */
export function readStaged<Name extends StagedName>(folder: string, name: Name): MetadataOf[Name] | null {
  const file = stagedFile(folder, name);
  return existsSync(file) ? readMetadataFile(name, file) : null;
}

/** Reads a file of metadata. @throws Error that names the file. */
export function readMetadataFile<Name extends StagedName>(name: Name, file: string): MetadataOf[Name] {
  return parseMetadata(name, readFileSync(file), file);
}

/** Reads a file of root or targets metadata, whichever it is. @throws Error that names the file. */
export function readStagedFile(file: string): { readonly name: StagedName; readonly metadata: MetadataOf[StagedName] } {
  const bytes = readFileSync(file);
  const name = /"_type"\s*:\s*"root"/.test(bytes.toString('utf8')) ? 'root' : 'targets';
  return { name, metadata: parseMetadata(name, bytes, file) };
}

/** Writes metadata to a file, whole or not at all. */
export function writeMetadataFile(file: string, metadata: AnyMetadata): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, toBytes(metadata));
  renameSync(`${file}.new`, file);
}

/** Puts a target's file beside the staged metadata. */
export function stageTargetFile(folder: string, path: string, sha256: string, content: Uint8Array): void {
  const file = join(folder, STAGED_FOLDER, targetFileOf(path, sha256));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Bytes of the staged metadata's targets: staged files, else those in force. @throws Error for a target that has no file. */
export function stagedContent(folder: string, targets: MetadataOf['targets']): ReadonlyMap<string, Buffer> {
  return new Map([...targetsOf(targets)].map(([path, { sha256 }]) => [path, readFileSync(stagedTargetFile(folder, path, sha256))]));
}

/** Where the file of a target of staged or published metadata is. */
export function stagedTargetFile(folder: string, path: string, sha256: string): string {
  const file = targetFileOf(path, sha256);
  const staged = join(folder, STAGED_FOLDER, file);
  return existsSync(staged) ? staged : join(folder, file);
}

/** Throws away what is staged. @returns paths of what was there, relative to the folder. */
export function clearStaged(folder: string): readonly string[] {
  const staged = join(folder, STAGED_FOLDER);
  if (!existsSync(staged)) return [];
  const files = readdirSync(staged, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  rmSync(staged, { recursive: true });
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}
