/**
 * A mainland gateway as docs/gateway.openapi.yaml describes it: a real HTTP server with its own database and keys, to try and
 * test a terminal against. Project-defined; no real gateway's interface is public.
 */
import { createHash, createPublicKey } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import type { AuditHead } from '../../core/model/audit-head.ts';
import { TLSSocket } from 'node:tls';
import type { Clock } from '../../core/model/clock.ts';
import { RETURN_CODES } from '../../core/model/mainland-profile.ts';
import { monotonicMs, utcMillis } from '../../core/model/units.ts';
import { formatGatewayTime } from '../../core/uplink/gateway-time.ts';
import { DATABASE_FILE, openDatabase, type StoredRecord } from './database.ts';
import { createDice, type FaultChange, FaultChange as FaultChangeSchema, type FaultKind, type FaultPlan, NO_FAULTS } from './faults.ts';
import { openKeys, publicSealingKey } from './keys.ts';
import { HANG_MS, HEADERS_TIMEOUT_MS, KEEP_ALIVE_MS, MAX_BODY_BYTES, MAX_CONNECTIONS, MAX_HEADER_BYTES, REQUEST_TIMEOUT_MS } from './limits.ts';
import { type Answer, failure, processRequest } from './process-request.ts';
import { operationAt } from './requests.ts';
import { spoilAnswer } from './spoil-answer.ts';

/** A terminal that may call: its key identifier is the first 16 hex digits of the SHA-256 of its public key (SPKI, DER). */
export interface TerminalRegistration {
  readonly terminalId: string;
  /** Ed25519. */
  readonly publicKeyPem: string;
}

export interface GatewayOptions {
  /** Keys and database; made when it is not there. */
  readonly dataDir: string;
  /** Seal to another key from now on; records sealed to the keys before are taken all the same. */
  readonly newSealingKey?: boolean;
  readonly terminals?: readonly TerminalRegistration[];
  readonly faults?: FaultChange;
  readonly clock?: Clock;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Address terminals use when it is not this server's own, for example behind a proxy. */
  readonly publicUrl?: string;
  /** PEM. With `clientCa`, terminals must show a certificate of that authority. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly clientCa?: string };
}

export interface Gateway {
  /** What a terminal's settings need. */
  readonly sealingKey: { readonly keyId: string; readonly publicKeyBase64: string };
  /** Opens the port, a free one unless given; resolves to the base address. */
  listen(port?: number): Promise<string>;
  /** Base address; valid after `listen`. */
  readonly url: string;
  register(terminal: TerminalRegistration): void;
  readonly faults: {
    read(): FaultPlan;
    /** Resolves when the change is in force: with `down`, when the port is closed or open again. */
    set(change: FaultChange): Promise<void>;
  };
  readonly records: {
    count(): number;
    /** How often a record that was known already was answered `duplicate`, since this gateway was opened. */
    repeats(): number;
    find(recordId: string): StoredRecord | null;
    /** SHA-256 of each record's sealed body by record identifier. */
    hashes(): ReadonlyMap<string, string>;
  };
  /** Heads of a terminal's audit, newest first. */
  auditHeads(terminalId: string): readonly AuditHead[];
  close(): Promise<void>;
}

const SYSTEM_CLOCK: Clock = { now: () => utcMillis(Date.now()), monotonic: () => monotonicMs(performance.now()) };
const HEALTH_PATH = '/v1/health';

