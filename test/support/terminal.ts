import { join } from 'node:path';
import type { EventName, EventPayload, TravellerKind, VerdictView } from '../../core/contract.ts';
import { openEngine } from '../../core/engine.ts';
import type { Engine, EngineParts } from '../../core/engine-parts.ts';
import type { Clock } from '../../core/model/clock.ts';
import { systemClock } from '../../core/system-clock.ts';
import { type Client, createClient } from '../../core/wire.ts';
import { localPorts, type LocalPort } from '../../electron/local-port.ts';
import { type Drill, openDrill } from '../../tools/drill/drill.ts';
import { tempDir } from './temp-dir.ts';

/** A whole terminal in this process: drill, engine, and one window's end of the port. */
export interface Terminal {
  readonly drill: Drill;
  readonly engine: Engine;
  readonly client: Client;
  readonly dataDir: string;
  readonly logged: readonly string[];
  /** Another window. */
  readonly window: () => { readonly client: Client; readonly port: LocalPort; readonly leave: () => void };
  /** The next event of a channel. */
  readonly next: <Name extends EventName>(channel: Name) => Promise<EventPayload<Name>>;
  /** Presents a traveller and waits for the verdict. */
  readonly present: (kind: TravellerKind) => Promise<VerdictView>;
  stop(): Promise<void>;
}

/** Whence a terminal of a test has its issuer's keys, so that a test can sign with them. */
export const KEYS_SEED = 'a terminal of a test';

/** @param change - settings and parts of the engine that the test wants otherwise. */
export async function openTerminal(change: (parts: EngineParts) => EngineParts = (parts) => parts, gateway: 'up' | 'down' = 'up', clock: Clock = systemClock, signedTrust = false): Promise<Terminal> {
  const dataDir = join(tempDir(), 'terminal');
  const logged: string[] = [];
  const drill = await openDrill({
    dataDir,
    language: 'en',
    // The same travellers each time.
    seed: KEYS_SEED,
    keysSeed: KEYS_SEED,
    state: { auto: false, gateway, scanner: 'plugged' },
    // Longer than a busy machine takes from one sight of a code to the next.
    rereadSeconds: 30,
    signedTrust,
    clock,
    log: (event, fields) => void logged.push(JSON.stringify({ event, ...fields })),
  });
  const engine = await openEngine(change(drill.parts));
  const ports: LocalPort[] = [];
  const window: Terminal['window'] = () => {
    const [mine, theirs] = localPorts();
    ports.push(mine);
    return { client: createClient(mine), port: mine, leave: engine.attach(theirs) };
  };
  const { client } = window();
  const next: Terminal['next'] = (channel) =>
    new Promise((resolve) => {
      const leave = client.on(channel, (payload) => {
        leave();
        resolve(payload);
      });
    });
  return {
    drill,
    engine,
    client,
    dataDir,
    logged,
    window,
    next,
    present(kind) {
      const verdict = next('verdict:shown');
      drill.present(kind);
      return verdict;
    },
    async stop() {
      for (const port of ports) port.close();
      await engine.stop();
      await drill.stop();
    },
  };
}
