/**
 * A repository in a folder, for example on a USB stick. Whoever made the stick may be an enemy: below the folder there is nothing but folders and regular
 * files, no links; sizes are asked of the open file before it is read; whatever does not come back in time is given up, and not waited for. Layer: trust.
 */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises';
import { isAbsolute, join, normalize } from 'node:path';
import type { DurationMs } from '../../model/units.ts';
import { CHUNK_BYTES, FOLDER_TIMEOUT_MS } from './limits.ts';
import { TransferFault, type TrustSource } from './source.ts';

/** Longest path of a folder, as a technician types it. */
const MAX_FOLDER_CHARACTERS = 1_024;

type Handle = Pick<FileHandle, 'stat' | 'read' | 'close'>;

/** The file operations, so that tests can pull the stick. Any of them may never end: a stick's driver can hang for ever. */
export interface FolderFiles {
  realpath(path: string): Promise<string>;
  lstat(path: string): Promise<Stats>;
  open(path: string, flags: number): Promise<Handle>;
}

export interface FolderOptions {
  readonly files?: FolderFiles;
  /** Longest wait for each operation. */
  readonly limit?: DurationMs;
  /** Ends the opening as `interrupted`. */
  readonly signal?: AbortSignal;
}

/** Whether a text can be the path of a folder: absolute, in its plain form, without control characters. */
export function isFolderPath(text: string): boolean {
  const plain = text.length > 1 && /[/\\]$/.test(text) ? text.slice(0, -1) : text;
  return text.length <= MAX_FOLDER_CHARACTERS && isAbsolute(text) && !/\p{Cc}/u.test(text) && normalize(plain) === plain;
}

/**
 * Opens a folder.
 * @param folder - links on the way to it are followed, once; below it there are none.
 * @throws TransferFault `unreachable` when it is not the path of a folder that can be read, `interrupted` when it does not answer.
 */
export async function openFolderSource(
  folder: string,
  { files = { lstat, open, realpath }, limit = FOLDER_TIMEOUT_MS, signal: opening = new AbortController().signal }: FolderOptions = {},
): Promise<TrustSource> {
  if (!isFolderPath(folder)) throw new TransferFault('unreachable', 'expected the absolute path of a folder');
  let base: string;
  let identity: Stats;
  try {
    const patience = { limit, signal: opening, path: folder };
    base = await within(patience, files.realpath(folder));
    identity = await within(patience, files.lstat(base));
  } catch (cause) {
    throw cause instanceof TransferFault ? cause : new TransferFault('unreachable', `${folder}: ${describe(cause)}`, { cause });
  }
  if (!identity.isDirectory()) throw new TransferFault('unreachable', `${folder}: expected a folder`);

  /** A stick that is pulled leaves an empty mount point, or nothing. */
  const isStillThere = async (patience: Patience): Promise<boolean> => {
    const now = await within(patience, files.lstat(base)).catch(() => null);
    return now?.dev === identity.dev && now.ino === identity.ino;
  };
  const toFault = async (patience: Patience, cause: unknown): Promise<TransferFault> => {
    if (cause instanceof TransferFault) return cause;
    const { path } = patience;
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ELOOP') return new TransferFault('not-regular-file', `${path}: a link`, { cause });
    if (code === 'ENOENT' && (await isStillThere(patience))) return new TransferFault('incomplete', `${path}: is not there`, { cause });
    if (code === 'EACCES' || code === 'EPERM') return new TransferFault('unreachable', `${path}: ${describe(cause)}`, { cause });
    return new TransferFault('interrupted', `${path}: ${describe(cause)}`, { cause });
  };
  const openFile = async (patience: Patience): Promise<Handle> => {
    // Non-blocking, not following: what was a file a moment ago may be a pipe or a link by now.
    const opened = files.open(join(base, patience.path), constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      return await within(patience, opened);
    } catch (cause) {
      // It may come after all, when nobody wants it any more.
      opened.then(letGo, () => undefined);
      throw cause;
    }
  };

  return {
    kind: 'folder',
    async *read(path, maxBytes, signal) {
      const patience = { limit, signal, path };
      let handle: Handle | null = null;
      try {
        await requirePlainPath(files, base, patience);
        handle = await openFile(patience);
        const stat = await within(patience, handle.stat());
        if (!stat.isFile()) throw new TransferFault('not-regular-file', `${path}: expected a regular file`);
        if (stat.size > maxBytes) throw new TransferFault('too-large', `${path}: has ${stat.size} bytes, at most ${maxBytes} expected`);
        let left = stat.size;
        while (left > 0) {
          const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, left));
          const { bytesRead } = await within(patience, handle.read(buffer, 0, buffer.length, stat.size - left));
          if (bytesRead === 0) throw new TransferFault('interrupted', `${path}: ended ${left} bytes early`);
          left -= bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } catch (cause) {
        throw await toFault(patience, cause);
      } finally {
        if (handle !== null) letGo(handle);
      }
    },
    close: () => Promise.resolve(),
  };
}

/** Every part of the path is a folder, and the last one a regular file. @throws TransferFault `not-regular-file`. */
async function requirePlainPath(files: FolderFiles, base: string, patience: Patience): Promise<void> {
  const { path } = patience;
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\\'))) throw new TransferFault('not-regular-file', `${path}: expected a path inside the folder`);
  for (const [index] of parts.entries()) {
    const stat = await within(patience, files.lstat(join(base, ...parts.slice(0, index + 1))));
    const last = index === parts.length - 1;
    if (last ? !stat.isFile() : !stat.isDirectory()) {
      throw new TransferFault('not-regular-file', `${parts.slice(0, index + 1).join('/')}: expected a ${last ? 'regular file' : 'folder'}, found ${kindOf(stat)}`);
    }
  }
}

/** Closes without waiting: Node closes a file only when a read that is under way has come back, which on a hung stick is never. A pulled stick fails here too. */
function letGo(handle: Handle): void {
  handle.close().catch(() => undefined);
}

function kindOf(stat: Stats): string {
  if (stat.isSymbolicLink()) return 'a link';
  if (stat.isFIFO()) return 'a pipe';
  if (stat.isSocket()) return 'a socket';
  return stat.isDirectory() ? 'a folder' : stat.isFile() ? 'a file' : 'a device';
}

interface Patience {
  readonly limit: DurationMs;
  readonly signal: AbortSignal;
  /** For the message. */
  readonly path: string;
}

/** @throws TransferFault `interrupted` when the work takes longer, or the terminal stops; the work itself cannot be ended, and what becomes of it no longer matters. */
async function within<T>({ limit, signal, path }: Patience, work: Promise<T>): Promise<T> {
  const { promise: given, reject } = Promise.withResolvers<never>();
  const stop = (): void => reject(new TransferFault('interrupted', `${path}: the terminal is stopping`));
  const timer = setTimeout(() => reject(new TransferFault('interrupted', `${path}: nothing came for ${limit / 1_000} s`)), limit);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([given, work]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

const describe = (cause: unknown): string => String((cause as NodeJS.ErrnoException).code ?? cause);
