/**
 * A terminal whose disk fails on command. Each message from the parent is a strike: which call fails, and whether all after it do too; meanwhile a traveller
 * is scanned, converted and uploaded. Promises go to standard output the moment they are made.
 */
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { throwApart } from '../../../core/model/throw-apart.ts';
import { openDrillTerminal } from '../../support/drill-terminal.ts';
import { beCareless } from '../load/careless.ts';
import type { Load } from '../load/load.ts';
import { serve } from '../load/serve.ts';
import { openInjector } from '../shim/shim.ts';
import type { Report, Strike } from './io.ts';

const UPLOAD_LIMIT_MS = 8_000;
/** Longer than the engine bears a store that it cannot read. */
const RECOVERY_LIMIT_MS = 30_000;
/** While everything fails, the clock ticks too: the status is read again within this time. */
const TICK_MS = 350;

const { load, control } = JSON.parse(process.argv[2] ?? '') as { load: Load; control: string };
const say = (line: string): void => void writeSync(1, `${line}\n`);
if (load.careless !== undefined) beCareless(load.careless);
const injector = openInjector(control, false);

const { drill, client, stop } = await openDrillTerminal(load.dataDir, load.seed);

const waiting = async (): Promise<number> => (await client.call('app:status', {}).catch(() => null))?.queue.waiting ?? 1;

async function strike({ at, persistent }: Strike): Promise<Report> {
  injector.arm(at, persistent);
  const said = await serve(drill, client, say);
  // The road goes on to the gateway, unless the fault has struck before.
  for (const end = performance.now() + UPLOAD_LIMIT_MS; injector.failed() === 0 && (await waiting()) > 0 && performance.now() < end; ) await pause(5);
  if (persistent && injector.failed() > 0) await pause(TICK_MS);
  const { calls, failed } = injector.disarm();
  await client.call('desk:clear', {}).catch(() => null);
  // The fault is over: the next traveller must find a sound desk.
  // A read that failed can leave SQLite refusing every later one. Then the engine ends after some seconds, and whoever keeps it running opens the store anew.
  let [next, refused] = [await serve(drill, client, say), 0];
  for (const end = performance.now() + RECOVERY_LIMIT_MS; next !== 'confirmed' && performance.now() < end; refused++) {
    await pause(TICK_MS);
    next = await serve(drill, client, say);
  }
  await client.call('desk:clear', {}).catch(() => null);
  return { at, persistent, calls, failed, said, next, refused };
}

process.on('message', (message: Strike | 'stop') => {
  const done = message === 'stop' ? stop().then(() => process.disconnect()) : strike(message).then((report) => process.send?.(report));
  done.catch(throwApart);
});
process.send?.('ready');
