/**
 * A drill that scans, converts, uploads and writes its audit, for faults to strike. Every promise is written to standard output the moment it is made, in one
 * write a line: `shown SCAN_ID`, `confirmed RECORD_ID`, `audited`.
 */
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { openDrillTerminal } from '../../support/drill-terminal.ts';
import { beCareless } from './careless.ts';
import type { Load } from './load.ts';
import { serve } from './serve.ts';

const { dataDir, gateway, seed, travellers, ending, careless } = JSON.parse(process.argv[2] ?? '') as Load;
const say = (line: string): void => void writeSync(1, `${line}\n`);
if (careless !== undefined) beCareless(careless);

const { drill, client, stop } = await openDrillTerminal(dataDir, seed, gateway);
flushCompileCache();
say('ready');
for (let traveller = 0; traveller < (travellers ?? Number.POSITIVE_INFINITY); traveller++) {
  const said = await serve(drill, client, say);
  if (said !== 'confirmed') throw new Error(`the desk came to ${said}`);
}
if (ending === 'killed') process.kill(process.pid, 'SIGKILL');
await stop();
