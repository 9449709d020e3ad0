/** The Chromium shell with a window and an engine of the test's own: what crosses, what survives, what is cut off. */
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../support/until.ts';
import { type ChromiumShell, openChromiumShell } from '../../electron/chromium.ts';
import { findChromium } from '../../electron/find-chromium.ts';
import { forkEngine } from '../../electron/forked-engine.ts';
import type { WindowBridge } from '../../electron/preload-bridge.ts';
import { CHROMIUM_ORIGIN } from '../../electron/origins.ts';

const support = (path: string): string => fileURLToPath(new URL(`../support/${path}`, import.meta.url));
const HOME = `${CHROMIUM_ORIGIN}/`;

/** What test/support/fake-window leaves on its window. */
type FakeWindow = Window & { portas: WindowBridge; seen: { engine: string[]; travellers: string[]; violations: string[] } };
declare const window: FakeWindow;

let enginePid = 0;
const open = (engineArgs: string[] = [], report?: (line: string) => void): Promise<ChromiumShell> =>
  openChromiumShell({
    engineEntry: support('fake-engine.ts'),
    engineArgs,
    rendererDir: support('fake-window'),
    headless: true,
    viewport: { width: 800, height: 600 },
    ...(report === undefined ? {} : { report }),
    startEngine: (entry) => {
      const child = forkEngine(entry);
      enginePid = child.pid ?? 0;
      return child;
    },
  });

