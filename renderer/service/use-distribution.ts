import { useCallback, useEffect, useState } from 'react';
import type { TrustDistribution } from '../../core/contract.ts';
import { useBridge, useEngineEvent } from '../ui/bridge-context.ts';

export interface DistributionReading {
  /** Undefined until the engine has said; null where keys come from files. */
  readonly distribution: TrustDistribution | null | undefined;
  readonly failed: boolean;
}

/** Where the signed set comes from and how it stands, kept current. */
export function useDistribution(): DistributionReading {
  const bridge = useBridge();
  const [distribution, setDistribution] = useState<TrustDistribution | null | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const refresh = useCallback(() => {
    bridge.call('trust:state', {}).then(
      (reply) => {
        setDistribution(reply.distribution);
        setFailed(false);
      },
      () => setFailed(true),
    );
  }, [bridge]);
  useEffect(refresh, [refresh]);
  useEffect(() => bridge.onEngine((engine) => (engine === 'up' ? refresh() : undefined)), [bridge, refresh]);
  useEngineEvent('trust:changed', setDistribution);
  return { distribution, failed };
}
