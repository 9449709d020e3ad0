/**
 * The window's only way to the engine. The shell puts a `Bridge` on `window` before any script runs;
 * messages are parsed against the contract on the far side of it, in the preload, by core/wire.ts.
 */
import type { CallName, EventName, EventPayload, Reply, Request } from '../core/contract.ts';

export interface Bridge {
  /** Asks the engine; rejects when the call fails or the engine goes away meanwhile. */
  call<Name extends CallName>(channel: Name, request: Request<Name>): Promise<Reply<Name>>;
  /** Subscribes to an event; returns the function that unsubscribes. */
  on<Name extends EventName>(channel: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  /** Told when the engine process goes down and when its successor is up. */
  onEngine(listener: (state: 'up' | 'down') => void): () => void;
}

declare global {
  interface Window {
    readonly portas: Bridge;
  }
}
