/** The parts of Electron that the shell uses, by Electron's own types: what a test's double has to stand in for. */
import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  CommandLine,
  ForkOptions,
  MessageChannelMain,
  PowerSaveBlocker,
  Protocol,
  Session,
  UtilityProcess,
  WebContents,
  WebFrameMain,
  WebRequest,
} from 'electron';

export interface ContentsPart extends Pick<WebContents, 'on' | 'setWindowOpenHandler'> {
  readonly mainFrame: Pick<WebFrameMain, 'url' | 'postMessage' | 'send'>;
}

export interface WindowPart extends Pick<BrowserWindow, 'loadURL' | 'once' | 'show' | 'focus' | 'restore' | 'isMinimized' | 'isDestroyed'> {
  readonly webContents: ContentsPart;
}

export interface SessionPart
  extends Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler' | 'on'> {
  readonly protocol: Pick<Protocol, 'handle'>;
  readonly webRequest: Pick<WebRequest, 'onBeforeRequest'>;
}

export interface AppPart
  extends Pick<
    App,
    'enableSandbox' | 'requestSingleInstanceLock' | 'whenReady' | 'on' | 'quit' | 'exit' | 'setName' | 'setPath' | 'getPath'
  > {
  readonly commandLine: Pick<CommandLine, 'appendSwitch'>;
}

export interface ElectronParts {
  readonly app: AppPart;
  readonly protocol: Pick<Protocol, 'registerSchemesAsPrivileged'>;
  readonly session: { fromPartition(partition: string): SessionPart };
  readonly Menu: { setApplicationMenu(menu: null): void };
  readonly powerSaveBlocker: Pick<PowerSaveBlocker, 'start'>;
  readonly utilityProcess: {
    fork(entry: string, args: string[], options: ForkOptions): Pick<UtilityProcess, 'postMessage' | 'on' | 'pid'>;
  };
  readonly MessageChannelMain: new () => MessageChannelMain;
  readonly BrowserWindow: new (options: BrowserWindowConstructorOptions) => WindowPart;
}
