/** A recording double of the parts of Electron that the shell uses; the compiler holds it to Electron's own types. */
import type { BrowserWindowConstructorOptions, MessageChannelMain, MessagePortMain } from 'electron';
import type { ContentsPart, ElectronParts, SessionPart, WindowPart } from '../../electron/electron-parts.ts';

type Listener = (...args: never[]) => unknown;

/** An emitter whose events the test fires. */
function emitter() {
  const listeners = new Map<string, Listener[]>();
  // Electron's `on` returns its own object, which the shell never uses.
  const on = (event: string, listener: Listener): never => {
    listeners.set(event, [...(listeners.get(event) ?? []), listener]);
    return undefined as never;
  };
  const fire = (event: string, ...args: unknown[]): void => {
    if (event === 'error' && !listeners.has(event)) throw new Error('Unhandled error event');
    for (const listener of listeners.get(event) ?? []) (listener as (...all: unknown[]) => unknown)(...args);
  };
  return { on, fire };
}

export interface Prevented {
  prevented: boolean;
  preventDefault(): void;
}
/** An event that notes whether it was prevented. */
export function preventable(fields: object = {}): Prevented {
  const event = { ...fields, prevented: false, preventDefault: () => void (event.prevented = true) };
  return event;
}

/**
 * @param options.folder - what stands for every folder that Electron names.
 * @param options.windowFault - thrown in the place of a window.
 */
export function electronDouble(options: { readonly lock?: boolean; readonly folder?: string; readonly windowFault?: Error } = {}) {
  const log: string[] = [];
  const note = (line: string) => (): void => void log.push(line);
  const app = emitter();
  const contentsEvents = emitter();
  const windowEvents = emitter();
  const sessionEvents = emitter();
  const children: { sent: { message: unknown; transfer: unknown }[]; fire: (event: string, ...args: unknown[]) => void; entry: string }[] = [];
  const handed: { channel: string; ports: readonly unknown[] }[] = [];
  const closedPorts: unknown[] = [];
  const state = {
    url: '',
    /** How the window's document loads. */
    load: (): Promise<void> => Promise.resolve(),
    /** Whether the window was closed. */
    destroyed: false,
    windowOptions: null as BrowserWindowConstructorOptions | null,
    schemes: [] as Parameters<ElectronParts['protocol']['registerSchemesAsPrivileged']>[0],
    openHandler: null as Parameters<ContentsPart['setWindowOpenHandler']>[0] | null,
    request: null as Parameters<SessionPart['setPermissionRequestHandler']>[0],
    check: null as Parameters<SessionPart['setPermissionCheckHandler']>[0],
    device: null as Parameters<SessionPart['setDevicePermissionHandler']>[0],
    serve: null as ((request: Request) => Response | Promise<Response>) | null,
    beforeRequest: null as { filter: unknown; listener: unknown } | null,
    partition: '',
  };
  let ports = 0;
  const port = (): MessagePortMain => {
    const made = { id: ports++, close: () => void closedPorts.push(made) };
    return made as unknown as MessagePortMain;
  };

  const frame: ContentsPart['mainFrame'] = {
    get url() {
      return state.url;
    },
    postMessage: (channel, _message, transfer) => void handed.push({ channel, ports: transfer ?? [] }),
    send: (channel) => void handed.push({ channel, ports: [] }),
  };
  const contents: ContentsPart = {
    on: contentsEvents.on,
    setWindowOpenHandler: (handler) => void (state.openHandler = handler),
    get mainFrame() {
      if (state.destroyed) throw new TypeError('Object has been destroyed');
      return frame;
    },
  };
  const window: WindowPart = {
    webContents: contents,
    once: windowEvents.on,
    loadURL: (url) => {
      log.push(`load ${url}`);
      state.url = url;
      return state.load();
    },
    isDestroyed: () => state.destroyed,
    show: note('show'),
    focus: note('focus'),
    restore: note('restore'),
    isMinimized: () => true,
  };
  const session: SessionPart = {
    on: sessionEvents.on,
    setPermissionRequestHandler: (handler) => void (state.request = handler),
    setPermissionCheckHandler: (handler) => void (state.check = handler),
    setDevicePermissionHandler: (handler) => void (state.device = handler),
    protocol: { handle: (_scheme, handler) => void (state.serve = handler) },
    webRequest: { onBeforeRequest: (filter: unknown, listener?: unknown) => void (state.beforeRequest = { filter, listener }) },
  };
  const electron: ElectronParts = {
    app: {
      on: app.on,
      enableSandbox: note('sandbox'),
      requestSingleInstanceLock: () => options.lock ?? true,
      whenReady: () => {
        log.push('ready');
        return Promise.resolve();
      },
      quit: note('quit'),
      exit: (code) => void log.push(`exit ${code ?? 0}`),
      setName: note('name'),
      setPath: note('path'),
      getPath: () => options.folder ?? '/appdata',
      commandLine: { appendSwitch: (name) => void log.push(`switch ${name}`) },
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes) => {
        log.push('schemes');
        state.schemes = schemes;
      },
    },
    session: {
      fromPartition: (partition) => {
        state.partition = partition;
        return session;
      },
    },
    Menu: { setApplicationMenu: note('no menu') },
    powerSaveBlocker: {
      start: (type) => {
        log.push(type);
        return 1;
      },
    },
    utilityProcess: {
      fork: (entry) => {
        const events = emitter();
        const sent: { message: unknown; transfer: unknown }[] = [];
        children.push({ sent, fire: events.fire, entry });
        return { pid: undefined, on: events.on, postMessage: (message: unknown, transfer?: unknown) => void sent.push({ message, transfer }) };
      },
    },
    MessageChannelMain: class {
      readonly port1 = port();
      readonly port2 = port();
    } satisfies new () => MessageChannelMain,
    BrowserWindow: function BrowserWindow(given: BrowserWindowConstructorOptions) {
      state.windowOptions = given;
      if (options.windowFault !== undefined) throw options.windowFault;
      app.fire('web-contents-created', {}, contents);
      return window;
    } as unknown as ElectronParts['BrowserWindow'],
  };
  return { electron, log, state, children, handed, closedPorts, app, contents: contentsEvents, window: windowEvents, session: sessionEvents };
}
