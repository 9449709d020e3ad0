import { useCallback, useEffect, useRef, useState } from 'react';

/** Nobody reads one figure for longer without moving. */
const READING_MS = 15_000;

/** Whether somebody is reading a part of the page: pointer or keys moved in it a moment ago. */
export function useReading(): { readonly reading: boolean; readonly moved: () => void; readonly left: () => void } {
  const [reading, setReading] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const stop = useCallback((): void => {
    if (timer.current !== null) clearTimeout(timer.current);
    timer.current = null;
  }, []);
  useEffect(() => stop, [stop]);
  const left = useCallback((): void => {
    stop();
    setReading(false);
  }, [stop]);
  const moved = useCallback((): void => {
    stop();
    timer.current = setTimeout(() => setReading(false), READING_MS);
    setReading(true);
  }, [stop]);
  return { reading, moved, left };
}
