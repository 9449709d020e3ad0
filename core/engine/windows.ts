/** The windows at the terminal: each event goes to all of them, and their calls are answered. Composes. */
import { describeCause } from '../service/incident-log.ts';
import type { LogLine } from '../key-lists.ts';
import { type Handlers, type MayCall, type Port, serve, type Served } from '../wire.ts';

export type Emit = Served['emit'];

export interface Windows {
  /** Tells every window. */
  readonly emit: Emit;
  /** Serves one more window; returns the function that lets it go. */
  attach(port: Port, handlers: Handlers, mayCall: MayCall): () => void;
}

export function createWindows(log: LogLine): Windows {
  const windows = new Set<Served>();
  return {
    emit(channel, payload) {
      for (const window of windows) window.emit(channel, payload);
    },
    attach(port, handlers, mayCall) {
      const served = serve(port, handlers, mayCall, (incidentId, channel, cause) => log('call-failed', { incidentId, channel, cause: describeCause(cause) }));
      windows.add(served);
      return () => void windows.delete(served);
    },
  };
}
