/** An engine process forked from Node, with all its ports over the one channel of the fork. Used by the Chromium shell. */
import { fork } from 'node:child_process';
import type { Port } from '../core/wire.ts';
import type { EngineChild } from './engine-host.ts';
import { FromEngineProcess } from './engine-messages.ts';

/** A port that tells the engine when the window lets go of it. */
export interface ClosablePort extends Port {
  close(): void;
}

/**
 * Forks an engine process. `pid` is there for tests that kill it.
 * @param output - where its standard output and error go; a file descriptor for whoever keeps them.
 */
export function forkEngine(entry: string, output: 'inherit' | number = 'inherit'): EngineChild<ClosablePort> & { readonly pid: number | undefined } {
  const child = fork(entry, [], { stdio: ['ignore', output, output, 'ipc'] });
  const listeners = new Map<number, (message: unknown) => void>();
  let nextPort = 0;
  let onMessage: (message: unknown) => void = () => undefined;
  let onExit: (reason: string) => void = () => undefined;
  const send: EngineChild<ClosablePort>['send'] = (message) => {
    // A message to a process that just ended has no addressee: its end is told by `exit`.
    if (child.connected) child.send(message, () => undefined);
  };
  child.on('message', (raw) => {
    const parsed = FromEngineProcess.safeParse(raw);
    if (!parsed.success) return;
    if (parsed.data.kind === 'message') listeners.get(parsed.data.port)?.(parsed.data.message);
    else onMessage(parsed.data);
  });
  let over = false;
  const exited = (reason: string): void => {
    if (over) return;
    over = true;
    listeners.clear();
    onExit(reason);
  };
  child.on('error', (error) => exited(error.message));
  child.on('exit', (code, signal) => exited(signal ?? `code ${code ?? '?'}`));
  return {
    pid: child.pid,
    send,
    openPort() {
      const port = nextPort++;
      send({ kind: 'port', port });
      return {
        post: (message) => send({ kind: 'message', port, message }),
        onMessage: (listener) => void listeners.set(port, listener),
        close() {
          listeners.delete(port);
          send({ kind: 'close', port });
        },
      };
    },
    onMessage(listener) {
      onMessage = listener;
    },
    onExit(listener) {
      onExit = listener;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
