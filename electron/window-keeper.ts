/**
 * Keeps the window open: one that crashed is opened again until it is open, one that was closed by hand is told.
 * Knows no browser: how a window is started, loaded and closed comes in from outside. Layer: electron.
 */
import { FIRST_PAUSE_MS, LONGEST_PAUSE_MS } from './engine-host.ts';
import { type ShellTimers, systemTimers } from './shell-timers.ts';

/** How a window went without being asked to. */
export type Gone = 'crashed' | 'closed';

export interface WindowSteps<W> {
  /** Starts a window without a document. Leaves nothing behind when it rejects. */
  launch(): Promise<W>;
  /** Loads its document. Must reject when the window crashes or is closed meanwhile; `gone` may be told at any time from here on. */
  load(window: W, gone: (how: Gone) => void): Promise<void>;
  close(window: W): Promise<void>;
  /** The window was closed by hand. */
  onClosed(): void;
  /** One plain line for the log. */
  report(line: string): void;
}

export interface WindowKeeper<W> {
  /** The window at present, loaded or not; null while there is none. */
  current(): W | null;
  /** Opens it for the first time. Rejects when that fails or `close` comes between; no window is left then. */
  open(): Promise<void>;
  /** Closes the window, cuts an opening short and waits for its end. Nothing is opened afterwards. */
  close(): Promise<void>;
}

/** @param timers - for the pause between two attempts, which grows like that of the engine's restarts. */
export function keepWindow<W>(steps: WindowSteps<W>, timers: Pick<ShellTimers, 'after'> = systemTimers): WindowKeeper<W> {
  let current: W | null = null;
  let closing = false;
  let endPause = (): void => undefined;
  /** The opening under way or the last one; never rejects. */
  let opening: Promise<unknown> = Promise.resolve();

  const open = async (): Promise<void> => {
    const window = await steps.launch();
    current = window;
    const state = { loaded: false, crashed: false };
    const gone = (how: Gone): void => {
      // A window that is being closed or was given up tells of its end too.
      if (closing || state.crashed || current !== window) return;
      if (how === 'closed') return steps.onClosed();
      state.crashed = true;
      if (state.loaded) opening = openAgain('the window crashed; opening it again');
    };
    try {
      refuseWhenClosing();
      await steps.load(window, gone);
      refuseWhenClosing();
      if (state.crashed) throw new Error('the window crashed while it opened');
      state.loaded = true;
    } catch (cause) {
      await giveUp();
      throw cause;
    }
  };

  const refuseWhenClosing = (): void => {
    if (closing) throw new Error('the window was closed while it opened');
  };

  const giveUp = async (): Promise<void> => {
    const window = current;
    current = null;
    if (window !== null) await steps.close(window);
  };

  const openAgain = async (why: string): Promise<void> => {
    steps.report(why);
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        await giveUp();
        refuseWhenClosing();
        return await open();
      } catch (cause) {
        if (closing) return;
        steps.report(`the window could not be opened (${firstLine(cause)}); trying again in ${pauseMs} ms`);
        await pause(pauseMs);
      }
    }
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const forget = timers.after(ms, resolve);
      endPause = () => {
        forget();
        resolve();
      };
    });

  return {
    current: () => current,
    open() {
      const first = open();
      opening = first.catch(() => undefined);
      return first;
    },
    async close() {
      closing = true;
      endPause();
      try {
        await giveUp();
      } finally {
        await opening;
      }
    },
  };
}

/** A browser's own account of a failure runs over many lines. */
const firstLine = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
