import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { createGatewayClient } from '../../../core/uplink/gateway-client.ts';
import type { FaultKind } from '../../../tools/gateway/faults.ts';
import { createSetClock, makeTerminal, openStage, type Stage } from '../gateway/fixture.ts';

const terminal = makeTerminal();
const clock = createSetClock();
const make = (url: string) => createGatewayClient({ url, terminalId: 'T', signer: terminal, clock });

describe('settings of the client', () => {
  it.each(['', 'gw.example', 'ftp://gw.example', 'http://gw.example', 'http://127.0.0.1.evil.example', 'http://user:pw@127.0.0.1', 'https://gw.example/?a=1', 'https://gw.example/#x'])(
    'refuses the address %j',
    (url) => {
      expect(() => make(url)).toThrow(expect.objectContaining({ code: 'config-invalid' }));
    },
  );

  it.each(['https://gw.example', 'https://gw.example:8443/base/', 'http://127.0.0.1:9', 'http://[::1]:9', 'http://localhost'])('takes the address %j', async (url) => {
    await make(url).close();
  });

  it('refuses a key of another kind and an identifier that could break the header', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const wrong = expect.objectContaining({ code: 'terminal-key-invalid' });
    expect(() => createGatewayClient({ url: 'https://gw.example', terminalId: 'T', signer: { keyId: 'k', privateKey }, clock })).toThrow(wrong);
    expect(() => createGatewayClient({ url: 'https://gw.example', terminalId: 'T', signer: { ...terminal, keyId: 'a"b' }, clock })).toThrow(wrong);
  });
});

