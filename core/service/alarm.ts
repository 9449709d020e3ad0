import type { DurationMs } from '../model/units.ts';

/** A timer that goes off once, unless it is started again before. */
export interface Alarm {
  restart(): void;
  stop(): void;
}

export function createAlarm(after: DurationMs, goOff: () => void): Alarm {
  let timer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    stop,
    restart() {
      stop();
      timer = setTimeout(goOff, after);
      // Forgetting must not keep a process alive that wants to end: ending forgets too.
      timer.unref();
    },
  };
}
