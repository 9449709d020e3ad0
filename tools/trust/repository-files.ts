/**
 * A repository's files, as a web server or a USB stick hands them out (TUF 1.0 clause 7, consistent snapshots): `metadata/` with numbered root, targets and
 * snapshot and one `timestamp.json`; `targets/` with every file under its hash.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseMetadata, targetsOf, toBytes } from './metadata.ts';
import type { MetadataOf } from './metadata.ts';
import type { TrustRepository } from './repository.ts';

export const METADATA_FOLDER = 'metadata';
export const TARGETS_FOLDER = 'targets';

/** Path with `/` below the repository's folder, and bytes. The timestamp comes last: whoever reads on the way never sees a name without its file. */
export type RepositoryFiles = ReadonlyMap<string, Uint8Array>;

/** The files of a state: every root, and of the other roles and the targets what is in force. Pure. */
export function toFiles({ roots, targets, snapshot, timestamp, content }: TrustRepository): RepositoryFiles {
  const files = new Map<string, Uint8Array>();
  const entries = targetsOf(targets);
  for (const [path, bytes] of content) files.set(targetFileOf(path, entries.get(path)?.sha256 ?? ''), bytes);
  for (const root of roots) files.set(metadataFileOf('root', root.signed.version), toBytes(root));
  files.set(metadataFileOf('targets', targets.signed.version), toBytes(targets));
  files.set(metadataFileOf('snapshot', snapshot.signed.version), toBytes(snapshot));
  files.set(TIMESTAMP_FILE, toBytes(timestamp));
  return files;
}

const TIMESTAMP_FILE = `${METADATA_FOLDER}/timestamp.json`;

/** For example `metadata/3.root.json`. */
export function metadataFileOf(name: 'root' | 'targets' | 'snapshot', version: number): string {
  return `${METADATA_FOLDER}/${version}.${name}.json`;
}

/** For example `targets/rules/<sha256>.barrier-gate.json`: the hash stands before the file's own name (clause 6.1). */
export function targetFileOf(path: string, sha256: string): string {
  return posix.join(TARGETS_FOLDER, posix.dirname(path), `${sha256}.${posix.basename(path)}`);
}

/**
 * Writes the files into a folder, a web server's or a USB stick's; what else is there stays. Each file appears whole or not at all.
 * @throws Error for a path that leads out of the folder; what the file system throws.
 */
export function writeFiles(folder: string, files: RepositoryFiles): void {
  for (const [path, bytes] of files) {
    const file = join(folder, path);
    if (relative(folder, file).startsWith('..')) throw new Error(`${path}: expected a path inside the folder`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, bytes);
    renameSync(`${file}.new`, file);
  }
}

/** Writes a repository's state into a folder. */
export function writeRepository(folder: string, repository: TrustRepository): void {
  writeFiles(folder, toFiles(repository));
}

/**
 * Reads the state in force from a repository's folder. No signature is verified.
 * @throws Error that names the file that is missing or not what this program writes: what is shown and verified of it must be what clients get.
 */
export function readRepository(folder: string): TrustRepository {
  const read = (path: string): Buffer => readFileSync(join(folder, path));
  const metadata = <Name extends keyof MetadataOf>(name: Name, path: string): MetadataOf[Name] => {
    const bytes = read(path);
    const parsed = parseMetadata(name, bytes, join(folder, path));
    if (!toBytes(parsed).equals(bytes)) throw new Error(`${join(folder, path)}: expected the bytes that this program writes`);
    return parsed;
  };
  const [first, ...others] = rootVersions(folder).map((version) => metadata('root', metadataFileOf('root', version)));
  if (first === undefined) throw new Error(`${join(folder, METADATA_FOLDER)}: expected root metadata, like 1.root.json`);
  const timestamp = metadata('timestamp', TIMESTAMP_FILE);
  const snapshot = metadata('snapshot', metadataFileOf('snapshot', timestamp.signed.snapshotMeta.version));
  const targets = metadata('targets', metadataFileOf('targets', snapshot.signed.meta['targets.json']?.version ?? 0));
  const content = new Map([...targetsOf(targets)].map(([path, { sha256 }]) => [path, read(targetFileOf(path, sha256))]));
  return { roots: [first, ...others], timestamp, snapshot, targets, content };
}

/** Whether anything has been published into the folder yet. */
export function isPublished(folder: string): boolean {
  return existsSync(join(folder, TIMESTAMP_FILE));
}

/** Versions of root metadata in a folder, lowest first; none where there is no such folder. */
function rootVersions(folder: string): readonly number[] {
  const metadata = join(folder, METADATA_FOLDER);
  return (existsSync(metadata) ? readdirSync(metadata) : [])
    .flatMap((name) => /^([1-9]\d*)\.root\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