describe('client and gateway', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());
  const withFault = (kind: FaultKind): Promise<void> => stage.gateway.faults.set({ rates: { [kind]: 1 } });

  it('finds no gateway where nobody listens', async () => {
    const client = stage.client();
    await stage.gateway.faults.set({ down: true });
    expect(await client.declareBatch([stage.seal()])).toEqual({ kind: 'unavailable', error: 'no answer: ECONNREFUSED', retryAfterMs: null, reached: false, cause: 'no-connection' });
    expect(await client.probe()).toEqual({ kind: 'down', error: 'no answer: ECONNREFUSED', reached: false, cause: 'no-connection' });
    await stage.gateway.faults.set({ down: false });
    expect(await client.probe()).toEqual({ kind: 'up' });
    expect(await client.declareBatch([stage.seal()])).toMatchObject({ kind: 'answered' });
  });

  it.each([
    ['unavailable', { kind: 'unavailable', error: '3002 maintenance (status 503)', reached: true }],
    ['html', { kind: 'unavailable', error: 'status 200, not JSON', reached: true }],
    ['error-after-commit', { kind: 'unavailable', error: '9999 internal error (status 500)', reached: true }],
    ['reset', { kind: 'unavailable', reached: true }],
    ['hang', { kind: 'unavailable', error: 'no answer: TimeoutError', reached: true }],
  ] as const)('keeps the records when the gateway answers with %s', async (kind, expected) => {
    await withFault(kind);
    // Only a silent gateway is waited for to the end; the others shall answer, and the silent one be reached, in time on a busy machine too.
    const timeoutMs = durationMs(kind === 'hang' ? 3_000 : 30_000);
    expect(await stage.client({ timeoutMs }).declareBatch([stage.seal()])).toMatchObject(expected);
  });

  it('tells with every answer that carries a date how the terminal’s clock stands against the gateway’s', async () => {
    const seen: number[] = [];
    const ahead = { ...systemClock, now: () => utcMillis(Date.now() + 42_000) };
    const client = stage.client({ clock: ahead, onClock: ({ offsetMs, withinMs }) => seen.push(Math.abs(offsetMs - 42_000) - withinMs) });
    await client.probe();
    await withFault('html');
    await client.declareBatch([stage.seal()]);
    expect(seen).toHaveLength(2);
    expect(Math.max(...seen)).toBeLessThanOrEqual(0);
    await stage.gateway.faults.set({ down: true });
    await client.probe();
    expect(seen).toHaveLength(2);
  });

  it('hands on the Retry-After of a 429', async () => {
    await stage.gateway.faults.set({ rates: { 'too-many-requests': 1 }, retryAfterSeconds: 9 });
    expect(await stage.client().declareBatch([stage.seal()])).toMatchObject({ kind: 'unavailable', retryAfterMs: 9_000 });
  });

  it('is refused when the gateway does not know its key', async () => {
    expect(await stage.client({ signer: makeTerminal() }).declareBatch([stage.seal()])).toMatchObject({ kind: 'refused', errorCode: '1004' });
  });

  it('is refused when it calls itself by another name', async () => {
    expect(await stage.client({ terminalId: 'M-XX-99' }).declareBatch([stage.seal()])).toMatchObject({ kind: 'refused', errorCode: '1004' });
  });

  it('is refused, not silenced, when its clock is wrong', async () => {
    const late = createSetClock();
    late.set(utcMillis(stage.clock.now() + 301_000));
    expect(await stage.client({ clock: late }).declareBatch([stage.seal()])).toMatchObject({ kind: 'refused', errorCode: '1003' });
  });

  it('gets an answer for each record with its own hash and a code', async () => {
    const records = [stage.seal(), stage.seal()];
    const answer = await stage.client().declareBatch(records);
    expect(answer).toMatchObject({ kind: 'answered', results: records.map(({ recordId, bodySha256 }) => ({ recordId, bodySha256, status: 'accepted' })) });
    expect(stage.gateway.records.count()).toBe(2);
  });

  it('reads a lasting fault from the health answer', async () => {
    const client = stage.client();
    await withFault('unavailable');
    expect(await client.probe()).toMatchObject({ kind: 'down', reached: true });
    await withFault('html');
    expect(await client.probe()).toEqual({ kind: 'down', error: 'health: not JSON', reached: true, cause: 'bad-answer' });
  });

  it('opens no connection any more once it is closed, not even for new certificates', async () => {
    const client = stage.client({ tls: { read: () => ({}) } });
    expect(await client.probe()).toEqual({ kind: 'up' });
    await client.close();
    expect(await client.probe()).toMatchObject({ kind: 'down' });
    await client.close();
  });

  it('gives up what is in flight when closed', async () => {
    await withFault('hang');
    const client = stage.client();
    const answer = client.declareBatch([stage.seal()]);
    await client.close();
    expect(await answer).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a server that is no gateway', () => {
  let server: Server;
  let url: string;
  let respond: (path: string) => { status: number; headers?: Record<string, string>; body: string | Buffer };
  let paths: string[];
  beforeEach(async () => {
    paths = [];
    server = createServer((request, response) => {
      paths.push(request.url ?? '');
      request.resume();
      request.on('end', () => {
        const { status, headers, body } = respond(request.url ?? '');
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  it('is not believed when it answers more than any gateway has to say', async () => {
    respond = () => ({ status: 200, body: Buffer.alloc(1_000_000, 0x20) });
    const client = make(url);
    expect(await client.declareBatch([])).toMatchObject({ kind: 'unavailable', error: 'no answer: UND_ERR_RES_EXCEEDED_MAX_SIZE' });
    expect(await client.probe()).toMatchObject({ kind: 'down' });
    await client.close();
  });

  it('is not followed when it redirects', async () => {
    respond = () => ({ status: 302, headers: { location: `${url}/elsewhere` }, body: '' });
    const client = make(`${url}/base`);
    expect(await client.declareBatch([])).toMatchObject({ kind: 'unavailable' });
    expect(paths).toEqual(['/base/v1/health/declare/batch']);
    await client.close();
  });

  it('is not believed when it replays an earlier answer', async () => {
    respond = () => ({ status: 200, body: JSON.stringify({ success: true, errorCode: '0', errorDesc: '', bizSerialNum: 'earlier', results: [] }) });
    const client = make(url);
    expect(await client.declareBatch([])).toMatchObject({ kind: 'unavailable', error: 'answer to another request' });
    await client.close();
  });

  it.each([['[]'], ['{"status":"no"}'], ['"ok"']])('is not taken for alive when its health is %s', async (body) => {
    respond = () => ({ status: 200, body });
    const client = make(url);
    expect(await client.probe()).toMatchObject({ kind: 'down', error: 'health: not a gateway' });
    await client.close();
  });
});
