import { writeFileSync } from 'node:fs';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../core/system-clock.ts';
import { openTlsFiles, type TlsMaterial } from '../../../core/uplink/tls-files.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { makeTlsAuthority, type TlsPair } from '../../support/tls-authority.ts';
import { openStage, type Stage } from '../gateway/fixture.ts';

const HOUR_MS = 3_600_000;
const over = { validFrom: Date.now() - 48 * HOUR_MS, validUntil: Date.now() - 24 * HOUR_MS };
const early = { validFrom: Date.now() + 24 * HOUR_MS, validUntil: Date.now() + 48 * HOUR_MS };
const ours = makeTlsAuthority('The authority of the gateway');
const others = makeTlsAuthority('Another authority');
const own = ours.terminal();
const good: TlsMaterial = { ca: ours.ca, ...own };

const stages: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of stages.splice(0)) await each.close();
});
const openTls = async (pair: TlsPair, clientCa = ours.ca): Promise<Stage> => {
  const stage = await openStage({ clock: systemClock, tls: { ...pair, clientCa } });
  stages.push(stage);
  return stage;
};
const declare = async (stage: Stage, material: TlsMaterial, url = stage.url) => {
  const client = stage.client({ clock: systemClock, url, tls: { read: () => material } });
  const [record, probed] = [await client.declareBatch([stage.seal()]), await client.probe()];
  return { record, probed };
};
const listen = async (server: Server | NetServer): Promise<string> => {
  stages.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a terminal before its gateway', () => {
  it('delivers when both certificates are in order', async () => {
    const { record, probed } = await declare(await openTls(ours.server()), good);
    expect(record).toMatchObject({ kind: 'answered', results: [{ status: 'accepted' }] });
    expect(probed).toEqual({ kind: 'up' });
  });

  it.each([
    ['is expired', ours.server(over), good, 'gateway-certificate-expired'],
    ['is not yet valid', ours.server(early), good, 'gateway-certificate-expired'],
    ['is of an authority that it does not know', others.server(), good, 'gateway-certificate-unknown'],
    ['is of an authority that it does not know, and no public one', ours.server(), own, 'gateway-certificate-unknown'],
    ['is for another host', ours.server({ hosts: ['gateway.example', '127.0.0.2'] }), good, 'gateway-certificate-host'],
  ])('says nothing to one whose certificate %s', async (_, pair, material, cause) => {
    const stage = await openTls(pair);
    const { record, probed } = await declare(stage, material);
    // Nothing was sent: the records have had no try.
    expect(record).toMatchObject({ kind: 'unavailable', reached: false, cause });
    expect(probed).toMatchObject({ kind: 'down', reached: false, cause });
    expect(stage.gateway.records.count()).toBe(0);
  });

  it('says nothing to one that signed its certificate itself', async () => {
    const { cert, key } = makeTlsAuthority('gateway itself').own();
    const { record } = await declare(await openTls({ cert, key }), good);
    expect(record).toMatchObject({ kind: 'unavailable', reached: false, cause: 'gateway-certificate-unknown' });
  });

  it('speaks no TLS older than 1.3', async () => {
    const stage = await openTls(ours.server());
    const asked: string[] = [];
    const url = await listen(createHttpsServer({ ...ours.server(), maxVersion: 'TLSv1.2' }, (request, response) => void (asked.push(request.url ?? ''), response.end())));
    expect(await declare(stage, good, url)).toMatchObject({ record: { reached: false, cause: 'tls-version' }, probed: { cause: 'tls-version' } });
    expect(asked).toEqual([]);
  });

  it('is not misled by a server that speaks no TLS at all', async () => {
    const stage = await openTls(ours.server());
    const url = await listen(createNetServer((socket) => void socket.resume().end('HTTP/1.1 200 OK\r\n\r\n')));
    expect((await declare(stage, good, url)).record).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a gateway before a terminal', () => {
  it.each([
    // Node's server says a word only to whoever shows none, and closes on the others; that a certificate is over, the terminal knows itself.
    ['none', { ca: ours.ca }, 'own-certificate-missing'],
    ['one of another authority', { ca: ours.ca, ...others.terminal() }, 'closed-unanswered'],
    ['an expired one', { ca: ours.ca, ...ours.terminal(over) }, 'own-certificate-expired'],
  ])('takes nothing from one that shows %s', async (_, material, cause) => {
    const stage = await openTls(ours.server());
    const { record, probed } = await declare(stage, material);
    expect(record).toMatchObject({ kind: 'unavailable', cause });
    expect(probed).toMatchObject({ kind: 'down', cause });
    expect(stage.gateway.records.count()).toBe(0);
  });
});

describe('certificate files', () => {
  let dir: string;
  let told: (string | null)[];
  const put = (name: string, text: string): string => {
    const file = join(dir, name);
    writeFileSync(file, text);
    return file;
  };
  const open = (change: object = {}) =>
    openTlsFiles({ caFile: join(dir, 'ca.pem'), clientCertificateFile: join(dir, 'own.pem'), clientKeyFile: join(dir, 'own.key'), ...change }, (fault) => told.push(fault?.message ?? null));
  beforeEach(() => {
    dir = tempDir();
    told = [];
    put('ca.pem', ours.ca);
    put('own.pem', own.cert);
    put('own.key', own.key);
  });

  it.each([
    ['an authority that is none', () => put('ca.pem', 'nothing'), {}, 'gateway.caFile'],
    ['a certificate that is cut', () => put('own.pem', own.cert.slice(0, 200)), {}, 'gateway.clientCertificateFile'],
    ['a certificate with a changed byte', () => put('own.pem', own.cert.replace('MII', 'MIQ')), {}, 'gateway.clientCertificateFile'],
    ['the key of another', () => put('own.key', ours.terminal().key), {}, 'gateway.clientKeyFile'],
    ['a key that is none', () => put('own.key', 'nothing'), {}, 'gateway.clientKeyFile'],
    ['a key file that is not there', () => undefined, { clientKeyFile: '/nowhere/own.key' }, 'gateway.clientKeyFile'],
    ['a certificate without its key', () => undefined, { clientKeyFile: undefined }, 'expected both or none'],
    ['a file too large to be one', () => put('ca.pem', 'x'.repeat(300_000)), {}, 'larger than'],
  ])('refuses to begin with %s, and names the setting', (_, spoil, change, text) => {
    spoil();
    expect(() => open(change)).toThrow(expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining(text) }));
  });

  it('reads anew what was changed, and nothing else', () => {
    const source = open();
    const before = source.read();
    expect(source.read()).toBe(before);
    const next = ours.terminal();
    put('own.pem', next.cert);
    // Halfway between two files, the old pair stays in force, and is told of once.
    expect(source.read()).toBe(before);
    expect(source.read()).toBe(before);
    put('own.key', next.key);
    expect(source.read()).toEqual({ ca: ours.ca, ...next });
    expect(told).toEqual([expect.stringContaining('gateway.clientKeyFile'), null]);
  });

  it('takes the terminal’s new certificate up without a restart, in the middle of its work', async () => {
    const stage = await openTls(ours.server());
    put('own.pem', ours.terminal(over).cert);
    const expired = ours.terminal(over);
    put('own.pem', expired.cert);
    put('own.key', expired.key);
    const client = stage.client({ clock: systemClock, tls: open() });
    const record = stage.seal();
    expect(await client.declareBatch([record])).toMatchObject({ cause: 'own-certificate-expired' });
    put('own.pem', own.cert);
    put('own.key', own.key);
    expect(await client.declareBatch([record])).toMatchObject({ kind: 'answered', results: [{ status: 'accepted' }] });
  });

  it('goes from one authority of the gateway to the next with both in one file', async () => {
    const [before, after] = [await openTls(ours.server()), await openTls(others.server())];
    const tls = open();
    const ask = async (stage: Stage) => (await stage.client({ clock: systemClock, tls }).probe()).kind;
    expect([await ask(before), await ask(after)]).toEqual(['up', 'down']);
    put('ca.pem', ours.ca + others.ca);
    expect([await ask(before), await ask(after)]).toEqual(['up', 'up']);
    put('ca.pem', others.ca);
    expect([await ask(before), await ask(after)]).toEqual(['down', 'up']);
  });
});
