import { useCallback, useEffect, useState } from 'react';
import type { Overview } from '../../core/contract.ts';
import { useBridge } from '../ui/bridge-context.ts';
import { engineTime } from '../ui/engine-time.ts';
import { type Range, type Span, spanOf } from './ranges.ts';

/** Figures change every few seconds, not under the eye. */
const EVERY_MS = 5_000;

/** A range that is chosen: a preset that ends now, or two fixed times. */
export type Choice = { readonly range: Exclude<Range, 'custom'> } | { readonly range: 'custom'; readonly span: Span };

export const spanOfChoice = (choice: Choice): Span => (choice.range === 'custom' ? choice.span : spanOf(choice.range, engineTime.now()));

/**
 * The overview of a range, kept current; the last figures stay while the engine is away.
 * @param held - whether they stand still for a moment, since somebody reads them.
 */
export function useOverview(choice: Choice, held: boolean): { readonly data: Overview | null; readonly failed: boolean } {
  const bridge = useBridge();
  const [data, setData] = useState<Overview | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback((): (() => void) => {
    let current = true;
    bridge.call('overview:read', spanOfChoice(choice)).then(
      (overview) => {
        if (!current) return;
        setData(overview);
        setFailed(false);
      },
      () => {
        if (current) setFailed(true);
      },
    );
    return () => (current = false);
  }, [bridge, choice]);
  // At once for another range, held or not.
  useEffect(() => read(), [read]);
  useEffect(() => {
    if (held) return;
    let drop: () => void = () => undefined;
    const timer = setInterval(() => (drop = read()), EVERY_MS);
    return () => {
      clearInterval(timer);
      drop();
    };
  }, [read, held]);
  return { data, failed };
}
