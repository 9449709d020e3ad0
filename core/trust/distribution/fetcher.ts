/** Hands a source's files to tuf-js, within our own bounds whatever the metadata says. Layer: trust. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Fetcher } from 'tuf-js';
// Not exported by the package's index; the version is pinned. The root's walk ends at nothing but this error.
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { MAX_ROOT_BYTES, MAX_SNAPSHOT_BYTES, MAX_TARGET_BYTES, MAX_TARGETS_BYTES, MAX_TIMESTAMP_BYTES } from './limits.ts';
import { METADATA_FOLDER, TransferFault, type TrustSource } from './source.ts';

/** Addresses that tuf-js joins names to; they lead nowhere but to {@link toPath}. */
const BASE = 'https://set.invalid/';
export const METADATA_URL = `${BASE}${METADATA_FOLDER}/`;
export const TARGETS_URL = `${BASE}targets/`;

export interface SourceFetcher extends Fetcher {
  /** The fault of the last file asked for; null when it came. */
  failure(): TransferFault | null;
}

export interface FetcherParts {
  readonly source: TrustSource;
  /** For files on their way. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Bytes have come. */
  readonly received: (bytes: number) => void;
}

export function createFetcher({ source, folder, signal, received }: FetcherParts): SourceFetcher {
  let failed: TransferFault | null = null;
  /** Reads a file; tuf-js learns that it is not there in its own words. */
  const read = async (url: string, maxLength: number, take: (chunk: Uint8Array) => void): Promise<void> => {
    const path = toPath(url);
    failed = null;
    try {
      for await (const chunk of source.read(path, Math.min(maxLength, boundOf(path)), signal)) {
        take(chunk);
        received(chunk.length);
      }
    } catch (cause) {
      failed = cause instanceof TransferFault ? cause : new TransferFault('not-kept', `${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      throw failed.code === 'incomplete' ? new DownloadHTTPError(failed.message, 404) : failed;
    }
  };
  return {
    failure: () => failed,
    async downloadBytes(url, maxLength) {
      const chunks: Uint8Array[] = [];
      await read(url, maxLength, (chunk) => void chunks.push(chunk));
      return Buffer.concat(chunks);
    },
    async downloadFile(url, maxLength, handler) {
      const file = join(folder, 'incoming');
      const descriptor = openSync(file, 'w', 0o600);
      try {
        await read(url, maxLength, (chunk) => void writeSync(descriptor, chunk));
      } finally {
        closeSync(descriptor);
      }
      const handled = await handler(file);
      rmSync(file);
      return handled;
    },
  };
}

/** A fetcher for metadata that is all there: whatever it is asked for is missing. */
export const NO_SOURCE: Fetcher = {
  downloadBytes: (url) => Promise.reject(new DownloadHTTPError(`${url}: no source`, 404)),
  downloadFile: (url) => Promise.reject(new DownloadHTTPError(`${url}: no source`, 404)),
};

/** tuf-js encodes the names of roles, and leaves those of targets as they are. */
function toPath(url: string): string {
  const path = url.slice(BASE.length);
  return path.startsWith(`${METADATA_FOLDER}/`) ? path : decodeURIComponent(path).split('/').map(encodeURIComponent).join('/');
}

/** Our bound for a file, by its name. */
function boundOf(path: string): number {
  if (!path.startsWith(`${METADATA_FOLDER}/`)) return MAX_TARGET_BYTES;
  if (path.endsWith('root.json')) return MAX_ROOT_BYTES;
  if (path.endsWith('timestamp.json')) return MAX_TIMESTAMP_BYTES;
  return path.endsWith('snapshot.json') ? MAX_SNAPSHOT_BYTES : MAX_TARGETS_BYTES;
}
