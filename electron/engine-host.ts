/**
 * Keeps an engine process running and gives every window a port to it. Knows neither Electron nor child_process:
 * how a process is started and what a port is come in from outside. Layer: electron.
 */
import { FromEngineProcess, type ToEngine } from './engine-messages.ts';
import { type ShellTimers, systemTimers } from './shell-timers.ts';

/** A started engine process, `P` being a window's end of a port to it. */
export interface EngineChild<P> {
  send(message: ToEngine): void;
  /** Makes a port to the engine and returns the window's end. */
  openPort(): P;
  /** Sets the one listener. */
  onMessage(listener: (message: unknown) => void): void;
  /** Sets the one listener; `reason` is an exit code, a signal or an error, for the log. */
  onExit(listener: (reason: string) => void): void;
  /** Ends the process at once. */
  kill(): void;
}

/** A window, as the host sees it. */
export interface EngineWindow<P> {
  up(port: P): void;
  down(): void;
}

export interface EngineHost<P> {
  /** Settles with the first opening: rejects with the engine's own words when it could not be opened at all. */
  readonly started: Promise<void>;
  /** Gives a window a port now, if the engine is up, and a fresh one after each restart. Returns the function that lets it go. */
  attach(window: EngineWindow<P>): () => void;
  /** Ends the engine in good order, by force after a limit; settles when it is gone. */
  stop(): Promise<void>;
}

/** First and longest pause before a restart; the pause doubles in between. Short enough for an officer not to look for help. */
export const FIRST_PAUSE_MS = 250;
export const LONGEST_PAUSE_MS = 5_000;
/** An engine that ran this long was sound: the next restart is quick again. */
export const SOUND_AFTER_MS = 30_000;
/** The engine process bounds its own stopping by 8 s (engine-port.ts); past this it hangs. */
export const KILL_AFTER_MS = 10_000;

/**
 * @param start - starts a process; throws when it cannot even be started, which counts as an end.
 * @param args - handed to the engine in its first message.
 * @param report - one plain line for the log about every end and restart.
 */
export function createEngineHost<P>(options: {
  readonly start: () => EngineChild<P>;
  readonly args: readonly string[];
  readonly report: (line: string) => void;
  readonly timers?: ShellTimers;
}): EngineHost<P> {
  const { start, args, report, timers = systemTimers } = options;
  const windows = new Set<EngineWindow<P>>();
  let child: EngineChild<P> | null = null;
  let ready = false;
  let everReady = false;
  let readyAt = 0;
  let pause = FIRST_PAUSE_MS;
  let forgetRestart = (): void => undefined;
  /** Set once stopping; `gone` is called when the process is. */
  let stopping: { readonly done: Promise<void>; readonly gone: () => void } | null = null;
  const started = Promise.withResolvers<undefined>();
  // Whoever does not wait for the start hears of it by `report`.
  started.promise.catch(() => undefined);

  const ended = (reason: string, fault: string | null): void => {
    child = null;
    // Whoever stops the engine has closed the windows, or is about to.
    if (stopping !== null) return stopping.gone();
    if (ready) for (const window of windows) window.down();
    const soundly = ready && timers.now() - readyAt >= SOUND_AFTER_MS;
    ready = false;
    if (!everReady && fault !== null) return started.reject(new Error(fault));
    if (soundly) pause = FIRST_PAUSE_MS;
    report(`the engine ended (${reason}); starting it again in ${pause} ms`);
    forgetRestart = timers.after(pause, run);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };

  const run = (): void => {
    let process: EngineChild<P>;
    try {
      process = start();
    } catch (cause) {
      return ended(cause instanceof Error ? cause.message : String(cause), null);
    }
    let fault: string | null = null;
    child = process;
    process.onMessage((raw) => {
      const parsed = FromEngineProcess.safeParse(raw);
      if (!parsed.success || child !== process) return;
      if (parsed.data.kind === 'failed') fault = parsed.data.message;
      if (parsed.data.kind !== 'ready' || ready) return;
      ready = true;
      readyAt = timers.now();
      if (everReady) report('the engine is up again');
      everReady = true;
      started.resolve(undefined);
      for (const window of windows) window.up(process.openPort());
    });
    process.onExit((reason) => {
      if (child === process) ended(reason, fault);
    });
    process.send({ kind: 'open', args: [...args] });
  };

  run();
  return {
    started: started.promise,
    attach(window) {
      windows.add(window);
      if (ready && child !== null) window.up(child.openPort());
      else if (everReady) window.down();
      return () => void windows.delete(window);
    },
    stop() {
      if (stopping !== null) return stopping.done;
      forgetRestart();
      const running = child;
      const { promise: done, resolve } = Promise.withResolvers<undefined>();
      const forgetKill = running === null ? () => undefined : timers.after(KILL_AFTER_MS, () => running.kill());
      const gone = (): void => {
        forgetKill();
        started.reject(new Error('stopped before the engine was up'));
        resolve(undefined);
      };
      stopping = { done, gone };
      if (running === null) gone();
      else running.send({ kind: 'stop' });
      return done;
    },
  };
}
