import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { auditHeadText } from '../../../core/model/audit-head.ts';
import { openTerminalKeys, type TerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import type { GatewayClient } from '../../../core/uplink/gateway-client.ts';
import { keyProof, renewTerminalKey } from '../../../core/uplink/renew-key.ts';
import { createGateway } from '../../../tools/gateway/gateway.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { openStage, type Stage, TERMINAL_ID } from '../gateway/fixture.ts';

let [stage, dir, keys, client]: [Stage, string, TerminalKeys, GatewayClient] = [null as never, '', null as never, null as never];
beforeEach(async () => {
  stage = await openStage();
  dir = tempDir();
  keys = openTerminalKeys(dir);
  stage.gateway.register({ terminalId: TERMINAL_ID, publicKeyPem: keys.publicKeyPem });
  client = stage.client({ signer: keys });
});
afterEach(() => stage.close());
const takes = async (signer: Pick<TerminalKeys, 'keyId' | 'privateKey'>) => (await stage.client({ signer }).declareBatch([stage.seal()])).kind;
const nextFile = (): boolean => existsSync(join(dir, 'terminal-key-next.pem'));

describe('renewing the key of the terminal', () => {
  it('uses the new key from then on, also after a restart, and the old one is over', async () => {
    const old = { keyId: keys.keyId, privateKey: keys.privateKey };
    const renewal = await renewTerminalKey(TERMINAL_ID, keys, client);
    expect(renewal).toEqual({ result: 'renewed', keyId: keys.keyId, error: null });
    expect(keys.keyId).not.toBe(old.keyId);
    expect(openTerminalKeys(dir).keyId).toBe(keys.keyId);
    expect(nextFile()).toBe(false);
    // Records that wait go under the new key; the first of them ends the old one.
    expect(await takes(keys)).toBe('answered');
    expect(await takes(old)).toBe('refused');
  });

  it('loses nothing when the answer is lost: both keys are good till the new one is used', async () => {
    const before = keys.keyId;
    await stage.gateway.faults.set({ rates: { 'error-after-commit': 1 } });
    expect(await renewTerminalKey(TERMINAL_ID, keys, client)).toMatchObject({ result: 'unavailable' });
    expect(keys.keyId).toBe(before);
    await stage.gateway.faults.set({ rates: {} });
    expect(await takes(keys)).toBe('answered');
    // Even by a terminal that fell in between and begins anew.
    const again = openTerminalKeys(dir);
    expect(again.keyId).toBe(before);
    const announced = again.next().keyId;
    expect(await renewTerminalKey(TERMINAL_ID, again, stage.client({ signer: again }))).toMatchObject({ result: 'renewed', keyId: announced });
    expect(await takes(again)).toBe('answered');
  });

  it('keeps the old key when the gateway is away', async () => {
    const before = keys.keyId;
    await stage.gateway.faults.set({ down: true });
    expect(await renewTerminalKey(TERMINAL_ID, keys, client)).toMatchObject({ result: 'unavailable' });
    expect([keys.keyId, openTerminalKeys(dir).keyId]).toEqual([before, before]);
  });

  it('is asked for twice at once and done once', async () => {
    const both = await Promise.all([renewTerminalKey(TERMINAL_ID, keys, client), renewTerminalKey(TERMINAL_ID, keys, client)]);
    expect(both.map(({ result }) => result)).toEqual(['renewed', 'renewed']);
    expect(both[0].keyId).toBe(both[1].keyId);
    expect(await takes(keys)).toBe('answered');
  });

  it('does not begin again with the key that is in use when it fell between its two last steps', () => {
    const next = keys.next();
    const pem = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
    writeFileSync(join(dir, 'terminal-key-next.pem'), pem);
    expect([keys.keyId, next.keyId]).not.toContain(keys.next().keyId);
    expect(() => keys.adopt('0123456789abcdef')).toThrow('expected the key');
  });

  it('does not make a head of the audit wrong that was signed before and goes out after', async () => {
    const unsigned = { terminalId: TERMINAL_ID, sequence: 7, hash: 'ab'.repeat(32), at: stage.clock.now() };
    const head = { ...unsigned, keyId: keys.keyId, signature: sign(null, Buffer.from(auditHeadText(unsigned)), keys.privateKey).toString('base64') };
    await renewTerminalKey(TERMINAL_ID, keys, client);
    const later = stage.client({ signer: keys });
    const { terminalId, ...fields } = head;
    expect(terminalId).toBe(TERMINAL_ID);
    expect(await later.call('auditHead', fields)).toMatchObject({ kind: 'answered', answer: { status: 'accepted' } });
    expect(await later.call('auditHead', { ...fields, sequence: 8 })).toMatchObject({ kind: 'refused' });
  });

  it('does not come undone when the gateway is started with the old registration', async () => {
    const oldPem = keys.publicKeyPem;
    await renewTerminalKey(TERMINAL_ID, keys, client);
    expect(await takes(keys)).toBe('answered');
    await stage.gateway.close();
    const again = createGateway({ dataDir: stage.dataDir, clock: stage.clock, terminals: [{ terminalId: TERMINAL_ID, publicKeyPem: oldPem }] });
    const url = await again.listen();
    expect((await stage.client({ signer: keys, url }).declareBatch([stage.seal()])).kind).toBe('answered');
    await again.close();
  });
});

describe('a gateway asked to take another key', () => {
  const ask = async (change: { key?: ReturnType<typeof generateKeyPairSync>; publicKey?: string; terminalId?: string; serial?: string }) => {
    const { privateKey, publicKey } = change.key ?? generateKeyPairSync('ed25519');
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    const keyId = createHash('sha256').update(spki).digest('hex').slice(0, 16);
    const proof = sign(null, keyProof(change.terminalId ?? TERMINAL_ID, change.serial ?? 's-1', keyId), privateKey).toString('base64');
    return client.call('terminalKey', { publicKey: change.publicKey ?? spki.toString('base64'), proof: proof.slice(0, 86).padEnd(88, '=') }, 's-1');
  };

  it.each([
    ['another terminal', { terminalId: 'M-BG-08' }],
    ['another call', { serial: 's-2' }],
    ['no key', { publicKey: 'AAAA' }],
    ['a key of another kind', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }) }],
    ['a key without its proof', { publicKey: generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64') }],
  ])('refuses one proved for %s', async (_, change) => {
    expect(await ask(change)).toMatchObject({ kind: 'refused', errorCode: '1001' });
    expect(await takes(keys)).toBe('answered');
  });

  it('refuses the key of another terminal, and one that was in use before', async () => {
    const other = generateKeyPairSync('ed25519');
    stage.gateway.register({ terminalId: 'M-BG-08', publicKeyPem: other.publicKey.export({ type: 'spki', format: 'pem' }).toString() });
    expect(await ask({ key: other })).toMatchObject({ kind: 'refused', errorCode: '1001' });
    const old = { privateKey: keys.privateKey, publicKeyPem: keys.publicKeyPem };
    await renewTerminalKey(TERMINAL_ID, keys, client);
    await takes(keys);
    const { createPublicKey } = await import('node:crypto');
    expect(await ask({ key: { privateKey: old.privateKey, publicKey: createPublicKey(old.publicKeyPem) } })).toMatchObject({ kind: 'refused', errorCode: '1001' });
  });
});
