import { useCallback, useEffect, useRef, useState } from 'react';
import type { DrillState, Status, Welcome } from '../core/contract.ts';
import { useBridge, useEngineEvent } from './ui/bridge-context.ts';
import { engineTime } from './ui/engine-time.ts';
import type { Fault } from './ui/notices.ts';

export interface Terminal {
  /** Null until the engine has spoken. */
  readonly welcome: Welcome | null;
  readonly status: Status | null;
  readonly engine: 'up' | 'down';
  readonly faults: readonly Fault[];
  readonly drill: DrillState | null;
  readonly setDrill: (change: Partial<DrillState>) => void;
}

/** Faults kept for the notice line. */
const MAX_FAULTS = 3;
/** Incident id of what the window saw by itself, as in core/wire.ts. */
const WINDOW_INCIDENT = 'W';

/**
 * What the window knows of its terminal, kept current.
 * @param onReturn - called when the engine is back after a restart.
 */
export function useTerminal(onReturn: () => void): Terminal {
  const bridge = useBridge();
  const [welcome, setWelcome] = useState<Welcome | null>(null);
  const [status, setStatus] = useState<Status | null>(null);
  const [engine, setEngine] = useState<'up' | 'down'>('up');
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [drill, setDrill] = useState<DrillState | null>(null);

  const wasDown = useRef(false);
  const addFault = useCallback(
    (fault: Omit<Fault, 'at'>) => setFaults((old) => [{ ...fault, at: engineTime.now() }, ...old.filter(({ code }) => code !== fault.code)].slice(0, MAX_FAULTS)),
    [],
  );

  const takeStatus = useCallback((said: Status) => {
    engineTime.tell(said.at);
    setStatus(said);
  }, []);
  const greet = useCallback(() => {
    const greeted = bridge.call('app:welcome', {}).then((said) => {
      setWelcome(said);
      return said.mode === 'drill' ? bridge.call('drill:state', {}).then(({ state }) => setDrill(state)) : undefined;
    });
    const told = bridge.call('app:status', {}).then(takeStatus);
    // A failed call means that the engine is going: its successor is greeted again.
    Promise.all([greeted, told]).catch(() => setEngine('down'));
  }, [bridge, takeStatus]);
  useEffect(greet, [greet]);
  useEffect(
    () =>
      bridge.onEngine((state) => {
        setEngine(state);
        if (state === 'down') wasDown.current = true;
        else if (wasDown.current) {
          wasDown.current = false;
          addFault({ code: 'engine-restarted', incidentId: WINDOW_INCIDENT });
        }
        if (state !== 'up') return;
        greet();
        onReturn();
      }),
    [bridge, greet, onReturn, addFault],
  );
  useEngineEvent('status:changed', takeStatus);
  useEngineEvent('drill:changed', setDrill);
  useEngineEvent('fault:raised', addFault);
  // A record was kept again: the warning has done its work.
  const recover = (): void => setFaults((old) => (old.length === 0 ? old : old.filter(({ code }) => code !== 'record-not-kept' && code !== 'conversion-not-kept')));
  useEngineEvent('verdict:shown', recover);
  useEngineEvent('conversion:changed', recover);

  const changeDrill = useCallback(
    (change: Partial<DrillState>) => {
      bridge.call('drill:set', change).then(
        ({ state }) => setDrill(state),
        () => setEngine('down'),
      );
    },
    [bridge],
  );
  return { welcome, status, engine, faults, drill, setDrill: changeDrill };
}
