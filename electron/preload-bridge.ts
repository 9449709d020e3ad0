/**
 * The bridge that both preloads put into the window: calls and subscriptions outlive the engine process, ports do not.
 * Layer: preload; imports the contract and the wire alone.
 */
import { type CallName, calls, type EventName, type EventPayload, events, type Reply, type Request } from '../core/contract.ts';
import { type Client, createClient, type Port } from '../core/wire.ts';

type EngineState = 'up' | 'down';

/** What the window finds as `window.portas`. Channels that are not in the contract are refused. */
export interface WindowBridge {
  readonly call: <Name extends CallName>(channel: Name, request: Request<Name>) => Promise<Reply<Name>>;
  readonly on: <Name extends EventName>(channel: Name, listener: (payload: EventPayload<Name>) => void) => () => void;
  /** Told when the engine goes down and when its successor is up; told at once when it is up already. */
  readonly onEngine: (listener: (state: EngineState) => void) => () => void;
}

export interface BridgeControl {
  readonly bridge: WindowBridge;
  /** The engine is up, behind this port. */
  readonly up: (port: Port) => void;
  /** The engine is gone: what waits for an answer fails with `engine-gone`. */
  readonly down: () => void;
}

/** Calls that may wait for the first port, while the window and the engine start side by side; a window's first render makes about ten. */
const MAX_EARLY_CALLS = 100;

/** Makes the bridge. It is frozen, and so is each of its methods. */
export function createBridge(): BridgeControl {
  let client: Client | null = null;
  let early: ((client: Client) => void)[] | null = [];
  const subscriptions = new Set<(client: Client) => void>();
  const engineListeners = new Set<(state: EngineState) => void>();
  const tell = (state: EngineState): void => {
    for (const listener of engineListeners) listener(state);
  };

  const call: WindowBridge['call'] = (channel, request) => {
    if (!Object.hasOwn(calls, channel)) return Promise.reject(new TypeError('no such channel'));
    if (client !== null) return client.call(channel, request);
    if (early === null) return Promise.reject(new Error(`${channel}: engine-gone`));
    if (early.length >= MAX_EARLY_CALLS) return Promise.reject(new Error(`${channel}: too many calls before the engine is up`));
    const waiting = early;
    return new Promise((resolve, reject) => {
      waiting.push((first) => void first.call(channel, request).then(resolve, reject));
    });
  };

  const on: WindowBridge['on'] = (channel, listener) => {
    if (!Object.hasOwn(events, channel)) throw new TypeError('no such channel');
    let leave = (): void => undefined;
    const subscribe = (to: Client): void => {
      leave = to.on(channel, listener);
    };
    subscriptions.add(subscribe);
    if (client !== null) subscribe(client);
    return () => {
      subscriptions.delete(subscribe);
      leave();
    };
  };

  const onEngine: WindowBridge['onEngine'] = (listener) => {
    engineListeners.add(listener);
    if (client !== null) queueMicrotask(() => engineListeners.has(listener) && client !== null && listener('up'));
    return () => void engineListeners.delete(listener);
  };

  for (const method of [call, on, onEngine]) Object.freeze(method);
  return {
    bridge: Object.freeze({ call, on, onEngine }),
    up(port) {
      client?.abandon();
      const fresh = createClient(port);
      client = fresh;
      for (const subscribe of subscriptions) subscribe(fresh);
      for (const send of early ?? []) send(fresh);
      early = null;
      tell('up');
    },
    down() {
      client?.abandon();
      client = null;
      tell('down');
    },
  };
}
