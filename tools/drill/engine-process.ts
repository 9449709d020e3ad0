/** The engine process of a drill. Started by a shell in place of the production one. */
import { openEngine } from '../../core/engine.ts';
import { systemClock } from '../../core/system-clock.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';
import { openDrill } from './drill.ts';
import { readDrillArguments } from './options.ts';

runEngineProcess(async (args) => {
  const { dataDir, language, gateway, auto, seed } = readDrillArguments(args);
  const drill = await openDrill({
    dataDir,
    language,
    seed,
    state: { auto, gateway, scanner: 'plugged' },
    rereadSeconds: 3,
    signedTrust: true,
    clock: systemClock,
    log: (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`),
  });
  try {
    const engine = await openEngine({ ...drill.parts, endProcess: () => process.exit(1) });
    return {
      attach: (port) => engine.attach(port),
      async stop() {
        await engine.stop();
        await drill.stop();
      },
    };
  } catch (cause) {
    await drill.stop();
    throw cause;
  }
});
