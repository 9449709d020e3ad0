/**
 * The engine process of the day that tests play through: the production engine on a drill's stage, with nobody signed in, on a clock that the test
 * moves. Wall time is the machine's plus what stands in a file, so that it goes on where it was when the process was killed; steady time is the
 * machine's own. What the world does to a terminal (a code before the scanner, a network that is gone) comes in over a local socket.
 * Arguments: data directory, control directory, seed of the keys.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { openEngine } from '../../core/engine.ts';
import type { DrillControl } from '../../core/engine-parts.ts';
import type { Clock } from '../../core/model/clock.ts';
import { utcMillis } from '../../core/model/units.ts';
import { systemClock } from '../../core/system-clock.ts';
import { runEngineProcess } from '../../electron/engine-port.ts';
import { type Drill, openDrill } from '../../tools/drill/drill.ts';
import { offsetFile, socketFile } from './day-control.ts';

function serveControl(present: Drill['presentText'], world: DrillControl | undefined, controlDir: string) {
  const act = async (request: IncomingMessage): Promise<boolean> => {
    const body = await text(request);
    if (request.url === '/present') return present(body);
    await world?.set({ gateway: body === 'down' ? 'down' : 'up' });
    return true;
  };
  const server = createServer((request, response) => {
    act(request).then(
      (done) => response.writeHead(done ? 204 : 409).end(),
      (cause: unknown) => response.writeHead(500).end(String(cause)),
    );
  });
  // Left behind by a process that was killed.
  rmSync(socketFile(controlDir), { force: true });
  server.listen(socketFile(controlDir));
  return server;
}

runEngineProcess(async ([dataDir = '', controlDir = '', keysSeed = '']) => {
  const clock: Clock = {
    now: () => utcMillis(Date.now() + Number(readFileSync(offsetFile(controlDir), 'utf8'))),
    monotonic: () => systemClock.monotonic(),
  };
  const drill = await openDrill({
    dataDir,
    language: 'en',
    seed: 'day',
    keysSeed,
    state: { auto: false, gateway: 'up', scanner: 'plugged' },
    rereadSeconds: 0.5,
    clock,
    log: (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`),
  });
  // A terminal in earnest has no drill's controls: the world around it is the test's.
  const { drill: world, ...parts } = drill.parts;
  const engine = await openEngine({
    ...parts,
    settings: { ...parts.settings, mode: 'production', perOfficer: true, staff: { signIn: 'required', lockAfterMinutes: 60, override: 'two-people' } },
  });
  const control = serveControl(drill.presentText, world, controlDir);
  return {
    attach: (port) => engine.attach(port),
    async stop() {
      control.close();
      await engine.stop();
      await drill.stop();
    },
  };
});