/** Opens keys and database; listens only when told to. Throws plain errors for an unusable directory, key or registration. */
export function createGateway(options: GatewayOptions): Gateway {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const host = options.host ?? '127.0.0.1';
  const keys = openKeys(options.dataDir, options.newSealingKey);
  const db = openDatabase(join(options.dataDir, DATABASE_FILE));
  let plan: FaultPlan = merge(NO_FAULTS, options.faults ?? {});
  let dice = createDice(plan);
  let server: Server | null = null;
  let port = 0;
  let repeats = 0;
  const hanging = new Set<NodeJS.Timeout>();
  const scheme = options.tls === undefined ? 'http' : 'https';
  const addressOf = (name: string): string => `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`;

  const register = ({ terminalId, publicKeyPem }: TerminalRegistration): void => {
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(terminalId)) throw new Error('terminal id: expected 1 to 64 of A-Z a-z 0-9 . _ -');
    const key = createPublicKey(publicKeyPem);
    if (key.asymmetricKeyType !== 'ed25519') throw new Error(`terminal ${terminalId}: expected an Ed25519 public key`);
    const keyId = createHash('sha256').update(key.export({ type: 'spki', format: 'der' })).digest('hex').slice(0, 16);
    db.putTerminal({ terminalId, keyId, publicKeyPem: key.export({ type: 'spki', format: 'pem' }).toString() });
  };
  for (const terminal of options.terminals ?? []) register(terminal);

  /** The address a request was signed for; null when it names a host that is not us. */
  const originOf = (request: IncomingMessage): string | null => {
    const named = `${scheme}://${request.headers.host ?? ''}`;
    if (!URL.canParse(named)) return null;
    const { origin, host: namedHost } = new URL(named);
    if ([addressOf(host), addressOf('localhost')].some((own) => new URL(own).origin === origin)) return origin;
    const known = options.publicUrl === undefined ? null : new URL(options.publicUrl);
    return known !== null && known.host === namedHost ? known.origin : null;
  };

  const answerSigned = async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const operation = operationAt(path);
    if (operation === null) return write(response, failure(RETURN_CODES.parameter, 'no such operation', null, 404));
    if (request.method !== 'POST') return write(response, failure(RETURN_CODES.parameter, 'expected POST', null, 405), { allow: 'POST' });
    if (!/^application\/json(;\s*charset=utf-8)?$/i.test(request.headers['content-type'] ?? '')) {
      return write(response, failure(RETURN_CODES.parameter, 'expected application/json', null, 415));
    }
    const origin = originOf(request);
    if (origin === null) return write(response, failure(RETURN_CODES.signature, 'host: not this gateway', null, 421));
    const body = await readBody(request);
    if (body === null) return write(response, failure(RETURN_CODES.parameter, 'body: too large', null, 413), { connection: 'close' });

    const fault = dice.forRequest();
    if (breakBefore(fault, response)) return;
    const received = { method: 'POST', targetUri: origin + (request.url ?? ''), headers: request.headers, body };
    const answer = await processRequest({ db, keys, clock, busy: () => dice.forRecord() }, operation, received);
    repeats += countRepeats(answer);
    if (fault === 'error-after-commit') return write(response, failure(RETURN_CODES.other, 'internal error'));
    if (fault === 'reset') return resetMidAnswer(response, answer);
    write(response, spoilAnswer(answer, fault));
  };

  /** Faults that come before anything is done. @returns whether the request is finished. */
  const breakBefore = (fault: FaultKind | null, response: ServerResponse): boolean => {
    switch (fault) {
      case 'unavailable':
        write(response, failure(RETURN_CODES.maintenance, 'maintenance'));
        return true;
      case 'too-many-requests':
        write(response, failure(RETURN_CODES.busy, 'too many requests', null, 429), { 'retry-after': plan.retryAfterSeconds.toString() });
        return true;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title><p>Please sign in to use this network.');
        return true;
      case 'hang': {
        const timer = setTimeout(() => response.destroy(), HANG_MS);
        hanging.add(timer);
        response.on('close', () => {
          clearTimeout(timer);
          hanging.delete(timer);
        });
        return true;
      }
      default:
        return false;
    }
  };

  const answerHealth = (response: ServerResponse): void => {
    // A fault that strikes every request is the gateway's state, and its health says so; a random one is not.
    const lasting = (['unavailable', 'hang', 'html', 'too-many-requests'] as const).find((kind) => plan.rates[kind] === 1) ?? null;
    if (breakBefore(lasting, response)) return;
    write(response, { status: 200, body: { status: 'ok', timeStamp: formatGatewayTime(clock.now()) } });
  };

  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const prefix = options.publicUrl === undefined ? '' : new URL(options.publicUrl).pathname.replace(/\/+$/, '');
    const local = path.startsWith(prefix) ? path.slice(prefix.length) : path;
    if (local === HEALTH_PATH && request.method === 'GET') return answerHealth(response);
    answerSigned(request, response, local).catch(() => {
      // A client that went away, or a fault of ours: nothing was committed in either case.
      if (response.headersSent || response.destroyed) response.destroy();
      else write(response, failure(RETURN_CODES.other, 'internal error'));
    });
  };

  const open = async (): Promise<void> => {
    const settings = { maxHeaderSize: MAX_HEADER_BYTES, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS, connectionsCheckingInterval: 1_000 };
    const { tls } = options;
    const opened =
      tls === undefined
        ? createHttpServer(settings, receive)
        : createHttpsServer(
            { ...settings, key: tls.key, cert: tls.cert, minVersion: 'TLSv1.3', ...(tls.clientCa === undefined ? {} : { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }) },
            receive,
          );
    opened.maxConnections = MAX_CONNECTIONS;
    opened.on('clientError', (_error, socket: Socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
      else socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      opened.once('error', reject);
      opened.listen(port, host, () => {
        opened.off('error', reject);
        resolve();
      });
    });
    port = (opened.address() as AddressInfo).port;
    server = opened;
  };
  const shut = async (): Promise<void> => {
    const closing = server;
    server = null;
    for (const timer of hanging) clearTimeout(timer);
    if (closing === null) return;
    await new Promise<void>((resolve) => {
      closing.close(() => resolve());
      closing.closeAllConnections();
    });
  };

  return {
    sealingKey: publicSealingKey(keys),
    async listen(wanted = 0) {
      port = wanted;
      await open();
      if (plan.down) await shut();
      return addressOf(host);
    },
    get url() {
      return addressOf(host);
    },
    register,
    faults: {
      read: () => plan,
      async set(change) {
        const wasDown = plan.down;
        plan = merge(plan, change);
        dice = createDice(plan);
        if (port === 0 || wasDown === plan.down) return;
        await (plan.down ? shut() : open());
      },
    },
    records: { count: db.countRecords, repeats: () => repeats, find: db.findRecord, hashes: db.hashes },
    auditHeads: db.heads,
    async close() {
      await shut();
      db.close();
    },
  };
}

