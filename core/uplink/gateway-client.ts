/**
 * Speaks to the mainland gateway (docs/gateway.openapi.yaml): signs, sends, bounds and parses. Network trouble and a
 * gateway's no are values, never exceptions. Layer: uplink.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { buildConnector, Pool } from 'undici';
import type { Clock } from '../model/clock.ts';
import { PortasFault } from '../model/fault.ts';
import { OPERATIONS } from '../model/mainland-profile.ts';
import type { NetworkCause } from '../model/network.ts';
import type { LeasedRecord } from '../model/outbox.ts';
import type { DurationMs } from '../model/units.ts';
import { type ClockOffset, readAnswerDate } from './answer-date.ts';
import { ANSWER_BODIES, type AnswerBody, BatchBody, type CallOperation, HealthAnswer, type RecordAnswer } from './gateway-answers.ts';
import { formatGatewayTime } from './gateway-time.ts';
import { KEY_ID_PATTERN, type RequestSigner, signRequest } from './http-signature.ts';
import { CONNECT_TIMEOUT_MS, DEFAULT_TIMEOUT_MS, MAX_ANSWER_BYTES, MAX_BATCH_RECORDS, PROBE_TIMEOUT_MS } from './limits.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import { type HttpAnswer, judgeAnswer, type Refused, type Unavailable } from './judge-answer.ts';
import { ownCertificateUntil, type TlsMaterial, type TlsSource } from './tls-files.ts';

/** Answer to a batch. `unavailable`: try again later; `refused`: the gateway says that we are wrong, nobody but a technician can help. */
export type BatchAnswer = { readonly kind: 'answered'; readonly results: readonly RecordAnswer[] } | Unavailable | Refused;
export type CallAnswer<Operation extends CallOperation> = { readonly kind: 'answered'; readonly answer: AnswerBody<Operation> } | Unavailable | Refused;
export type ProbeAnswer = { readonly kind: 'up' } | { readonly kind: 'down'; readonly error: string; /** Something answered, though not as a gateway does. */ readonly reached: boolean; readonly cause: NetworkCause };

/** Fields of each operation beside the envelope's. Identifiers of a person never travel outside a sealed record. */
export interface CallFields {
  readonly healthDeclare: { readonly recordId: string; readonly sealingKeyId: string; /** base64 */ readonly sealed: string };
  readonly tripDeclare: { readonly recordId: string; readonly from: string; readonly to: string; readonly address: string | null; readonly departDate: string };
  readonly healthQuery: { readonly bizExtData: string };
  /** `0` to make a code, `1` to verify one. The call's own `bizSerialNum` is the serial that may then be used once. */
  readonly codeApply: { readonly type: '0' | '1' };
  readonly codeCreate: { readonly randomNumber: string; readonly recordId: string; readonly isPic: '0' | '1' };
  readonly codeVerify: { readonly randomNumber: string; readonly codeContent: string };
  readonly healthCorrect: { readonly recordId: string; readonly element: string; readonly reason: string };
  /** base64: SubjectPublicKeyInfo of the new key, and the new key's signature over `keyProof`. */
  readonly terminalKey: { readonly publicKey: string; readonly proof: string };
  /** A signed head of the terminal's audit (core/model/audit-head.ts); `at` is UTC milliseconds, part of what is signed. */
  readonly auditHead: { readonly sequence: number; readonly hash: string; readonly at: number; readonly keyId: string; readonly signature: string };
}

export interface GatewayClient {
  /** Sends up to 100 sealed records; each is answered by itself. */
  declareBatch(records: readonly LeasedRecord[]): Promise<BatchAnswer>;
  /**
   * Calls one of the operations for a single thing.
   * @param bizSerialNum - made afresh unless given: give the same one again to repeat a call, or the applied one to use it.
   */
  call<Operation extends CallOperation>(operation: Operation, fields: CallFields[Operation], bizSerialNum?: string): Promise<CallAnswer<Operation>>;
  /** Asks without a signature whether the gateway lives. */
  probe(): Promise<ProbeAnswer>;
  /** Gives up what is in flight and closes the connections. */
  close(): Promise<void>;
}

export interface GatewayClientOptions {
  /** Base address; https, or plain http to this machine alone. */
  readonly url: string;
  readonly terminalId: string;
  readonly signer: RequestSigner;
  readonly clock: Clock;
  /** Authorities of the gateway and the terminal's own certificate; asked before each request, and connections are made anew when it changed. */
  readonly tls?: TlsSource;
  readonly timeoutMs?: DurationMs;
  /** Told how the two clocks stand, with each answer that says when it was written. */
  readonly onClock?: (offset: ClockOffset) => void;
}

