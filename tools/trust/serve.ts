/** A web server for a repository's folder, on this machine alone: for tests and drills. Any web server does the same. */
import { readFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { METADATA_FOLDER, TARGETS_FOLDER } from './repository-files.ts';

export interface RepositoryServer {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** Paths asked for so far, the newest last. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/**
 * Serves `metadata/` and `targets/` of the folder as they are at each request; anything else, staged files among it, is not found.
 * @param port - 0 takes a free one.
 * @throws Error when the port cannot be had.
 */
export async function serveRepository(folder: string, port = 0): Promise<RepositoryServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodePath(request.url ?? '/');
    requests.push(path);
    readServed(folder, path)
      .then((bytes) => response.writeHead(bytes === null ? 404 : 200, { 'content-type': 'application/octet-stream' }).end(bytes ?? undefined))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close: () => closeServer(server) };
}

function decodePath(url: string): string {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return '/';
  }
}

async function readServed(folder: string, path: string): Promise<Buffer | null> {
  const file = join(folder, path);
  const [top] = relative(folder, file).split('/');
  if (top !== METADATA_FOLDER && top !== TARGETS_FOLDER) return null;
  try {
    return await readFile(file);
  } catch {
    // Clients ask for the next root until there is none.
    return null;
  }
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => void server.close(() => resolve()));
}
