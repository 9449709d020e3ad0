/**
 * The engine process of a terminal that ages under a test's hands: a drill whose clock and whose trust stand in a file that the test writes
 * (`AgeingState`). Arguments: data directory, that file.
 */
import { readFileSync } from 'node:fs';
import { openEngine } from '../../core/engine.ts';
import type { Clock } from '../../core/model/clock.ts';
import { DAY_MS, utcMillis } from '../../core/model/units.ts';
import { systemClock } from '../../core/system-clock.ts';
import { fileTrust, type TrustSource } from '../../core/trust/trust-source.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';
import { openDrill } from '../../tools/drill/drill.ts';
import type { AgeingState } from './ageing-terminal.ts';

runEngineProcess(async ([dataDir = '', stateFile = '']) => {
  const state = (): AgeingState => JSON.parse(readFileSync(stateFile, 'utf8')) as AgeingState;
  const clock: Clock = { now: () => utcMillis(Date.now() + state().offsetMs), monotonic: () => systemClock.monotonic() };
  const current = (): TrustSource => fileTrust(utcMillis(state().verifiedAt), DAY_MS);
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed: 'ageing',
    state: { auto: false, gateway: 'down', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock,
    log: () => undefined,
  });
  const engine = await openEngine({ ...drill.parts, trust: { trustAge: () => current().trustAge(), policy: () => current().policy() } });
  return {
    attach: (port) => engine.attach(port),
    async stop() {
      await engine.stop();
      await drill.stop();
    },
  };
});
