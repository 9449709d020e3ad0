import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { formatGatewayTime } from '../../../core/uplink/gateway-time.ts';
import { signRequest } from '../../../core/uplink/http-signature.ts';
import type { Stage, TestTerminal } from './fixture.ts';

export interface RawAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

let nonces = 0;
/** A nonce of its own for every request of a test. */
export const freshNonce = (): string => `nonce-${(nonces++).toString().padStart(16, '0')}`;

export interface RawChange {
  readonly path?: string;
  readonly method?: string;
  readonly bizPackage?: Record<string, unknown>;
  /** Sent instead of the JSON of the package. */
  readonly bytes?: Buffer;
  /** Sent after signing instead of the signed body. */
  readonly tamperedBytes?: Buffer;
  readonly headers?: Record<string, string>;
  readonly signer?: TestTerminal;
  readonly createdSeconds?: number;
  readonly nonce?: string;
  readonly signedUri?: string;
}

/** Sends one request with the client's own signer, changed at will, and reads the answer. */
export function sendRaw(stage: Stage, change: RawChange = {}): Promise<RawAnswer> {
  const path = change.path ?? '/v1/code/apply';
  const bizPackage = { custNum: stage.terminal.terminalId, timeStamp: formatGatewayTime(stage.clock.now()), bizSerialNum: randomUUID(), type: '0', ...change.bizPackage };
  const body = change.bytes ?? Buffer.from(JSON.stringify({ bizPackage }));
  const signed = signRequest(
    { method: 'POST', targetUri: change.signedUri ?? stage.url + path, contentType: 'application/json', body },
    change.signer ?? stage.terminal,
    change.createdSeconds ?? Math.floor(stage.clock.now() / 1_000),
    change.nonce ?? freshNonce(),
  );
  const headers = Object.fromEntries(Object.entries({ ...signed, ...change.headers }).filter(([, value]) => value !== ''));
  return exchange(stage.url + path, change.method ?? 'POST', headers, change.tamperedBytes ?? body);
}

export function exchange(url: string, method: string, headers: Record<string, string>, body: Buffer): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers: { ...headers, 'content-length': body.length }, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown> }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
