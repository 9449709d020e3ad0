/**
 * Tells what was waiting in a device before it was opened: old codes, delivered in one burst. They end with a pause longer than
 * any gap inside a burst (queue to queue, below 1 ms) and shorter than the hand that plugs in a scanner and presents the first code.
 * Layer: scan.
 */
import { setMachineTimer } from './machine-timer.ts';

export const QUIET_MS = 50;
/** A device that never falls silent is taken as it is after this time. */
const MAX_SETTLE_MS = 1_000;

export interface OpeningSilence {
  /** Whether what arrives now is old. To be asked once for each arrival. */
  isStale(): boolean;
}

/**
 * Begins when the device is opened. It is over only once the event loop has looked for arrivals and found none: old codes that wait behind a busy spell stay old.
 * @param quietMs - how long it must be silent before what it sends counts; 0 for not at all.
 */
export function createOpeningSilence(quietMs: number): OpeningSilence {
  const openedAt = performance.now();
  let isOver = quietMs === 0;
  let cancel = (): void => undefined;
  const listen = (): void => {
    cancel();
    cancel = setMachineTimer(() => {
      isOver = true;
    }, quietMs);
  };
  if (!isOver) listen();
  return {
    isStale() {
      if (isOver) return false;
      if (performance.now() - openedAt >= MAX_SETTLE_MS) {
        cancel();
        isOver = true;
        return false;
      }
      listen();
      return true;
    },
  };
}
