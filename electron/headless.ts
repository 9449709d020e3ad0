/**
 * A production terminal without a window: one line a traveller and a summary at the end, on interrupt or after a number
 * of travellers. It judges and records, and delivers what waits; it converts nobody, since nobody can be asked for consent.
 */
import { parseArgs } from 'node:util';
import { PortasFault } from '../core/model/fault.ts';
import { openProductionEngine } from '../core/production.ts';
import { createClient } from '../core/wire.ts';
import { formatOf, summaryLines, travellerLine } from './headless-report.ts';
import { localPorts } from './local-port.ts';
import { onUncaught, outliveLog } from './uncaught.ts';

const out = (line: string): void => void process.stdout.write(`${line}\n`);

/** Time for the batch in flight and the database to end after a fault that nobody caught. */
const STOP_LIMIT_MS = 8_000;

/** @returns the exit code. */
async function run(): Promise<number> {
  const { values } = parseArgs({ options: { config: { type: 'string' }, travellers: { type: 'string' } } });
  const { config } = values;
  if (config === undefined) {
    process.stderr.write('--config FILE is needed: a production terminal has settings\n');
    return 2;
  }
  const limit = values.travellers === undefined ? Number.POSITIVE_INFINITY : Number(values.travellers);
  outliveLog();
  const engine = await openProductionEngine(config, (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`));
  onUncaught((line) => {
    process.stderr.write(`${line}\n`);
    const end = (): void => process.exit(1);
    setTimeout(end, STOP_LIMIT_MS);
    engine.stop().then(end, end);
  });
  const [mine, theirs] = localPorts();
  const client = createClient(mine);
  const leave = engine.attach(theirs);
  if ((await client.call('staff:session', {})).state !== 'open') {
    process.stderr.write(`${config}: staff.signIn: expected none: without a window nobody can sign in\n`);
    leave();
    await engine.stop();
    mine.close();
    return 2;
  }
  const counts = { pass: 0, refer: 0, refuse: 0 };
  const formats = new Map<string, number>();
  let lost = 0;
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
    client.on('verdict:shown', (verdict) => {
      out(travellerLine(verdict));
      counts[verdict.outcome] += 1;
      formats.set(formatOf(verdict), (formats.get(formatOf(verdict)) ?? 0) + 1);
      if (counts.pass + counts.refer + counts.refuse >= limit) resolve();
    });
    client.on('fault:raised', ({ code }) => {
      if (code === 'record-not-kept') lost += 1;
    });
  });
  const { queue } = await client.call('app:status', {});
  mine.close();
  for (const line of summaryLines({ ...counts, converted: 0, delivered: queue.delivered, waiting: queue.waiting, dead: queue.dead, lost, formats })) out(line);
  await engine.stop();
  return lost === 0 ? 0 : 1;
}

try {
  process.exitCode = await run();
} catch (cause) {
  if (!(cause instanceof PortasFault)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = 1;
}
