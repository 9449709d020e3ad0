/** A repository on a web server. HTTPS, or plain HTTP to this machine alone; TUF does not rely on it, but who asks for what is nobody's business. Layer: trust. */
import type { Readable } from 'node:stream';
import { Pool } from 'undici';
import { PortasFault } from '../../model/fault.ts';
import { SECOND_MS } from '../../model/units.ts';
import { CONNECT_TIMEOUT_MS, IDLE_TIMEOUT_MS, LEAST_BYTES_PER_SECOND, LEAST_FILE_TIME_MS } from './limits.ts';
import { TransferFault, type TrustSource } from './source.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * @param url - address of the folder that holds `metadata/` and `targets/`.
 * @throws PortasFault `config-invalid` for another scheme, credentials, a query or a fragment.
 */
export function createHttpsSource(url: string): TrustSource {
  const { origin, prefix } = parseBase(url);
  const pool = new Pool(origin, {
    connections: 1,
    pipelining: 1,
    connectTimeout: CONNECT_TIMEOUT_MS,
    headersTimeout: IDLE_TIMEOUT_MS,
    bodyTimeout: IDLE_TIMEOUT_MS,
    allowH2: false,
    connect: { minVersion: 'TLSv1.3', rejectUnauthorized: true },
  });
  return {
    kind: 'https',
    async *read(path, maxBytes, signal) {
      const limit = AbortSignal.timeout(LEAST_FILE_TIME_MS + Math.ceil((maxBytes / LEAST_BYTES_PER_SECOND) * SECOND_MS));
      let received = 0;
      let answered = false;
      try {
        const { statusCode, headers, body } = await pool.request({ method: 'GET', path: `${prefix}/${path}`, signal: AbortSignal.any([signal, limit]) });
        answered = statusCode === 200;
        // Redirects are not followed: a repository is where the settings say.
        if (!answered) {
          drop(body);
          throw statusCode === 404 || statusCode === 403
            ? new TransferFault('incomplete', `${path}: is not there (status ${statusCode})`)
            : new TransferFault('unreachable', `${path}: status ${statusCode}`);
        }
        if (Number(headers['content-length'] ?? 0) > maxBytes) {
          drop(body);
          throw new TransferFault('too-large', `${path}: has ${String(headers['content-length'])} bytes, at most ${maxBytes} expected`);
        }
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          received += chunk.length;
          if (received > maxBytes) throw new TransferFault('too-large', `${path}: has more than the ${maxBytes} bytes expected`);
          yield chunk;
        }
      } catch (cause) {
        if (cause instanceof TransferFault) throw cause;
        throw new TransferFault(answered ? 'interrupted' : 'unreachable', `${path}: ${describe(cause)}`, { cause });
      }
    },
    close: () => pool.destroy(),
  };
}

/** Lets an answer go unread. Its stream then fails, and a failure that nobody hears would end the process. */
function drop(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

/** Origin and path prefix of the address. */
function parseBase(url: string): { readonly origin: string; readonly prefix: string } {
  const wrong = (why: string): PortasFault => new PortasFault('config-invalid', `trust.url: expected https://host[:port][/path], ${why}`);
  if (!URL.canParse(url)) throw wrong('found no URL');
  const { protocol, hostname, origin, pathname, username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '' || search !== '' || hash !== '') throw wrong('found credentials, a query or a fragment');
  if (protocol !== 'https:' && !(protocol === 'http:' && LOOPBACK.test(hostname))) throw wrong('found another scheme, or plain http to another machine');
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = (cause as NodeJS.ErrnoException).code;
  return typeof code === 'string' ? code : `${cause.name}: ${cause.message}`;
}
