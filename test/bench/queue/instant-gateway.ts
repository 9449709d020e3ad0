/**
 * A gateway that takes every record at once: the right answer and the true hash of each body, and nothing else. In a thread of its own, so that its work
 * is not the terminal's. Posts its port.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { RETURN_CODES } from '../../../core/model/mainland-profile.ts';
import { throwApart } from '../../../core/model/throw-apart.ts';

interface Batch {
  readonly bizPackage: { readonly bizSerialNum: string; readonly records: readonly { readonly recordId: string; readonly sealed: string }[] };
}

const server = createServer((request, response) => {
  answer(request, response).catch(throwApart);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port));

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  response.setHeader('content-type', 'application/json');
  if (request.method === 'GET') return void response.end('{"status":"ok"}');
  const { bizPackage } = JSON.parse(Buffer.concat(chunks).toString()) as Batch;
  const results = bizPackage.records.map(({ recordId, sealed }) => ({
    recordId,
    bodySha256: createHash('sha256').update(Buffer.from(sealed, 'base64')).digest('hex'),
    status: 'accepted',
    errorCode: RETURN_CODES.ok,
    errorDesc: '',
    codeContent: null,
    validUntil: null,
  }));
  response.end(JSON.stringify({ success: true, errorCode: RETURN_CODES.ok, errorDesc: '', bizSerialNum: bizPackage.bizSerialNum, results }));
}