const NO_TLS_FILES: TlsSource = { read: () => NO_TLS_MATERIAL };
const NO_TLS_MATERIAL: TlsMaterial = {};
const HEALTH_PATH = '/v1/health';
const JSON_TYPE = 'application/json';
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws PortasFault `config-invalid` or `terminal-key-invalid` for wrong settings; never on anything the gateway does. */
export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  const base = parseBase(options.url);
  const { terminalId, signer, clock } = options;
  if (!KEY_ID_PATTERN.test(signer.keyId) || signer.privateKey.asymmetricKeyType !== 'ed25519') {
    throw new PortasFault('terminal-key-invalid', `terminal key: expected an Ed25519 key with an identifier like ${KEY_ID_PATTERN.source}`);
  }
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const secure = base.origin.startsWith('https:');
  /** What the newest connection that failed said of itself: a TLS alert says more than the request it ended. */
  let socketError: unknown = null;
  const makePool = (material: TlsMaterial): Pool => {
    const connect = buildConnector({ minVersion: 'TLSv1.3', rejectUnauthorized: true, timeout: CONNECT_TIMEOUT_MS, allowH2: false, ...material });
    return new Pool(base.origin, {
      // One for the batch in flight, one for a probe or a single call beside it.
      connections: 2,
      pipelining: 1,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      maxResponseSize: MAX_ANSWER_BYTES,
      connect: (target, done) =>
        connect(target, (...made) => {
          made[1]?.once('error', (cause: unknown) => {
            socketError = cause;
          });
          done(...made);
        }),
    });
  };
  const tls = options.tls ?? NO_TLS_FILES;
  let material = tls.read();
  let pool = makePool(material);
  const pools = new Set([pool]);
  let closed = false;
  /** The pool for what the files hold now. */
  const currentPool = (): Pool => {
    if (closed) return pool;
    const now = tls.read();
    if (now === material) return pool;
    const old = pool;
    const forget = (): void => {
      pools.delete(old);
    };
    // What is in flight ends on the old connections.
    old.close().then(forget, forget);
    material = now;
    pool = makePool(material);
    pools.add(pool);
    return pool;
  };
  const describe = (cause: unknown): Failure => {
    const until = ownCertificateUntil(material);
    return describeFailure(cause, { socketError, secure, ownExpired: until !== null && until < clock.now() });
  };

  const send = async (method: 'GET' | 'POST', path: string, limit: DurationMs, headers: Readonly<Record<string, string>>, body: Uint8Array | null): Promise<HttpAnswer> => {
    const sentAt = clock.now();
    socketError = null;
    const answer = await currentPool().request({ method, path, headers: { accept: JSON_TYPE, ...headers }, body, signal: AbortSignal.timeout(limit) });
    const offset = readAnswerDate(first(answer.headers.date), sentAt, clock.now());
    if (offset !== null) options.onClock?.(offset);
    // The size cap stands in the pool: an oversize body ends in an error here.
    return { status: answer.statusCode, contentType: first(answer.headers['content-type']), retryAfter: first(answer.headers['retry-after']), body: await answer.body.text() };
  };

  const post = async (operation: keyof typeof OPERATIONS, fields: object, bizSerialNum: string): Promise<HttpAnswer | Unavailable> => {
    const path = base.prefix + OPERATIONS[operation];
    const now = clock.now();
    const bizPackage = { custNum: terminalId, timeStamp: formatGatewayTime(now), bizSerialNum, ...fields };
    const body = Buffer.from(JSON.stringify({ bizPackage }), 'utf8');
    const headers = signRequest(
      { method: 'POST', targetUri: base.origin + path, contentType: JSON_TYPE, body },
      signer,
      Math.floor(now / 1_000),
      randomBytes(16).toString('base64url'),
    );
    try {
      return await send('POST', path, timeoutMs, headers, body);
    } catch (cause) {
      return { kind: 'unavailable', ...describe(cause), retryAfterMs: null };
    }
  };

  return {
    async declareBatch(records) {
      const bizSerialNum = randomUUID();
      const fields = {
        records: records.slice(0, MAX_BATCH_RECORDS).map(({ recordId, sealingKeyId, sealed, origin }) => ({
          recordId,
          sealingKeyId,
          sealed: Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength).toString('base64'),
          ...(origin === undefined ? {} : { origin }),
        })),
      };
      const answer = await post('healthDeclareBatch', fields, bizSerialNum);
      if ('kind' in answer) return answer;
      const judged = judgeAnswer(answer, bizSerialNum, BatchBody, clock.now());
      return judged.kind === 'answered' ? { kind: 'answered', results: judged.answer.results } : judged;
    },
    async call<Operation extends CallOperation>(operation: Operation, fields: CallFields[Operation], bizSerialNum: string = randomUUID()) {
      const answer = await post(operation, fields, bizSerialNum);
      if ('kind' in answer) return answer;
      const body: (typeof ANSWER_BODIES)[Operation] = ANSWER_BODIES[operation];
      return judgeAnswer(answer, bizSerialNum, body, clock.now()) as CallAnswer<Operation>;
    },
    async probe() {
      try {
        const answer = await send('GET', base.prefix + HEALTH_PATH, PROBE_TIMEOUT_MS, {}, null);
        if (answer.status !== 200) return { kind: 'down', error: `health: status ${answer.status}`, reached: true, cause: 'bad-answer' };
        return HealthAnswer.safeParse(JSON.parse(answer.body)).success ? { kind: 'up' } : { kind: 'down', error: 'health: not a gateway', reached: true, cause: 'bad-answer' };
      } catch (cause) {
        if (cause instanceof SyntaxError) return { kind: 'down', error: 'health: not JSON', reached: true, cause: 'bad-answer' };
        return { kind: 'down', ...describe(cause) };
      }
    },
    async close() {
      closed = true;
      await Promise.all([...pools].map((each) => each.destroy()));
    },
  };
}

const first = (value: string | string[] | undefined): string | null => (Array.isArray(value) ? value[0] : value) ?? null;

/** Origin and path prefix of the base address. */
function parseBase(url: string): { origin: string; prefix: string } {
  const wrong = (why: string): PortasFault => new PortasFault('config-invalid', `gateway address: expected https://host[:port][/path], ${why}`);
  if (!URL.canParse(url)) throw wrong('found no URL');
  const { protocol, hostname, origin, pathname, username, password, search, hash } = new URL(url);
  if (username !== '' || password !== '' || search !== '' || hash !== '') throw wrong('found credentials, a query or a fragment');
  if (protocol !== 'https:' && protocol !== 'http:') throw wrong('found another scheme');
  if (protocol === 'http:' && !LOOPBACK.test(hostname)) throw wrong('found plain http to another machine');
  return { origin, prefix: pathname.replace(/\/+$/, '') };
}
