import { useEffect, useState } from 'react';
import type { Overview } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { type Range, spanOf } from './ranges.ts';

/** Figures change every few seconds, not under the eye. */
const EVERY_MS = 5_000;

/** The overview of a range, kept current; the last figures stay while the engine is away. */
export function useOverview(range: Range): { readonly data: Overview | null; readonly failed: boolean } {
  const bridge = useBridge();
  const [data, setData] = useState<Overview | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let current = true;
    const read = (): void => {
      bridge.call('overview:read', spanOf(range, Date.now())).then(
        (overview) => {
          if (!current) return;
          setData(overview);
          setFailed(false);
        },
        () => {
          if (current) setFailed(true);
        },
      );
    };
    read();
    const timer = setInterval(read, EVERY_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [bridge, range]);
  return { data, failed };
}
