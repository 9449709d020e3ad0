/**
 * A file of queue rows as they lie on this terminal, still sealed: JSON Lines, one record a line, so that it can be of any length and a reader needs no
 * more than a line at a time. Layer: service.
 */
import { access, type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { toMacauIso } from '../model/macau-time.ts';
import type { QueueFault, QueueSet, SealedRow } from '../model/queue.ts';
import type { UtcMillis } from '../model/units.ts';

export interface QueueFile {
  /** Where the file will be once it is whole. */
  readonly path: string;
  write(rows: readonly SealedRow[]): Promise<void>;
  /** The file is on disk, under its name, when it resolves. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  drop(): Promise<void>;
}

/** `portas-DRILL-07-waiting-20261125T143208.jsonl`, the time on Macau's clock. */
export function queueFileName(terminalId: string, set: QueueSet, at: UtcMillis): string {
  const time = (toMacauIso(at) ?? '').slice(0, 19).replace(/[-:]/g, '');
  return `portas-${terminalId.replace(/[^A-Za-z0-9-]/g, '_')}-${set}-${time}.jsonl`;
}

/** Opens a file in a folder that is there already; mode 0600, and under another name until it is whole. Overwrites nothing. @throws whatever the file system says. */
export async function openQueueFile(folder: string, name: string): Promise<QueueFile> {
  const path = join(folder, name);
  if (await exists(path)) throw Object.assign(new Error('the file is there already'), { code: 'EEXIST' });
  const partial = `${path}.partial`;
  const file = await open(partial, 'wx', 0o600);
  return {
    path,
    write: (rows) => file.appendFile(rows.map(toLine).join('')),
    async finish() {
      await file.sync();
      await file.close();
      await rename(partial, path);
      await syncFolder(folder);
    },
    async drop() {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}

/** One record as a line. Times are UTC; `sealed` is what only the gateway can open, and is missing once it was delivered. */
export function toLine({ recordId, bodySha256, sealingKeyId, createdAt, deliveredAt, sealed }: SealedRow): string {
  const line = {
    recordId,
    bodySha256,
    sealingKeyId,
    created: new Date(createdAt).toISOString(),
    ...(deliveredAt === null ? {} : { delivered: new Date(deliveredAt).toISOString() }),
    ...(sealed === null ? {} : { sealedBase64: Buffer.from(sealed).toString('base64') }),
  };
  return `${JSON.stringify(line)}\n`;
}

/** What a technician can do something about. */
export function queueFileFault(cause: unknown): QueueFault {
  switch (cause instanceof Error && 'code' in cause ? cause.code : null) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no-folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'not-writable';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'disk-full';
    case 'EEXIST':
      return 'file-exists';
    default:
      return 'failed';
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The new name is on disk too. Not every stick's file system can be asked for that. */
async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle | null = null;
  try {
    handle = await open(folder, 'r');
    await handle.sync();
  } catch (cause) {
    if (!['EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM', 'EACCES'].includes(cause instanceof Error && 'code' in cause ? String(cause.code) : '')) throw cause;
  } finally {
    await handle?.close();
  }
}
