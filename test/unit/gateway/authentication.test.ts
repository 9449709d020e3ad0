import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentDigest } from '../../../core/uplink/http-signature.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { formatGatewayTime } from '../../../core/uplink/gateway-time.ts';
import { MAX_BODY_BYTES } from '../../../tools/gateway/limits.ts';
import { jsonDepth } from '../../../tools/gateway/requests.ts';
import { makeTerminal, openStage, type Stage } from './fixture.ts';
import { exchange, freshNonce, type RawAnswer, type RawChange, sendRaw } from './raw-request.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());
const send = (change: RawChange): Promise<RawAnswer> => sendRaw(stage, change);

describe('gateway: who may call', () => {
  it.each(['signature', 'signature-input', 'content-digest'])('refuses a request without %s', async (name) => {
    expect(await send({ headers: { [name]: '' } })).toMatchObject({ status: 401, body: { success: false, errorCode: '1002' } });
  });

  it('refuses a body that was changed on the way', async () => {
    expect(await send({ tamperedBytes: Buffer.from('{}') })).toMatchObject({ status: 401, body: { errorCode: '1002', errorDesc: 'signature: wrong-digest' } });
  });

  it('refuses a changed body even when its digest was made to fit', async () => {
    const tamperedBytes = Buffer.from('{"bizPackage":{}}');
    expect(await send({ tamperedBytes, headers: { 'content-digest': contentDigest(tamperedBytes) } })).toMatchObject({ body: { errorDesc: 'signature: wrong-signature' } });
  });

  it('refuses a signature made for another operation, another gateway or another scheme', async () => {
    for (const signedUri of [`${stage.url}/v1/code/create`, 'http://127.0.0.1:1/v1/code/apply', `${stage.url.replace('http', 'https')}/v1/code/apply`, `${stage.url}/v1/code/apply?x=1`]) {
      expect(await send({ signedUri })).toMatchObject({ status: 401, body: { errorCode: '1002' } });
    }
  });

  it('refuses a request that names another host', async () => {
    expect(await send({ headers: { host: 'gw.example' }, signedUri: 'http://gw.example/v1/code/apply' })).toMatchObject({ status: 421, body: { errorCode: '1002' } });
  });

  it.each([
    ['another label', (input: string) => input.replace('portas=', 'other=')],
    ['fewer components', (input: string) => input.replace(' "content-digest"', '')],
    ['another algorithm', (input: string) => input.replace('alg="ed25519"', 'alg="hmac-sha256"')],
    ['no nonce', (input: string) => input.replace(/;nonce="[^"]*"/, '')],
    ['two signatures', (input: string) => `${input}, x=("@method")`],
  ])('refuses signature parameters with %s', async (_, change) => {
    const input = `portas=("@method" "@target-uri" "content-digest" "content-type");created=${Math.floor(stage.clock.now() / 1_000)};nonce="${freshNonce()}";keyid="${stage.terminal.keyId}";alg="ed25519"`;
    expect(await send({ headers: { 'signature-input': change(input) } })).toMatchObject({ status: 401, body: { errorCode: '1002', errorDesc: 'signature: malformed' } });
  });

  it('refuses a terminal that was never registered, and one that borrows a registered name', async () => {
    const stranger = makeTerminal();
    expect(await send({ signer: stranger })).toMatchObject({ status: 403, body: { errorCode: '1004' } });
    expect(await send({ signer: { ...stranger, keyId: stage.terminal.keyId } })).toMatchObject({ status: 401, body: { errorDesc: 'signature: wrong-signature' } });
  });

  it('refuses a registered terminal that speaks for another', async () => {
    const other = makeTerminal('M-QM-01');
    stage.gateway.register(other);
    expect(await send({ signer: other })).toMatchObject({ status: 403, body: { errorCode: '1004' } });
    expect(await send({ signer: other, bizPackage: { custNum: other.terminalId } })).toMatchObject({ status: 200 });
  });

  it('refuses the old key of a terminal that has a new one', async () => {
    const renewed = makeTerminal();
    stage.gateway.register(renewed);
    expect(await send({})).toMatchObject({ body: { errorCode: '1004' } });
    expect(await send({ signer: renewed })).toMatchObject({ status: 200 });
  });

  it.each([-301, 301])('refuses a signature created %i seconds from now', async (seconds) => {
    expect(await send({ createdSeconds: stage.clock.now() / 1_000 + seconds })).toMatchObject({ status: 401, body: { errorCode: '1003' } });
  });

  it.each([-300_001, 300_001])('refuses a time stamp %i ms from now', async (ms) => {
    expect(await send({ bizPackage: { timeStamp: formatGatewayTime(utcMillis(stage.clock.now() + ms)) } })).toMatchObject({ status: 401, body: { errorCode: '1003' } });
  });

  it('refuses a nonce the second time, also of a request that failed, and forgets it only when the request is too old', async () => {
    const nonce = freshNonce();
    expect(await send({ nonce })).toMatchObject({ status: 200 });
    expect(await send({ nonce })).toMatchObject({ status: 401, body: { errorCode: '1003', errorDesc: 'nonce: spent before' } });
    const createdSeconds = Math.floor(stage.clock.now() / 1_000);
    stage.clock.set(utcMillis(stage.clock.now() + 300_000));
    expect(await send({ nonce, createdSeconds })).toMatchObject({ body: { errorDesc: 'nonce: spent before' } });
    stage.clock.set(utcMillis(stage.clock.now() + 1_000));
    expect(await send({ nonce, createdSeconds })).toMatchObject({ body: { errorDesc: 'created: outside the window' } });
  });
});

describe('gateway: what it reads', () => {
  it.each([
    ['another path', { path: '/v1/nothing' }, 404],
    ['another method', { method: 'PUT' }, 405],
    ['another type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['no JSON', { bytes: Buffer.from('{') }, 400],
    ['no envelope', { bytes: Buffer.from('{"a":1}') }, 400],
    ['a member it does not know', { bizPackage: { more: 1 } }, 400],
    ['a missing field', { bizPackage: { type: undefined } }, 400],
    ['a time that is none', { bizPackage: { timeStamp: '20261399000000000' } }, 400],
    ['JSON a thousand deep', { bytes: Buffer.from('['.repeat(1_000) + ']'.repeat(1_000)) }, 400],
  ])('refuses %s', async (_, change, status) => {
    expect(await send(change)).toMatchObject({ status, body: { success: false, errorCode: '1001' } });
  });

  it('refuses a body that is announced as too large without reading it', async () => {
    const answer = await exchange(`${stage.url}/v1/health/declare/batch`, 'POST', { 'content-type': 'application/json' }, Buffer.alloc(MAX_BODY_BYTES + 1));
    expect(answer).toMatchObject({ status: 413, body: { errorCode: '1001' } });
  });

  it('answers health without a signature', async () => {
    expect(await exchange(`${stage.url}/v1/health`, 'GET', {}, Buffer.alloc(0))).toEqual({ status: 200, body: { status: 'ok', timeStamp: '20261125120000000' } });
  });

  it('counts the depth of JSON outside its texts', () => {
    expect(jsonDepth('{"a":[1,{"b":"[[[[\\"[["}]}')).toBe(3);
    expect(jsonDepth('"\\"')).toBe(0);
    expect(jsonDepth('')).toBe(0);
  });
});
