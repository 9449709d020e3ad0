import { useCallback, useEffect, useState } from 'react';
import type { ContingencyState } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';

/** Whether a contingency is declared, kept current; null until the engine has said. */
export function useContingency(): ContingencyState | null {
  const bridge = useBridge();
  const [state, setState] = useState<ContingencyState | null>(null);
  const refresh = useCallback(() => {
    bridge.call('contingency:state', {}).then(setState, () => undefined);
  }, [bridge]);
  useEffect(refresh, [refresh]);
  useEffect(() => bridge.onEngine((engine) => (engine === 'up' ? refresh() : undefined)), [bridge, refresh]);
  useEngineEvent('contingency:changed', setState);
  return state;
}
