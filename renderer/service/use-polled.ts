import { useCallback, useEffect, useState } from 'react';
import type { Bridge } from '../bridge.ts';
import { useBridge } from '../ui/bridge-context.ts';

export interface Polled<T> {
  /** The last good answer; null before the first. */
  readonly value: T | null;
  readonly failed: boolean;
  readonly reload: () => void;
}

/**
 * Reads something now and every `everyMs`; the last answer stays while the engine is away.
 * @param read - the same function at every call, or the reading starts anew.
 */
export function usePolled<T>(read: (bridge: Bridge) => Promise<T>, everyMs: number): Polled<T> {
  const bridge = useBridge();
  const [value, setValue] = useState<T | null>(null);
  const [failed, setFailed] = useState(false);
  const reload = useCallback(() => {
    read(bridge).then(
      (answer) => {
        setValue(() => answer);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, [bridge, read]);
  useEffect(() => {
    reload();
    const timer = setInterval(reload, everyMs);
    return () => clearInterval(timer);
  }, [reload, everyMs]);
  return { value, failed, reload };
}
