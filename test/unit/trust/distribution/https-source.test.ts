import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpsSource } from '../../../../core/trust/distribution/https-source.ts';
import { toFiles } from '../../../../tools/trust/repository-files.ts';
import type { TrustRepository } from '../../../../tools/trust/repository.ts';
import { until } from '../../../support/until.ts';
import { openTrustTerminal } from '../../../support/trust-stick.ts';
import { firstState, nextState, TECHNICIAN } from '../../../support/trust-terminal.ts';

const FIRST = firstState();
const SECOND = nextState(FIRST);

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/trust`;
}

/** Serves what `state` names at the moment of asking. */
const serving =
  (state: () => TrustRepository): RequestListener =>
  (request, response) => {
    const bytes = toFiles(state()).get(decodeURIComponent((request.url ?? '').slice('/trust/'.length)));
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
  };

describe('a repository on a server', () => {
  it('is taken, followed, and kept while the server is away', async () => {
    let state = FIRST;
    const terminal = await openTrustTerminal({ url: await listen(serving(() => state)) });
    expect(await terminal.distribution.update(null)).toMatchObject({ source: 'https', result: 'installed', detail: null });
    expect(await terminal.distribution.update(null)).toMatchObject({ result: 'current' });
    state = SECOND;
    expect(await terminal.distribution.update(null)).toMatchObject({ result: 'installed', versions: { timestamp: 2 } });
    state = FIRST;
    expect(await terminal.distribution.update(null)).toMatchObject({ result: 'refused', cause: 'rollback' });
    expect(terminal.inForce()).toBe('2: version 2');
    // The schedule's word is kept when it changes; a source that says the same again is counted.
    expect(await terminal.distribution.update(null)).toMatchObject({ cause: 'rollback' });
    expect(terminal.store.trust.newestBySource()[0]).toMatchObject({ cause: 'rollback', times: 2 });
    expect(terminal.audit().map(({ action, reason }) => [action, reason])).toEqual([
      ['trust-refused', 'rollback'],
      ['trust-updated', null],
      ['trust-updated', null],
    ]);
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    expect(await terminal.distribution.update(null)).toMatchObject({ cause: 'unreachable' });
    expect(terminal.audit()).toHaveLength(3);
    // A person's attempt always leaves a line.
    expect(await terminal.distribution.update(TECHNICIAN)).toMatchObject({ cause: 'unreachable' });
    expect(terminal.audit()[0]).toMatchObject({ reason: 'unreachable', person: 'T-1' });
    expect(terminal.inForce()).toBe('2: version 2');
    await terminal.close();
  });

  it('is asked at the start, and again by schedule', async () => {
    let asked = 0;
    const handler = serving(() => FIRST);
    const url = await listen((request, response) => {
      if (request.url?.endsWith('timestamp.json') === true) asked += 1;
      handler(request, response);
    });
    const terminal = await openTrustTerminal({ url, every: 1 as never });
    terminal.distribution.start();
    await until(() => asked >= 3);
    await terminal.close();
    const atStop = asked;
    expect(terminal.inForce()).toBe('1: first');
    expect(atStop).toBeGreaterThanOrEqual(3);
  });

  /** What a server does wrong, and what is said of it. */
  const WRONG: Readonly<Record<string, readonly [RequestListener, string]>> = {
    'status 503': [(_, response) => void response.writeHead(503).end(), 'unreachable'],
    'a redirect elsewhere': [(_, response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'unreachable'],
    'a page for a file': [(_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'), 'malformed-metadata'],
    'more than it may have, said at once': [(_, response) => response.writeHead(200, { 'content-length': 9_999_999 }).flushHeaders(), 'too-large'],
    'bytes without end': [
      (_, response) => {
        response.writeHead(200);
        const pour = (): void => {
          while (response.write(Buffer.alloc(65_536, ' ')));
          response.once('drain', pour);
        };
        pour();
      },
      'too-large',
    ],
    'a connection cut in the middle': [
      (_, response) => {
        response.writeHead(200, { 'content-length': 500 });
        response.write('{"signed":');
        setImmediate(() => response.destroy());
      },
      'interrupted',
    ],
    'nothing there': [(_, response) => void response.writeHead(404).end(), 'incomplete'],
  };
  it.each(Object.entries(WRONG))('answers with %s: refused, nothing changes', async (_, [handler, cause]) => {
    let honest = true;
    const sound = serving(() => (honest ? FIRST : SECOND));
    // The root's walk is let through: what ends it is a file that is not there.
    const url = await listen((request, response) => (honest || request.url?.includes('root.json') === true ? sound : handler)(request, response));
    const terminal = await openTrustTerminal({ url });
    await terminal.distribution.update(null);
    honest = false;
    expect(await terminal.distribution.update(null)).toMatchObject({ result: 'refused', cause });
    expect(terminal.inForce()).toBe('1: first');
    honest = true;
    expect(await terminal.distribution.update(null)).toMatchObject({ result: 'current' });
    await terminal.close();
  });

  it('that never ends an answer is left when the terminal stops', async () => {
    let asked = false;
    const url = await listen((_, response) => {
      asked = true;
      response.writeHead(200);
      response.write(' ');
    });
    const terminal = await openTrustTerminal({ url });
    const update = terminal.distribution.update(TECHNICIAN);
    await until(() => asked);
    await terminal.distribution.stop();
    expect(await update).toMatchObject({ result: 'refused', cause: 'interrupted' });
    expect(terminal.audit()[0]).toMatchObject({ reason: 'interrupted' });
    terminal.store.close();
  });
});

describe('the address of a repository', () => {
  it.each(['http://example.org/trust', 'ftp://example.org', 'https://user:word@example.org', 'https://example.org/?a', 'https://example.org/#a', 'trust', 'https:/'])('is not %s', (url) => {
    expect(() => createHttpsSource(url)).toThrow(expect.objectContaining({ code: 'config-invalid' }) as Error);
  });
  it.each(['https://example.org/trust/', 'http://127.0.0.1:8080', 'http://localhost/x', 'http://[::1]:1/'])('may be %s', async (url) => {
    await createHttpsSource(url).close();
  });
});