describe('the Chromium shell', () => {
  let shell: ChromiumShell;
  /** A server that no request of the window may reach. */
  let outside: Server;
  let outsideUrl = '';
  const reached: string[] = [];

  beforeAll(async () => {
    outside = createServer((request, response) => {
      reached.push(request.url ?? '');
      response.end('outside');
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}/`;
    shell = await open();
  });
  afterAll(async () => {
    await shell.close();
    outside.close();
  });
  beforeEach(async () => {
    reached.length = 0;
    await shell.page.goto(HOME);
  });
  afterEach(() => {
    expect(reached).toEqual([]);
  });

  /** A round trip: whatever the page started before has reached the shell. */
  const roundTrip = () => shell.page.evaluate(() => window.portas.call('desk:recent', {}));

  it('refuses channels that are not in the contract', async () => {
    const { page } = shell;
    await expect(page.evaluate(() => window.portas.call('desk:steal' as 'desk:recent', {}))).rejects.toThrow('no such channel');
    await expect(page.evaluate(() => window.portas.on('toString' as 'scan:reading', () => undefined))).rejects.toThrow('no such channel');
  });

  it('answers a request that breaks the contract with its code', async () => {
    await expect(shell.page.evaluate(() => window.portas.call('overview:read', { from: -1, to: 0 }))).rejects.toThrow('overview:read: bad-request');
  });

  it('carries a call to the engine and back, and an event to the window', async () => {
    const seen = await shell.page.evaluate(async () => {
      const reply = await window.portas.call('desk:recent', {});
      await window.portas.call('drill:present', { kind: null });
      return { reply, travellers: window.seen.travellers };
    });
    expect(seen).toEqual({ reply: { scans: [] }, travellers: [`${enginePid}`] });
  });

  it('gives the page a frozen bridge and takes the crossing off it', async () => {
    const facts = await shell.page.evaluate(() => ({ frozen: Object.isFrozen(window.portas), crossing: 'portasCrossing' in window, replaced: Reflect.set(window, 'portas', null) }));
    expect(facts).toEqual({ frozen: true, crossing: false, replaced: false });
  });

  it('works on after the page was loaded again', async () => {
    await shell.page.reload();
    expect(await roundTrip()).toEqual({ scans: [] });
    expect(await shell.page.evaluate(() => window.seen.engine)).toEqual(['up']);
  });

  it('survives a kill -9 of the engine: the waiting call fails, the window sees down and up, calls work again', async () => {
    const { page } = shell;
    await roundTrip();
    const before = enginePid;
    await page.evaluate(() => {
      const state = window as unknown as { failed: Promise<string> };
      state.failed = window.portas.call('service:scanners', {}).then(
        () => 'answered',
        (error: unknown) => String(error),
      );
    });
    await roundTrip();
    process.kill(before, 'SIGKILL');
    await page.waitForFunction(() => window.seen.engine.at(-1) === 'up' && window.seen.engine.includes('down'));
    expect(await page.evaluate(() => (window as unknown as { failed: Promise<string> }).failed)).toContain('engine-gone');
    expect(await page.evaluate(() => window.seen.engine)).toEqual(['up', 'down', 'up']);
    expect((await page.evaluate(() => window.portas.call('service:diagnostics', {}))).file).toBe(`${enginePid}`);
    expect(enginePid).not.toBe(before);
  });

  it.each(['https://example.org/', 'OUTSIDE', `${CHROMIUM_ORIGIN}/window.js`, `${CHROMIUM_ORIGIN}/../../etc/passwd`])('does not navigate to %s', async (target) => {
    const { page } = shell;
    const url = target === 'OUTSIDE' ? outsideUrl : target;
    const refused = page.waitForEvent('requestfailed');
    await page.evaluate((to) => window.location.assign(to), url);
    await refused;
    expect(page.url()).toBe(HOME);
    expect(await roundTrip()).toEqual({ scans: [] });
  });

  it('comes back from a document that no request leads to', async () => {
    const { page } = shell;
    const away = page.waitForEvent('framenavigated', (frame) => frame.url() === 'about:blank');
    await page.evaluate(() => window.location.assign('about:blank'));
    await away;
    await page.waitForURL(HOME);
    expect(await roundTrip()).toEqual({ scans: [] });
  });

  it('lets no further window stay or load anything', async () => {
    const { page, context } = shell;
    await page.evaluate((to) => {
      (window as unknown as { other: Window | null }).other = window.open(to);
    }, outsideUrl);
    // The shell closes it at once; its request is aborted like any other.
    await page.waitForFunction(() => (window as unknown as { other: Window | null }).other?.closed ?? true);
    await until(() => context.pages().length === 1);
    await roundTrip();
    expect(context.pages()).toHaveLength(1);
  });

  it('lets no request out of the window', async () => {
    const { page } = shell;
    const failed = await page.evaluate(
      (to) =>
        Promise.all([
          fetch(to).then(() => 'reached', () => 'blocked'),
          fetch('https://example.org/').then(() => 'reached', () => 'blocked'),
          new Promise((resolve) => Object.assign(new Image(), { onload: () => resolve('reached'), onerror: () => resolve('blocked'), src: to })),
          new Promise((resolve) => Object.assign(new WebSocket(to.replace('http', 'ws')), { onopen: () => resolve('reached'), onerror: () => resolve('blocked'), onclose: () => resolve('blocked') })),
          // Queued whatever becomes of it; the server below must not hear of it.
          Promise.resolve(navigator.sendBeacon(to)),
        ]),
      outsideUrl,
    );
    expect(failed.slice(0, 4)).toEqual(['blocked', 'blocked', 'blocked', 'blocked']);
    expect(await page.evaluate(() => window.seen.violations)).toEqual(expect.arrayContaining(['connect-src', 'img-src']));
  });

  it('runs no inline script, no inline handler and no eval, and reports each', async () => {
    const result = await shell.page.evaluate(() => {
      const marks = window as unknown as { ran: string[] };
      marks.ran = [];
      const script = document.createElement('script');
      script.textContent = 'window.ran.push("inline")';
      document.body.append(script);
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.ran.push("handler")');
      document.body.append(button);
      button.click();
      const timer = setTimeout as (code: string) => void;
      try {
        timer('window.ran.push("eval")');
      } catch (cause) {
        marks.ran = marks.ran.filter(() => cause !== null);
      }
      return new Promise<{ ran: string[]; violations: string[] }>((resolve) => setTimeout(() => resolve({ ran: marks.ran, violations: window.seen.violations }), 0));
    });
    expect(result.ran).toEqual([]);
    expect(result.violations).toEqual(expect.arrayContaining(['script-src-elem', 'script-src-attr', 'script-src']));
  });

  it('causes no violation of its own policy', async () => {
    await roundTrip();
    expect(await shell.page.evaluate(() => window.seen.violations)).toEqual([]);
  });

  it.each(['geolocation', 'notifications', 'microphone', 'midi', 'clipboard-read'])('denies %s without asking', async (name) => {
    expect(await shell.page.evaluate(async (permission) => (await navigator.permissions.query({ name: permission as PermissionName })).state, name)).toBe('denied');
  });

  it('grants its own page the camera', async () => {
    expect(await shell.page.evaluate(async () => (await navigator.permissions.query({ name: 'camera' })).state)).toBe('granted');
  });

  it.skipIf(process.platform !== 'linux')('listens on no TCP port (Linux: told by /proc)', () => {
    const pids = descendants(process.pid);
    expect(pids.length).toBeGreaterThan(3);
    const listening = listeningInodes();
    // The test's own server shows that the method sees one.
    expect(socketInodes(process.pid).filter((inode) => listening.has(inode)).length).toBeGreaterThan(0);
    expect(pids.flatMap(socketInodes).filter((inode) => listening.has(inode))).toEqual([]);
  });
});

describe('the Chromium shell’s life', () => {
  it('does not open when the engine cannot be opened, and says why', async () => {
    await expect(open(['--fail', 'keys.json: no keys in it'])).rejects.toThrow('keys.json: no keys in it');
  });

  it('ends, with its engine, when the window is closed', async () => {
    const shell = await open();
    await shell.page.close();
    await shell.closed;
    expect(() => process.kill(enginePid, 0)).toThrow('ESRCH');
  });
});

describe('the Chromium shell after a crash', () => {
  /** Crashes the window; settles when its browser has ended and the shell goes on to open another. */
  const crash = async ({ page, context }: ChromiumShell): Promise<void> => {
    const session = await context.newCDPSession(page);
    const gone = new Promise((resolve) => context.on('close', resolve));
    // The crash takes the answer with it.
    void session.send('Page.crash').catch(() => undefined);
    await gone;
  };

  it('opens the window again', async () => {
    const shell = await open();
    try {
      const { page } = shell;
      await crash(shell);
      await expect.poll(() => (shell.page === page ? 'old' : shell.page.url()), { timeout: 30_000 }).toBe(HOME);
      expect(await shell.page.evaluate(() => window.portas.call('desk:recent', {}))).toEqual({ scans: [] });
    } finally {
      await shell.close();
    }
  });

  it('is closed in good order while it opens the window again', async () => {
    const shell = await open();
    await crash(shell);
    await shell.close();
    await shell.closed;
    expect(() => shell.page).toThrow('the window is not open');
    expect(() => process.kill(enginePid, 0)).toThrow('ESRCH');
    expect(descendants(process.pid).map((pid) => tryRead(`/proc/${pid}/cmdline`) ?? '').filter((line) => line.includes('portas-window-'))).toEqual([]);
  });

  it('tries again when the window cannot be opened at once, and says so', async () => {
    // A browser that can be made to fail: the shell asks for its path once, when it opens.
    const folder = mkdtempSync(join(tmpdir(), 'portas-browser-'));
    const browser = join(folder, 'chromium');
    const real = findChromium() ?? '';
    writeFileSync(browser, `#!/bin/sh\n[ -e '${folder}/broken' ] && exit 1\nexec '${real}' "$@"\n`, { mode: 0o755 });
    vi.stubEnv('PORTAS_CHROMIUM', browser);
    const lines: string[] = [];
    const shell = await open([], (line) => lines.push(line));
    try {
      writeFileSync(join(folder, 'broken'), '');
      await crash(shell);
      await expect.poll(() => lines.some((line) => line.startsWith('the window could not be opened')), { timeout: 30_000 }).toBe(true);
      rmSync(join(folder, 'broken'));
      await expect.poll(() => shell.page.url(), { timeout: 30_000 }).toBe(HOME);
      await shell.page.waitForLoadState();
      expect(await shell.page.evaluate(() => window.portas.call('desk:recent', {}))).toEqual({ scans: [] });
    } finally {
      await shell.close();
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    }
  });
});

function descendants(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const stat = tryRead(`/proc/${name}/stat`);
    const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    if (parent !== undefined) parents.set(Number(name), Number(parent));
  }
  const found = [root];
  for (const pid of found) found.push(...[...parents].filter(([, parent]) => parent === pid).map(([child]) => child));
  return found.slice(1);
}

/** Inodes of sockets in state LISTEN (0A). */
function listeningInodes(): Set<string> {
  const lines = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => (tryRead(file) ?? '').split('\n').slice(1));
  return new Set(lines.map((line) => line.trim().split(/\s+/)).filter((columns) => columns[3] === '0A').map((columns) => columns[9] ?? ''));
}

function socketInodes(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => /^socket:\[(\d+)\]$/.exec(tryLink(`/proc/${pid}/fd/${fd}`) ?? '')?.[1] ?? []);
  } catch (cause) {
    if (cause instanceof Error) return [];
    throw cause;
  }
}

/** A process may end while it is looked at. */
const tryRead = (file: string): string | null => attempt(() => readFileSync(file, 'utf8'));
const tryLink = (file: string): string | null => attempt(() => readlinkSync(file));

function attempt(read: () => string): string | null {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}
