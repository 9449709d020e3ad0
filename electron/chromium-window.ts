/** The shell's end of the crossing: what one document of the window posts goes to the engine, what the engine sends waits for its poll. */
import type { EngineHost } from './engine-host.ts';
import { FromWindow, type PollAnswer, type ToWindow } from './chromium-crossing.ts';
import type { ClosablePort } from './forked-engine.ts';

/** Messages that wait for a window that has stopped polling; an honest one polls within a frame. Past this its port is closed. */
const MAX_WAITING_MESSAGES = 10_000;

export interface CrossingEnd {
  /** Answers one call of the binding. What is not a message of ours gets null. */
  take(raw: unknown): Promise<PollAnswer>;
  /** The document is gone. */
  close(): void;
}

/** Makes the shell's end for a window. One document at a time: a poll with a new session takes over. */
export function createCrossingEnd(host: EngineHost<ClosablePort>): CrossingEnd {
  let document: ReturnType<typeof openDocument> | null = null;
  return {
    take(raw) {
      const parsed = FromWindow.safeParse(raw);
      if (!parsed.success) return Promise.resolve(null);
      const { session } = parsed.data;
      if (parsed.data.kind === 'post') {
        if (document?.session === session) document.post(parsed.data.port, parsed.data.message);
        return Promise.resolve(null);
      }
      if (document?.session !== session) {
        document?.close();
        document = openDocument(session, host);
      }
      return document.poll();
    },
    close() {
      document?.close();
      document = null;
    },
  };
}

function openDocument(session: string, host: EngineHost<ClosablePort>) {
  let waiting: ToWindow[] = [];
  let poll: ((answer: PollAnswer) => void) | null = null;
  let port: { number: number; port: ClosablePort } | null = null;
  let ports = 0;
  const flush = (): void => {
    if (poll === null || waiting.length === 0) return;
    const answer = poll;
    poll = null;
    answer(waiting.splice(0));
  };
  const push = (message: ToWindow): void => {
    waiting.push(message);
    if (waiting.length > MAX_WAITING_MESSAGES) close();
    else flush();
  };
  const letGo = (): void => {
    port?.port.close();
    port = null;
  };
  const detach = host.attach({
    up(opened) {
      const number = ports++;
      port = { number, port: opened };
      opened.onMessage((message) => push({ kind: 'message', port: number, message }));
      push({ kind: 'up', port: number });
    },
    down() {
      port = null;
      push({ kind: 'down' });
    },
  });
  function close(): void {
    detach();
    letGo();
    waiting = [];
    poll?.(null);
    poll = null;
  }
  return {
    session,
    post(number: number, message: unknown): void {
      if (port?.number === number) port.port.post(message);
    },
    poll: (): Promise<PollAnswer> =>
      new Promise((resolve) => {
        poll?.(null);
        poll = resolve;
        flush();
      }),
    close,
  };
}
