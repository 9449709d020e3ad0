/**
 * A drill that scans, converts, uploads and writes its audit without end, to be killed. Every promise is written to standard output the moment it is made, in
 * one write a line: `shown SCAN_ID`, `confirmed RECORD_ID`, `audited`.
 */
import { writeSync } from 'node:fs';
import { openEngine } from '../../../core/engine.ts';
import { systemClock } from '../../../core/system-clock.ts';
import { createClient } from '../../../core/wire.ts';
import { localPorts } from '../../../electron/local-port.ts';
import { openDrill } from '../../../tools/drill/drill.ts';
import { consentOf } from '../../../tools/drill/officer.ts';
import { commitLate } from './late-commit.ts';

const [dataDir = '', gateway = 'up', seed = '', commits = 'at-once'] = process.argv.slice(2);
const say = (line: string): void => void writeSync(1, `${line}\n`);
if (commits === 'late') commitLate();

const drill = await openDrill({
  dataDir,
  language: 'en',
  seed,
  state: { auto: false, gateway: gateway === 'down' ? 'down' : 'up', scanner: 'plugged' },
  rereadSeconds: 0.5,
  clock: systemClock,
  log: () => undefined,
});
const engine = await openEngine(drill.parts);
const [mine, theirs] = localPorts();
const client = createClient(mine);
engine.attach(theirs);
say('ready');
for (;;) {
  const verdict = await new Promise<Parameters<typeof consentOf>[0]>((resolve) => {
    const leave = client.on('verdict:shown', (shown) => {
      leave();
      resolve(shown);
    });
    drill.present('good');
  });
  say(`shown ${verdict.scanId}`);
  const consent = consentOf(verdict);
  if (consent === null) continue;
  const reply = await client.call('desk:convert', consent);
  if (reply.ok) say(`confirmed ${reply.recordId}`);
  // A line of the audit; and the outbox is written at the same time.
  await client.call('service:retry-now', {});
  say('audited');
}
