/**
 * The Chromium shell: the same window in a Chromium that is driven over the DevTools pipe, where Electron's binary cannot
 * be had. No TCP port, no network: requests are answered from the build folder, everything else is cut off.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, type Frame, type Page, type Request, type Route } from 'playwright-core';
import { throwApart } from '../core/model/throw-apart.ts';
import { BINDING } from './chromium-crossing.ts';
import { createCrossingEnd } from './chromium-window.ts';
import { createEngineHost, type EngineHost } from './engine-host.ts';
import { CHROMIUM_HINT, findChromium } from './find-chromium.ts';
import { type ClosablePort, forkEngine } from './forked-engine.ts';
import { CHROMIUM_ORIGIN } from './origins.ts';
import { saveDownload } from './save-download.ts';
import { type Gone, keepWindow } from './window-keeper.ts';
import { answerFile, isOwnDocument, isOwnUrl } from './window-policy.ts';

export interface ChromiumShellOptions {
  /** Engine entry file and its arguments. */
  readonly engineEntry: string;
  readonly engineArgs: readonly string[];
  /** Build folder of the window, and the bundled preload. */
  readonly rendererDir?: string;
  readonly preloadFile?: string;
  /** Without a window on a screen, for tests. */
  readonly headless?: boolean;
  /** Size of the page in CSS pixels; without it the page fills its window. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** BCP 47 tag that the browser tells the page. */
  readonly locale?: string;
  /** The window fills the screen and cannot be left by hand. */
  readonly kiosk?: boolean;
  readonly report?: (line: string) => void;
  /** Folder for files that the window saves; without it the user's downloads folder. */
  readonly downloadsDir?: string;
  /** Further switches of the browser, for tests: a camera of their own. */
  readonly switches?: readonly string[];
  /** Starts the engine process; tests put a fork in whose process they know. */
  readonly startEngine?: typeof forkEngine;
}

