/**
 * The engine process's own side: runs an engine in an Electron utility process or in a forked Node process,
 * attaches every window's port to it and ends it in good order. Layer: electron.
 */
import type { MessageEvent, MessagePortMain, ParentPort } from 'electron';
import type { Port } from '../core/wire.ts';
import { type FromEngineProcess, MAX_FAULT_CHARACTERS, ToEngine } from './engine-messages.ts';
import { describeUncaught, onUncaught, outliveLog } from './uncaught.ts';

/** What a shell needs of an engine. */
export interface AttachableEngine {
  /** Serves a window; returns the function that lets it go. */
  attach(port: Port): () => void;
  stop(): Promise<void>;
}

/** Time for the batch in flight and the database to end; the gateway's time limit is the longest part of it. */
const STOP_LIMIT_MS = 8_000;
/** Time for the same after a fault: a desk waits for the restart, and what is cut off is taken up by it. */
const FAULT_STOP_LIMIT_MS = 2_000;
/** Exit code when the engine could not be opened, or could not go on. */
const EXIT_FAILED = 1;

/** The way to the shell that started this process. */
interface Parent {
  /** @param sent - called once the message is on its way. */
  send(message: FromEngineProcess, sent?: () => void): void;
  onMessage(listener: (message: unknown, ports: readonly MessagePortMain[]) => void): void;
  /** The shell is gone. */
  onGone(listener: () => void): void;
}

/**
 * Runs the engine for the shell that started this process: opens it with the arguments that the shell sends, tells
 * `ready` or `failed`, attaches ports as they come, and stops on `stop`, SIGTERM or the shell's end.
 * A failed opening prints one plain line and ends the process with code 1; so does a fault that nobody caught, and the shell starts another.
 * @param open - opens the engine from the shell's arguments (options in command-line form).
 */
export function runEngineProcess(open: (args: readonly string[]) => Promise<AttachableEngine>): void {
  const parent = findParent();
  if (parent === null) {
    process.stderr.write('the engine process is started by a shell, not by hand: use npm start\n');
    process.exitCode = 2;
    return;
  }
  let opening: Promise<AttachableEngine> | null = null;
  let engine: AttachableEngine | null = null;
  let stopping = false;
  const channelPorts = createChannelPorts(parent);

  /** Stops the engine and ends the process. An engine that is still opening is stopped once it is open; one that failed to open ends the process itself. */
  const stop = (exitCode = 0, limitMs = STOP_LIMIT_MS): void => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(EXIT_FAILED), limitMs);
    const stopped = opening?.then((opened) => opened.stop(), () => undefined) ?? Promise.resolve();
    stopped.then(
      () => process.exit(exitCode),
      (cause: unknown) => {
        process.stderr.write(`the engine did not stop in good order: ${describeUncaught(cause)}\n`);
        process.exit(EXIT_FAILED);
      },
    );
  };
  outliveLog();
  onUncaught((line) => {
    process.stderr.write(`${line}\n`);
    // Whatever the engine's stop was waiting for may be what failed.
    if (stopping) process.exit(EXIT_FAILED);
    stop(EXIT_FAILED, FAULT_STOP_LIMIT_MS);
  });
  const failed = (cause: unknown): void => {
    const message = cause instanceof Error ? cause.message : String(cause);
    process.stderr.write(`${message}\n`);
    parent.send({ kind: 'failed', message: message.slice(0, MAX_FAULT_CHARACTERS) }, () => process.exit(EXIT_FAILED));
  };

  parent.onMessage((raw, ports) => {
    const parsed = ToEngine.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'open':
        if (opening !== null) return;
        opening = new Promise((resolve) => resolve(open(message.args)));
        opening.then((opened) => {
          engine = opened;
          parent.send({ kind: 'ready' });
        }, failed);
        return;
      case 'port': {
        if (engine === null) return;
        const [port] = ports;
        if (port === undefined) channelPorts.open(message.port, engine);
        else attachMessagePort(port, engine);
        return;
      }
      case 'message':
        channelPorts.deliver(message.port, message.message);
        return;
      case 'close':
        channelPorts.close(message.port);
        return;
      case 'stop':
        stop();
        return;
    }
  });
  parent.onGone(() => stop());
  process.on('SIGTERM', () => stop());
  // Ctrl-C reaches the whole process group: the shell ends us in good order.
  process.on('SIGINT', () => undefined);
}

/** Attaches a port that was transferred from Electron's main process. */
function attachMessagePort(port: MessagePortMain, engine: AttachableEngine): void {
  const detach = engine.attach({
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', (event: MessageEvent) => {
        // The contract is plain data: a message that carries ports is not ours.
        if (event.ports.length === 0) listener(event.data);
      });
    },
  });
  port.on('close', detach);
  port.start();
}

/** Ports that share a forked process's channel. */
function createChannelPorts(parent: Parent) {
  const ports = new Map<number, { listener: (message: unknown) => void; detach: () => void }>();
  return {
    open(port: number, engine: AttachableEngine): void {
      if (ports.has(port)) return;
      const entry: { listener: (message: unknown) => void; detach: () => void } = { listener: () => undefined, detach: () => undefined };
      ports.set(port, entry);
      entry.detach = engine.attach({
        post: (message) => {
          if (ports.has(port)) parent.send({ kind: 'message', port, message });
        },
        onMessage: (listener) => {
          entry.listener = listener;
        },
      });
    },
    deliver: (port: number, message: unknown): void => ports.get(port)?.listener(message),
    close(port: number): void {
      ports.get(port)?.detach();
      ports.delete(port);
    },
  };
}

function findParent(): Parent | null {
  // Electron's types declare the port in every process; it exists in utility processes alone.
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  if (parentPort !== undefined) {
    return {
      send(message, sent) {
        parentPort.postMessage(message);
        if (sent !== undefined) setImmediate(sent);
      },
      onMessage: (listener) => void parentPort.on('message', (event) => listener(event.data, event.ports)),
      // Chromium ends a utility process together with its browser process.
      onGone: () => undefined,
    };
  }
  if (process.send === undefined) return null;
  return {
    send(message, sent) {
      if (process.connected) process.send?.(message, undefined, {}, () => sent?.());
      else sent?.();
    },
    onMessage: (listener) => void process.on('message', (message) => listener(message, [])),
    onGone: (listener) => void process.on('disconnect', listener),
  };
}
