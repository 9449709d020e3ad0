import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runElectronShell } from '../../../electron/electron-shell.ts';
import { DOWN_CHANNEL, PORT_CHANNEL } from '../../../electron/preload-channels.ts';
import { CSP } from '../../../electron/window-policy.ts';
import { electronDouble, preventable } from '../../support/electron-double.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

function run(double: ReturnType<typeof electronDouble>, devTools = false) {
  const rendererDir = tempDir();
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>');
  const lines: string[] = [];
  const options = { engineEntry: '/e.js', engineArgs: ['--config', 'x'], rendererDir, preloadFile: '/p.cjs', kiosk: true, devTools };
  const shell = runElectronShell(double.electron, options, (line) => lines.push(line));
  return { ...double, shell, lines };
}

async function launch(devTools = false, folder = tempDir()) {
  const launched = run(electronDouble({ folder }), devTools);
  await until(() => launched.log.at(-1) === 'load app://portas/');
  return launched;
}

const loads = (log: readonly string[]): number => log.filter((line) => line.startsWith('load ')).length;

describe('the Electron shell', () => {
  it('does nothing but quit when another is running', () => {
    const double = electronDouble({ lock: false });
    runElectronShell(double.electron, { engineEntry: 'e', engineArgs: [], rendererDir: 'r', preloadFile: 'p', kiosk: false, devTools: false }, () => undefined);
    expect(double.log).toEqual(['name', 'path', 'quit']);
  });

  it('turns the sandbox on and registers its scheme before the app is ready', async () => {
    const { log, state } = await launch();
    expect(log.indexOf('sandbox')).toBeLessThan(log.indexOf('ready'));
    expect(log.indexOf('schemes')).toBeLessThan(log.indexOf('ready'));
    expect(state.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  });

  it('opens a sandboxed, isolated window that keeps nothing on disk', async () => {
    const { state, log } = await launch();
    expect(state.windowOptions?.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      devTools: false,
      preload: '/p.cjs',
    });
    expect(state.partition).not.toMatch(/^persist:/);
    expect(state.windowOptions?.webPreferences?.partition).toBe(state.partition);
    expect(log).toEqual(expect.arrayContaining(['no menu', 'prevent-display-sleep']));
  });

  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])('prevents %s', async (name) => {
    const { contents } = await launch();
    const event = preventable();
    contents.fire(name, event);
    expect(event.prevented).toBe(true);
  });

  it('denies further windows, devices and outside requests', async () => {
    const { state } = await launch();
    expect(state.openHandler?.({} as never)).toEqual({ action: 'deny' });
    expect(state.device?.({} as never)).toBe(false);
    const answer = vi.fn();
    (state.beforeRequest?.listener as (details: unknown, callback: unknown) => void)({}, answer);
    expect(answer).toHaveBeenCalledWith({ cancel: true });
  });

  it.each([
    ['a table that the window made', 'blob:app://portas/1', 'portas-today.csv', true],
    ['a file of another origin', 'blob:https://elsewhere.example/1', 'a.csv', false],
    ['a file of the window itself', 'app://portas/index.html', 'a.csv', false],
    ['what is no table', 'blob:app://portas/1', 'a.sh', false],
  ])('saves without asking, or denies, %s', async (_case, url, name, saved) => {
    const folder = join(tempDir(), 'Downloads');
    const { session } = await launch(false, folder);
    const event = preventable();
    const places: string[] = [];
    session.fire('will-download', event, { getURL: () => url, getFilename: () => name, setSavePath: (file: string) => void places.push(file) });
    expect({ prevented: event.prevented, places, made: existsSync(folder) }).toEqual({ prevented: !saved, places: saved ? [join(folder, name)] : [], made: saved });
  });

  it.each([
    ['notifications', 'app://portas/', true, ['video'], false],
    ['media', 'https://example.org/', true, ['video'], false],
    ['media', 'app://portas/', true, ['video', 'audio'], false],
    ['media', 'app://portas/', true, undefined, false],
    ['media', 'app://portas/', false, ['video'], false],
    ['media', 'app://portas/', true, ['video'], true],
  ])('answers a request for %s of %s (main frame %s, %j) with %5$s', async (permission, requestingUrl, isMainFrame, mediaTypes, expected) => {
    const { state } = await launch();
    const answer = vi.fn();
    state.request?.(null as never, permission as never, answer, { requestingUrl, isMainFrame, mediaTypes } as never);
    expect(answer).toHaveBeenCalledWith(expected);
  });

  it.each([
    ['geolocation', 'app://portas/', 'video', false],
    ['media', 'https://example.org/', 'video', false],
    ['media', 'app://portas/', 'audio', false],
    ['media', 'app://portas/', undefined, false],
    ['media', 'app://portas/', 'video', true],
  ])('answers a check for %s of %s (%s) with %s', async (permission, origin, mediaType, expected) => {
    const { state } = await launch();
    expect(state.check?.(null, permission as never, origin, { mediaType } as never)).toBe(expected);
  });

  it('serves the build folder with the policy, and 404 for what lies outside it', async () => {
    const { state } = await launch();
    const good = await state.serve?.(new Request('app://portas/index.html'));
    expect(good?.status).toBe(200);
    expect(good?.headers.get('content-security-policy')).toBe(CSP);
    for (const url of ['app://portas/..%2f..%2fetc/passwd', 'app://other/index.html']) expect((await state.serve?.(new Request(url)))?.status, url).toBe(404);
  });

  it('hands a port over only when the document is loaded, and a fresh one after a restart of the engine', async () => {
    const { children, handed, contents } = await launch();
    const [first] = children;
    expect(first?.sent[0]?.message).toEqual({ kind: 'open', args: ['--config', 'x'] });
    first?.fire('message', { kind: 'ready' });
    expect(handed).toEqual([]);
    contents.fire('did-finish-load');
    expect(handed.map(({ channel }) => channel)).toEqual([PORT_CHANNEL]);
    first?.fire('exit', 137);
    await until(() => children.length === 2);
    children[1]?.fire('message', { kind: 'ready' });
    expect(handed.map(({ channel }) => channel)).toEqual([PORT_CHANNEL, DOWN_CHANNEL, PORT_CHANNEL]);
    expect(handed[2]?.ports[0]).not.toBe(handed[0]?.ports[0]);
    expect(first?.sent.at(-1)).toMatchObject({ message: { kind: 'port' }, transfer: [expect.anything()] });
  });

  it('closes the port instead of handing it to a document that is not ours', async () => {
    const { children, handed, closedPorts, contents, state } = await launch();
    children[0]?.fire('message', { kind: 'ready' });
    state.url = 'app://portas.evil/';
    contents.fire('did-finish-load');
    expect(handed).toEqual([]);
    expect(closedPorts).toHaveLength(1);
  });

  it('starts an engine again that ran out of memory', async () => {
    const { children } = await launch();
    children[0]?.fire('message', { kind: 'ready' });
    children[0]?.fire('error', 'FatalError', 'v8::Heap', '{}');
    children[0]?.fire('exit', 133);
    await until(() => children.length === 2);
  });

  it('exits with code 1 when the engine cannot be opened', async () => {
    const { children, log } = await launch();
    children[0]?.fire('message', { kind: 'failed', message: 'portas.json: wrong' });
    children[0]?.fire('exit', 1);
    await until(() => log.includes('exit 1'));
  });

  it('ends the engine in good order before it quits', async () => {
    const { app, children, log } = await launch();
    children[0]?.fire('message', { kind: 'ready' });
    const event = preventable();
    app.fire('will-quit', event);
    expect(event.prevented).toBe(true);
    expect(children[0]?.sent.at(-1)?.message).toEqual({ kind: 'stop' });
    expect(log).not.toContain('exit 0');
    children[0]?.fire('exit', 0);
    await until(() => log.includes('exit 0'));
  });

  it('ends though the window is closed when the engine has gone', async () => {
    const { app, children, contents, handed, log, state } = await launch();
    contents.fire('did-finish-load');
    children[0]?.fire('message', { kind: 'ready' });
    state.destroyed = true;
    contents.fire('destroyed');
    app.fire('will-quit', preventable());
    children[0]?.fire('exit', 0);
    await until(() => log.includes('exit 0'));
    expect(handed.map(({ channel }) => channel)).toEqual([PORT_CHANNEL]);
  });

  it('goes on when the engine ends after the window was closed, and before the app quits', async () => {
    const { children, contents, state } = await launch();
    contents.fire('did-finish-load');
    children[0]?.fire('message', { kind: 'ready' });
    state.destroyed = true;
    contents.fire('destroyed');
    children[0]?.fire('exit', 1);
    await until(() => children.length === 2);
  });

  it('ends the engine and the app when the window cannot be opened', async () => {
    const { children, log, lines } = run(electronDouble({ windowFault: new Error('no display /dev/x') }));
    await until(() => children[0]?.sent.at(-1)?.message !== undefined && lines.length > 0);
    expect(children[0]?.sent.at(-1)?.message).toEqual({ kind: 'stop' });
    children[0]?.fire('exit', 0);
    await until(() => log.includes('exit 1'));
    expect(lines[0]).toMatch(/^the window could not be opened: Error at /);
  });

  it('loads a window again whose document did not load', async () => {
    const double = electronDouble();
    double.state.load = () => {
      double.state.load = () => Promise.resolve();
      return Promise.reject(Object.assign(new Error('ERR_FAILED (-2)'), { code: 'ERR_FAILED' }));
    };
    const { log, lines } = run(double);
    await until(() => loads(log) === 2);
    expect(lines).toEqual([expect.stringMatching(/^the window did not load \(Error ERR_FAILED at .*\); loading it again$/)]);
  });

  it('loads a window again whose renderer ended', async () => {
    const { contents, log, lines } = await launch();
    contents.fire('render-process-gone', {}, { reason: 'crashed' });
    await until(() => loads(log) === 2);
    expect(lines).toEqual(['the window ended (crashed); loading it again']);
  });

  it('does not load a window again that was closed while it loaded', async () => {
    vi.useFakeTimers();
    try {
      const double = electronDouble();
      const loading = Promise.withResolvers<undefined>();
      double.state.load = () => loading.promise;
      const launched = run(double);
      await vi.advanceTimersByTimeAsync(1);
      double.state.destroyed = true;
      loading.reject(new Error('ERR_FAILED (-2)'));
      await vi.advanceTimersByTimeAsync(60_000);
      expect(loads(launched.log)).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends the engine and the app with code 1 after a fault that nobody caught', async () => {
    const { children, log, shell, lines } = await launch();
    children[0]?.fire('message', { kind: 'ready' });
    shell.fail('a fault');
    expect(lines).toEqual(['a fault']);
    expect(children[0]?.sent.at(-1)?.message).toEqual({ kind: 'stop' });
    children[0]?.fire('exit', 0);
    await until(() => log.includes('exit 1'));
  });
});