export interface ChromiumShell {
  /** The window's page and context at present: a crashed window is replaced by a new one. */
  readonly page: Page;
  readonly context: BrowserContext;
  readonly host: EngineHost<ClosablePort>;
  /** Settles when the window was closed by hand or by `close`, and the engine has ended. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

interface OpenWindow {
  readonly context: BrowserContext;
  readonly page: Page;
}

const OUT_DIR = fileURLToPath(new URL('../out/', import.meta.url));

/** A window without tabs and address bar. Chromium opens one only for an address that can hold a document, which about:blank cannot. */
const APP_WINDOW = '--app=data:text/html,<title>Portas</title>';

/** No service of the browser's own may use the network, and no name resolves. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  '--disable-quic',
  '--no-first-run',
  '--no-pings',
  '--host-resolver-rules=MAP * ~NOTFOUND',
  '--webrtc-ip-handling-policy=disable_non_proxied_udp',
  '--autoplay-policy=no-user-gesture-required',
  // Without it a bar across the window warns of --host-resolver-rules, which makes the window safer.
  '--test-type',
];

/**
 * Opens the window and starts the engine behind it.
 * @throws Error with a plain line when there is no Chromium, the build is missing or the engine could not be opened; nothing stays behind then.
 */
export async function openChromiumShell(options: ChromiumShellOptions): Promise<ChromiumShell> {
  const report = options.report ?? (() => undefined);
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(`no Chromium found: ${CHROMIUM_HINT}`);
  const preload = await readFile(options.preloadFile ?? join(OUT_DIR, 'chromium-preload.js'), 'utf8');
  const profileDir = await mkdtemp(join(tmpdir(), 'portas-window-'));
  const host = createEngineHost({
    start: () => (options.startEngine ?? forkEngine)(options.engineEntry),
    args: options.engineArgs,
    report,
  });

  const closed = Promise.withResolvers<undefined>();
  let ending = false;
  /** In good order whatever fails: nobody is left to hear of a failure but the log. */
  const end = async (): Promise<void> => {
    if (ending) return closed.promise;
    ending = true;
    const ends = await Promise.allSettled([keeper.close(), host.stop()]);
    const removal = await Promise.allSettled([rm(profileDir, { recursive: true, force: true, maxRetries: 5 })]);
    for (const result of [...ends, ...removal]) if (result.status === 'rejected') report(`while closing: ${String(result.reason)}`);
    closed.resolve(undefined);
  };

  const load = async ({ context, page }: OpenWindow, gone: (how: Gone) => void): Promise<void> => {
    const crossing = createCrossingEnd(host);
    const went = (how: Gone) => (): void => {
      crossing.close();
      gone(how);
    };
    page.on('crash', went('crashed'));
    page.on('close', went('closed'));
    context.on('close', went('closed'));
    await context.exposeBinding(BINDING, ({ page: from, frame }, message: unknown) =>
      from === page && frame === page.mainFrame() && isOwnUrl(frame.url(), CHROMIUM_ORIGIN) ? crossing.take(message) : null,
    );
    await context.addInitScript({ content: preload });
    await guard(context, page, options.rendererDir ?? join(OUT_DIR, 'renderer'), options.downloadsDir, report);
    await page.goto(`${CHROMIUM_ORIGIN}/`);
  };
  const keeper = keepWindow<OpenWindow>({
    launch: () => launch(executablePath, profileDir, options),
    load,
    close: ({ context }) => context.close(),
    onClosed: () => {
      end().catch(throwApart);
    },
    report,
  });

  try {
    await Promise.all([host.started, keeper.open()]);
  } catch (cause) {
    await end();
    throw cause;
  }
  const present = (): OpenWindow => {
    const window = keeper.current();
    if (window === null) throw new Error('the window is not open');
    return window;
  };
  return {
    get page() {
      return present().page;
    },
    get context() {
      return present().context;
    },
    host,
    closed: closed.promise,
    close: end,
  };
}

async function launch(executablePath: string, profileDir: string, options: ChromiumShellOptions): Promise<OpenWindow> {
  // Chromium's sandbox needs a user of its own: it cannot be had as root.
  const chromiumSandbox = process.getuid?.() !== 0;
  const context = await chromium.launchPersistentContext(profileDir, {
    executablePath,
    headless: options.headless ?? false,
    chromiumSandbox,
    args: [...FLAGS, ...(options.switches ?? []), APP_WINDOW, '--window-size=1280,860', ...(options.kiosk === true ? ['--kiosk'] : [])],
    // The bar that says so would cover the notices; and a page of playwright's own would open a browser window with tabs.
    ignoreDefaultArgs: ['--enable-automation', 'about:blank'],
    viewport: options.viewport ?? null,
    serviceWorkers: 'block',
    acceptDownloads: true,
    // The shell ends in good order by itself.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    ...(options.locale === undefined ? {} : { locale: options.locale }),
  });
  try {
    return { context, page: context.pages()[0] ?? (await context.newPage()) };
  } catch (cause) {
    await context.close();
    throw cause;
  }
}

/** Network, navigation, further pages, permissions: all that window-policy.ts says. */
async function guard(context: BrowserContext, page: Page, rendererDir: string, downloadsDir: string | undefined, report: (line: string) => void): Promise<void> {
  // A window that closes or crashes takes with it what was asked of it; anything else that fails is for the log.
  const ask = (asked: Promise<unknown>): void =>
    void asked.catch((cause: unknown) => {
      if (!page.isClosed()) report(`the window did not do as told: ${cause instanceof Error ? cause.message : String(cause)}`);
    });
  await context.route('**/*', (route) => ask(answer(route, page, rendererDir)));
  await context.routeWebSocket(/.*/, (socket) => ask(socket.close()));
  // Grants to our origin, and denies everything else without asking.
  await context.grantPermissions(['camera'], { origin: CHROMIUM_ORIGIN });
  context.on('page', (other) => {
    if (other !== page) ask(other.close());
  });
  // Files that the window itself made, such as a table of counts; nothing else can come to be downloaded.
  page.on('download', (download) => ask(saveDownload(download, CHROMIUM_ORIGIN, downloadsDir)));
  page.on('dialog', (dialog) => ask(dialog.dismiss()));
  page.on('framenavigated', (frame) => {
    // What no request leads to (about:, blob:, data:) is not asked for above; the way back is.
    if (frame === page.mainFrame() && !isOwnDocument(frame.url(), CHROMIUM_ORIGIN)) ask(page.goto(`${CHROMIUM_ORIGIN}/`));
  });
}

async function answer(route: Route, page: Page, rendererDir: string): Promise<void> {
  const request = route.request();
  const url = request.url();
  if (request.isNavigationRequest()) {
    // Another window's request ends in an error page: only then is the window announced, and closed by `guard`.
    if (frameOf(request) !== page.mainFrame()) return route.abort('blockedbyclient');
    // `aborted` leaves the present document where it is; another error would replace it by an error page.
    if (!isOwnDocument(url, CHROMIUM_ORIGIN)) return route.abort('aborted');
  } else if (!isOwnUrl(url, CHROMIUM_ORIGIN)) return route.abort('blockedbyclient');
  const { status, headers, body } = await answerFile(rendererDir, CHROMIUM_ORIGIN, request.method(), url);
  await route.fulfill({ status, headers: { ...headers }, body });
}

/** The frame that asks, or null for a window that is not announced yet, of which playwright tells by an exception. */
function frameOf(request: Request): Frame | null {
  try {
    return request.frame();
  } catch (cause) {
    if (cause instanceof Error) return null;
    throw cause;
  }
}
