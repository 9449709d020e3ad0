import { createContext, use, useEffect, useEffectEvent } from 'react';
import type { EventName, EventPayload } from '../../core/contract.ts';
import type { Bridge } from '../bridge.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** The bridge of this window. */
export function useBridge(): Bridge {
  const bridge = use(BridgeContext);
  if (bridge === null) throw new Error('BridgeContext is not provided');
  return bridge;
}

/** Listens to an event of the engine while the component stands. */
export function useEngineEvent<Name extends EventName>(channel: Name, listener: (payload: EventPayload<Name>) => void): void {
  const bridge = useBridge();
  const handle = useEffectEvent((payload: EventPayload<Name>) => listener(payload));
  useEffect(() => bridge.on(channel, (payload) => handle(payload)), [bridge, channel]);
}
