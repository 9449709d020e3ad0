/** A document that was read before its code: it waits in memory for a short time, and for one code. Layer: desk. */
import type { TypedMrz } from '../codes/typed-mrz.ts';
import type { DurationMs } from '../model/units.ts';

export interface WaitingDocument {
  put(document: TypedMrz): void;
  /** The document that waits, which waits no more; null when there is none. */
  take(): TypedMrz | null;
  clear(): void;
}

/** @param changed - told whether one waits now; never what it says. */
export function createWaitingDocument(waits: DurationMs, changed: (waiting: boolean) => void): WaitingDocument {
  let waiting: { readonly document: TypedMrz; readonly timer: NodeJS.Timeout } | null = null;
  const take = (): TypedMrz | null => {
    if (waiting === null) return null;
    const { document, timer } = waiting;
    clearTimeout(timer);
    waiting = null;
    changed(false);
    return document;
  };
  return {
    take,
    clear: () => void take(),
    put(document) {
      if (waiting !== null) clearTimeout(waiting.timer);
      // A process that wants to end need not wait for it: ending forgets too.
      waiting = { document, timer: setTimeout(take, waits).unref() };
      changed(true);
    },
  };
}
