/**
 * Tells what was waiting in a device before it was opened: old codes, delivered in one burst. They end with a pause longer than
 * any gap inside a burst (queue to queue, below 1 ms) and shorter than the hand that plugs in a scanner and presents the first code.
 * Layer: scan.
 */
export const QUIET_MS = 50;
/** A device that never falls silent is taken as it is after this time. */
const MAX_SETTLE_MS = 1_000;

export interface OpeningSilence {
  /** Whether what arrives now is old. To be asked once for each arrival. */
  isStale(): boolean;
}

/** Begins when the device is opened. @param quietMs - how long it must be silent before what it sends counts. */
export function createOpeningSilence(quietMs: number): OpeningSilence {
  const openedAt = performance.now();
  let quietSince: number | null = openedAt;
  return {
    isStale() {
      if (quietSince === null) return false;
      const now = performance.now();
      const stale = now - quietSince < quietMs && now - openedAt < MAX_SETTLE_MS;
      quietSince = stale ? now : null;
      return stale;
    },
  };
}
