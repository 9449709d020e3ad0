import { openEngine } from '../../core/engine.ts';
import { systemClock } from '../../core/system-clock.ts';
import { type Client, createClient } from '../../core/wire.ts';
import { localPorts } from '../../electron/local-port.ts';
import { type Drill, openDrill } from '../../tools/drill/drill.ts';

/** A drill in a folder of the caller's, with its engine and one window's end of the port. */
export interface DrillTerminal {
  readonly drill: Drill;
  readonly client: Client;
  readonly stop: () => Promise<void>;
}

/** Opens one that presents nobody by itself. */
export async function openDrillTerminal(dataDir: string, seed: string, gateway: 'up' | 'down' = 'up'): Promise<DrillTerminal> {
  const drill = await openDrill({ dataDir, language: 'en', seed, state: { auto: false, gateway, scanner: 'plugged' }, rereadSeconds: 0.5, clock: systemClock, log: () => undefined });
  const engine = await openEngine(drill.parts);
  const [mine, theirs] = localPorts();
  engine.attach(theirs);
  return {
    drill,
    client: createClient(mine),
    async stop() {
      mine.close();
      await engine.stop();
      await drill.stop();
    },
  };
}