function merge(plan: FaultPlan, change: FaultChange): FaultPlan {
  const { down, rates, seed, retryAfterSeconds } = FaultChangeSchema.parse(change);
  return {
    down: down ?? plan.down,
    rates: (rates as FaultPlan['rates'] | undefined) ?? plan.rates,
    seed: seed ?? plan.seed,
    retryAfterSeconds: retryAfterSeconds ?? plan.retryAfterSeconds,
  };
}

function countRepeats({ body }: Answer): number {
  return Array.isArray(body.results) ? (body.results as readonly { status: unknown }[]).filter(({ status }) => status === 'duplicate').length : 0;
}

function write(response: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>> = {}): void {
  const body = Buffer.from(JSON.stringify(answer.body), 'utf8');
  response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': body.length, 'cache-control': 'no-store', ...headers }).end(body);
}

/** Sends the head and half of the body, then resets the connection. */
function resetMidAnswer(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(JSON.stringify(answer.body), 'utf8');
  response.writeHead(answer.status, { 'content-type': 'application/json', 'content-length': body.length });
  response.write(body.subarray(0, body.length >> 1), () => {
    const { socket } = response;
    // Node resets plain connections alone; one under TLS it can only drop.
    if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  });
}

/** Null when the body is larger than MAX_BODY_BYTES; nothing beyond that is kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  // Said beforehand, it is answered; found out on the way, the connection ends.
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
