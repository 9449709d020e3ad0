/**
 * The Electron shell: one sandboxed window, one engine process, a port between them. Windows, permissions and
 * lifecycle; nothing else. Electron itself is passed in, so that tests hold the shell to its duties without the binary.
 */
import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, MessagePortMain } from 'electron';
import { forkUtility } from './electron-engine.ts';
import { guardContents, guardSession } from './electron-guards.ts';
import type { ContentsPart, ElectronParts, WindowPart } from './electron-parts.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';
import { APP_SCHEME, ELECTRON_ORIGIN } from './origins.ts';
import { DOWN_CHANNEL, PORT_CHANNEL } from './preload-channels.ts';
import type { ShellOptions } from './shell-options.ts';
import { describeUncaught } from './uncaught.ts';
import { isOwnDocument } from './window-policy.ts';

/** A session without `persist:` lives in memory: the window leaves nothing on disk. */
const PARTITION = 'portas';
/** No service of Chromium's own may use the network, and no name resolves: the engine alone talks to the gateway. */
const SWITCHES: readonly (readonly [string, string?])[] = [
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-quic'],
  ['no-pings'],
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
];
/** A window whose renderer ended, or whose document did not load, is loaded again after this pause, so that one that ends at once does not spin. */
const RELOAD_PAUSE_MS = 1_000;

export interface ElectronShell {
  /** Ends the shell after a fault that nobody caught: the engine in good order, and the app with code 1. */
  fail(line: string): void;
}

/** Runs the shell until the window is closed. Call before the app is ready. */
export function runElectronShell(electron: ElectronParts, options: ShellOptions, report: (line: string) => void): ElectronShell {
  const { app } = electron;
  let host: EngineHost<MessagePortMain> | null = null;
  let quitting = false;
  /** Ends the engine, the batch in flight and the database first, and then the app, whatever becomes of the engine. */
  const end = (code: number): void => {
    if (quitting) return;
    quitting = true;
    const exit = (): void => app.exit(code);
    (host?.stop() ?? Promise.resolve()).then(exit, exit);
  };
  const fail = (line: string): void => {
    report(line);
    end(1);
  };
  app.setName('portas');
  app.setPath('userData', join(app.getPath('appData'), 'portas-window'));
  if (!app.requestSingleInstanceLock()) {
    report('Portas is running already; its window is shown');
    app.quit();
    return { fail };
  }
  app.enableSandbox();
  for (const [name, value] of SWITCHES) app.commandLine.appendSwitch(name, value);
  electron.protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));

  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    if (host === null) return;
    event.preventDefault();
    end(0);
  });

  const open = (): void => {
    electron.Menu.setApplicationMenu(null);
    electron.powerSaveBlocker.start('prevent-display-sleep');
    guardSession(electron.session.fromPartition(PARTITION), options.rendererDir, app.getPath('downloads'));
    const engine = createEngineHost({ start: () => forkUtility(electron, options.engineEntry), args: options.engineArgs, report });
    host = engine;
    engine.started.catch(() => {
      // The engine process has said why.
      if (!quitting) app.exit(1);
    });
    const window = new electron.BrowserWindow(windowOptions(options));
    app.on('second-instance', () => {
      if (window.isMinimized()) window.restore();
      window.focus();
    });
    window.once('ready-to-show', () => window.show());
    connect(window.webContents, engine);
    keepLoaded(window, () => quitting || window.isDestroyed(), report);
  };
  // Without a window nobody could end what runs behind it, and the next start would only point to it.
  app.whenReady().then(open).catch((cause: unknown) => fail(`the window could not be opened: ${describeUncaught(cause)}`));
  return { fail };
}

function windowOptions(options: ShellOptions): BrowserWindowConstructorOptions {
  return {
    show: false,
    width: 1_280,
    height: 800,
    minWidth: 1_024,
    minHeight: 700,
    title: 'Portas',
    autoHideMenuBar: true,
    kiosk: options.kiosk,
    webPreferences: {
      preload: options.preloadFile,
      partition: PARTITION,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would be fetched from the network.
      spellcheck: false,
      disableDialogs: true,
      backgroundThrottling: false,
      autoplayPolicy: 'no-user-gesture-required',
      devTools: options.devTools,
    },
  };
}

/** Gives each loaded document a port to the engine: only the window's own document, and only in the main frame. */
function connect(contents: ContentsPart, host: EngineHost<MessagePortMain>): void {
  let detach = (): void => undefined;
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) detach();
  });
  contents.on('render-process-gone', () => detach());
  // A closed window is asked nothing and told nothing any more: either would throw.
  contents.on('destroyed', () => detach());
  contents.on('did-finish-load', () => {
    detach();
    detach = host.attach({
      up(port) {
        if (isOwnDocument(contents.mainFrame.url, ELECTRON_ORIGIN)) contents.mainFrame.postMessage(PORT_CHANNEL, null, [port]);
        else port.close();
      },
      down: () => contents.mainFrame.send(DOWN_CHANNEL),
    });
  });
}

/** Loads the window's document, and again whenever it did not load or its renderer has ended. */
function keepLoaded(window: WindowPart, isOver: () => boolean, report: (line: string) => void): void {
  let loads = 0;
  let waiting = false;
  const loadAgain = (why: string): void => {
    if (isOver() || waiting) return;
    waiting = true;
    report(`the window ${why}; loading it again`);
    setTimeout(() => {
      waiting = false;
      if (!isOver()) loadNow();
    }, RELOAD_PAUSE_MS);
  };
  const loadNow = (): void => {
    const load = ++loads;
    window.loadURL(`${ELECTRON_ORIGIN}/`).catch((cause: unknown) => {
      // An older one fails because a newer one began.
      if (load === loads) loadAgain(`did not load (${describeUncaught(cause)})`);
    });
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit') loadAgain(`ended (${reason})`);
  });
  loadNow();
}
