/** An end that comes by itself. Layer: staff. */
import type { UtcMillis } from '../model/units.ts';

export interface TimeLimit {
  /** @param until - first instant at which it is over; replaces the one before. */
  set(until: UtcMillis): void;
  clear(): void;
  isOver(): boolean;
}

/**
 * By clock and by timer: the timer alone could be late, on a machine that slept; the clock alone could stand still.
 * @param now - the clock that never runs backwards.
 * @param ended - told by the timer.
 */
export function createTimeLimit(now: () => UtcMillis, ended: () => void): TimeLimit {
  let end: UtcMillis | null = null;
  let timer: NodeJS.Timeout | null = null;
  const clear = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    end = null;
  };
  return {
    clear,
    isOver: () => end !== null && now() >= end,
    set(until) {
      clear();
      end = until;
      timer = setTimeout(ended, Math.max(0, until - now()));
      timer.unref();
    },
  };
}
