import { useEffect, useState } from 'react';
import { engineTime } from './engine-time.ts';

/** The engine's time in UTC milliseconds, read again every `intervalMs` and whenever it is set. */
export function useNow(intervalMs: number): number {
  const [now, setNow] = useState(() => engineTime.now());
  useEffect(() => {
    const read = (): void => setNow(engineTime.now());
    const timer = setInterval(read, intervalMs);
    const leave = engineTime.onSet(read);
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [intervalMs]);
  return now;
}
