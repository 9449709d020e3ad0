import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import type { SessionView } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';

/** The engine is told that somebody is here at most this often. */
const ACTIVE_EVERY_MS = 20_000;

/** Who is at the terminal; null until the engine has said. */
export function useSession(): { readonly session: SessionView | null; readonly refresh: () => void } {
  const bridge = useBridge();
  const [session, setSession] = useState<SessionView | null>(null);
  const refresh = useCallback(() => {
    bridge.call('staff:session', {}).then(setSession, () => undefined);
  }, [bridge]);
  useEffect(refresh, [refresh]);
  useEffect(() => bridge.onEngine((state) => (state === 'up' ? refresh() : undefined)), [bridge, refresh]);
  useEngineEvent('staff:changed', setSession);
  useActivity();
  return { session, refresh };
}

/** Tells the engine that a key or a pointer moved, so that it does not lock. */
function useActivity(): void {
  const bridge = useBridge();
  const tell = useEffectEvent(() => void bridge.call('staff:active', {}).catch(() => undefined));
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    const moved = (): void => {
      const now = performance.now();
      if (now - last < ACTIVE_EVERY_MS) return;
      last = now;
      tell();
    };
    for (const kind of ['keydown', 'pointerdown', 'pointermove'] as const) document.addEventListener(kind, moved, { passive: true });
    return () => {
      for (const kind of ['keydown', 'pointerdown', 'pointermove'] as const) document.removeEventListener(kind, moved);
    };
  }, []);
}
