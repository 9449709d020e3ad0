/** Puts `window.portas` into the page of the Chromium shell, before the page's own scripts run. Bundled into one script. */
import './interpret-schemas.ts';
import { BINDING, type FromWindow, type PollAnswer, type ToWindow } from './chromium-crossing.ts';
import { createBridge } from './preload-bridge.ts';
import { CHROMIUM_ORIGIN } from './origins.ts';

/** The port that counts; messages of any other are of an engine that is gone. */
interface OpenPort {
  readonly port: number;
  listener: (message: unknown) => void;
}

type Cross = (message: FromWindow) => Promise<PollAnswer>;

const place = globalThis as unknown as Record<string, Cross | undefined>;
const cross = place[BINDING];
// Off the page: its scripts reach the engine through `portas` alone.
Reflect.deleteProperty(place, BINDING);
if (cross !== undefined && window.top === window && location.origin === CHROMIUM_ORIGIN) connect(cross);

function connect(crossing: Cross): void {
  const session = crypto.randomUUID();
  const engine = createBridge();
  Object.defineProperty(window, 'portas', { value: engine.bridge, enumerable: true });
  const nextTurn = createTurns();
  let current: OpenPort | null = null;
  /** The engine is gone, or the crossing to it. */
  const lost = (): void => {
    current = null;
    engine.down();
  };
  const take = (event: ToWindow): void => {
    switch (event.kind) {
      case 'down':
        return lost();
      case 'message':
        if (event.port === current?.port) current.listener(event.message);
        return;
      case 'up': {
        const { port } = event;
        const opened: OpenPort = { port, listener: () => undefined };
        current = opened;
        engine.up({
          post(message) {
            crossing({ kind: 'post', session, port, message }).catch(lost);
          },
          onMessage(listener) {
            opened.listener = listener;
          },
        });
      }
    }
  };
  const listen = async (): Promise<void> => {
    for (;;) {
      const batch = await crossing({ kind: 'poll', session });
      if (batch === null) return;
      for (const [index, event] of batch.entries()) {
        if (index > 0) await nextTurn();
        try {
          take(event);
        } catch (cause) {
          // Of a listener in the page: the next message has others.
          reportError(cause);
        }
      }
    }
  };
  listen().catch(lost);
}

/**
 * Messages are handed over as a port hands them over, each in a task of its own: whoever waits for an answer goes on with it before the window hears what
 * the engine said later. Otherwise an answer could put what was in the place of what is.
 */
function createTurns(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  let go = (): void => undefined;
  port1.onmessage = () => go();
  return () =>
    new Promise((resolve) => {
      go = resolve;
      port2.postMessage(null);
    });
}
