/**
 * A repository in a folder, for example on a USB stick. Whoever made the stick may be an enemy: below the folder there is nothing but folders and regular
 * files, no links; sizes are asked of the open file before it is read; a read that does not come back is given up. Layer: trust.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { DurationMs } from '../../model/units.ts';
import { CHUNK_BYTES, FOLDER_READ_TIMEOUT_MS } from './limits.ts';
import { TransferFault, type TrustSource } from './source.ts';

/** Longest path of a folder, as a technician types it. */
const MAX_FOLDER_CHARACTERS = 1_024;

/** The file operations, so that tests can pull the stick. */
export interface FolderFiles {
  lstat(path: string): Promise<Stats>;
  open(path: string, flags: number): Promise<Pick<FileHandle, 'stat' | 'read' | 'close'>>;
}

/** Whether a text can be the path of a folder: absolute, in its plain form, without control characters. */
export function isFolderPath(text: string): boolean {
  const plain = text.length > 1 && /[/\\]$/.test(text) ? text.slice(0, -1) : text;
  return text.length <= MAX_FOLDER_CHARACTERS && isAbsolute(text) && !/\p{Cc}/u.test(text) && normalize(plain) === plain;
}

/**
 * Opens a folder.
 * @param folder - links on the way to it are followed, once; below it there are none.
 * @throws TransferFault `unreachable` when it is not the path of a folder that can be read.
 */
export async function openFolderSource(
  folder: string,
  files: FolderFiles = { lstat, open },
  readTimeout: DurationMs = FOLDER_READ_TIMEOUT_MS,
): Promise<TrustSource> {
  if (!isFolderPath(folder)) throw new TransferFault('unreachable', 'expected the absolute path of a folder');
  let base: string;
  let identity: Stats;
  try {
    base = await realpath(folder);
    identity = await files.lstat(base);
  } catch (cause) {
    throw new TransferFault('unreachable', `${folder}: ${describe(cause)}`, { cause });
  }
  if (!identity.isDirectory()) throw new TransferFault('unreachable', `${folder}: expected a folder`);

  /** A stick that is pulled leaves an empty mount point, or nothing. */
  const isStillThere = async (): Promise<boolean> => {
    const now = await files.lstat(base).catch(() => null);
    return now?.dev === identity.dev && now.ino === identity.ino;
  };
  const toFault = async (path: string, cause: unknown): Promise<TransferFault> => {
    if (cause instanceof TransferFault) return cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ELOOP') return new TransferFault('not-regular-file', `${path}: a link`, { cause });
    if (code === 'ENOENT' && (await isStillThere())) return new TransferFault('incomplete', `${path}: is not there`, { cause });
    if (code === 'EACCES' || code === 'EPERM') return new TransferFault('unreachable', `${path}: ${describe(cause)}`, { cause });
    return new TransferFault('interrupted', `${path}: ${describe(cause)}`, { cause });
  };

  return {
    kind: 'folder',
    async *read(path, maxBytes, signal) {
      let handle: Pick<FileHandle, 'stat' | 'read' | 'close'> | null = null;
      try {
        await requirePlainPath(files, base, path);
        // Non-blocking, not following: what was a file a moment ago may be a pipe or a link by now.
        handle = await files.open(join(base, path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
        const stat = await handle.stat();
        if (!stat.isFile()) throw new TransferFault('not-regular-file', `${path}: expected a regular file`);
        if (stat.size > maxBytes) throw new TransferFault('too-large', `${path}: has ${stat.size} bytes, at most ${maxBytes} expected`);
        let left = stat.size;
        while (left > 0) {
          if (signal.aborted) throw new TransferFault('interrupted', `${path}: the terminal is stopping`);
          const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
          const { bytesRead } = await within(readTimeout, path, handle.read(buffer, 0, buffer.length, stat.size - left));
          if (bytesRead === 0) throw new TransferFault('interrupted', `${path}: ended ${left} bytes early`);
          left -= bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } catch (cause) {
        throw await toFault(path, cause);
      } finally {
        // A pulled stick fails here too; what matters has been said.
        await handle?.close().catch(() => undefined);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Every part of the path is a folder, and the last one a regular file. @throws TransferFault `not-regular-file`. */
async function requirePlainPath(files: FolderFiles, base: string, path: string): Promise<void> {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) throw new TransferFault('not-regular-file', `${path}: expected a path inside the folder`);
  for (const [index] of parts.entries()) {
    const stat = await files.lstat(join(base, ...parts.slice(0, index + 1)));
    const last = index === parts.length - 1;
    if (last ? !stat.isFile() : !stat.isDirectory()) {
      throw new TransferFault('not-regular-file', `${parts.slice(0, index + 1).join('/')}: expected a ${last ? 'regular file' : 'folder'}, found ${kindOf(stat)}`);
    }
  }
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isDirectory() ? 'a folder' : stat.isFile() ? 'a file' : 'a device';
}

async function within<T>(limit: DurationMs, path: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TransferFault('interrupted', `${path}: nothing came for ${limit / 1_000} s`)), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

const describe = (cause: unknown): string => String((cause as NodeJS.ErrnoException).code ?? cause);
