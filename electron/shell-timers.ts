/** Time as the shells see it, so that tests can hold it. Layer: electron. */

export interface ShellTimers {
  /** Steady milliseconds. */
  now(): number;
  /** Calls back after `ms`; returns the function that forgets it. */
  after(ms: number, callback: () => void): () => void;
}

export const systemTimers: ShellTimers = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
