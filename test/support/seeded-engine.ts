/** The engine process of a drill whose issuer's keys come from a seed, so that a test can sign codes for it. Arguments: data directory, seed of the keys. */
import { openEngine } from '../../core/engine.ts';
import { systemClock } from '../../core/system-clock.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';
import { openDrill } from '../../tools/drill/drill.ts';

runEngineProcess(async ([dataDir = '', keysSeed = '']) => {
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed: 'seeded',
    keysSeed,
    state: { auto: false, gateway: 'up', scanner: 'plugged' },
    // Longer than a busy machine takes from one sight of a code to the next.
    rereadSeconds: 30,
    clock: systemClock,
    log: (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`),
  });
  const engine = await openEngine(drill.parts);
  return {
    attach: (port) => engine.attach(port),
    async stop() {
      await engine.stop();
      await drill.stop();
    },
  };
});
