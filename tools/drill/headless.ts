/**
 * A drill without a window: a line a traveller, then a summary. Every promise is checked against the disk afterwards:
 * a verdict that was shown and has no journal row, a conversion that was confirmed and has no outbox row, and a delivered
 * record that the gateway does not have are lost. Exits 0 only when nothing is.
 */
import { join } from 'node:path';
import type { TravellerKind, VerdictView } from '../../core/contract.ts';
import { DATABASE_FILE, openEngine, PortasFault } from '../../core/engine.ts';
import { openStore } from '../../core/store/open-store.ts';
import { systemClock } from '../../core/system-clock.ts';
import { type Client, createClient } from '../../core/wire.ts';
import { formatOf, summaryLines, travellerLine } from '../../electron/headless-report.ts';
import { localPorts } from '../../electron/local-port.ts';
import { type Drill, openDrill } from './drill.ts';
import { consentOf } from './officer.ts';
import { type DrillArguments, OptionError, readDrillArguments } from './options.ts';

/** A verdict that has not come by then is lost. */
const VERDICT_LIMIT_MS = 10_000;
/** Time for what waits to be delivered, while it still gets less. */
const DRAIN_LIMIT_MS = 20_000;
/** Between two travellers. */
const PAUSE_MS = 25;
const REREAD_SECONDS = 0.5;
const REPEAT_AFTER_MS = REREAD_SECONDS * 1_000 + 100;

const out = (line: string): void => void process.stdout.write(`${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Kept {
  readonly shown: string[];
  readonly confirmed: string[];
  unanswered: number;
}

/** @returns the exit code. */
async function run(args: DrillArguments): Promise<number> {
  const drill = await openDrill({
    dataDir: args.dataDir,
    language: args.language,
    seed: args.seed,
    state: { auto: false, gateway: args.gateway, scanner: 'plugged' },
    rereadSeconds: REREAD_SECONDS,
    repeatAfterMs: REPEAT_AFTER_MS,
    clock: systemClock,
    log: (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`),
  });
  const engine = await openEngine(drill.parts);
  const [mine, theirs] = localPorts();
  const client = createClient(mine);
  engine.attach(theirs);

  const counts = { pass: 0, refer: 0, refuse: 0 };
  const formats = new Map<string, number>();
  const kept: Kept = { shown: [], confirmed: [], unanswered: 0 };
  const stop = interrupted();
  for (let traveller = 0; traveller < (args.travellers ?? Number.POSITIVE_INFINITY) && !stop.asked; traveller++) {
    const kind = drill.nextKind();
    if (kind === 'repeated') await pause(REPEAT_AFTER_MS);
    const verdict = await presentOne(drill, client, kind);
    if (verdict === null) {
      kept.unanswered += 1;
      out('no verdict');
      continue;
    }
    counts[verdict.outcome] += 1;
    formats.set(formatOf(verdict), (formats.get(formatOf(verdict)) ?? 0) + 1);
    kept.shown.push(verdict.scanId);
    out(travellerLine(verdict));
    const consent = consentOf(verdict);
    const reply = consent === null ? null : await client.call('desk:convert', consent);
    if (reply?.ok === true) kept.confirmed.push(reply.recordId);
    else if (reply !== null) out(`conversion refused: ${JSON.stringify(reply)}`);
    await client.call('desk:clear', {});
    await pause(PAUSE_MS);
  }
  await drain(client);
  mine.close();
  await engine.stop();
  const summary = { ...counts, converted: kept.confirmed.length, ...audit(drill, args.dataDir, kept), formats };
  await drill.stop();
  for (const line of summaryLines(summary)) out(line);
  return summary.lost === 0 ? 0 : 1;
}

/** Presents one traveller and waits for the verdict; null when none comes. */
function presentOne(drill: Drill, client: Client, kind: TravellerKind): Promise<VerdictView | null> {
  return new Promise((resolve) => {
    const done = (verdict: VerdictView | null): void => {
      clearTimeout(limit);
      leave();
      resolve(verdict);
    };
    const limit = setTimeout(() => done(null), VERDICT_LIMIT_MS);
    const leave = client.on('verdict:shown', done);
    drill.present(kind);
  });
}

/** Waits until nothing waits, or until nothing more is delivered. */
async function drain(client: Client): Promise<void> {
  const limit = performance.now() + DRAIN_LIMIT_MS;
  let last = Number.POSITIVE_INFINITY;
  let stuckSince = performance.now();
  while (performance.now() < limit) {
    const { queue, network } = await client.call('app:status', {});
    if (queue.waiting === 0) return;
    if (queue.waiting < last) stuckSince = performance.now();
    last = queue.waiting;
    if (network.state === 'down' && performance.now() - stuckSince > 2_000) return;
    await pause(100);
  }
}

/** Holds what was promised against what is on disk and at the gateway. */
function audit(drill: Drill, dataDir: string, kept: Kept): { delivered: number; waiting: number; dead: number; lost: number } {
  const store = openStore(join(dataDir, DATABASE_FILE));
  const { pending, leased, delivered, dead } = store.outbox.counts();
  const unwritten = kept.shown.filter((scanId) => !store.journal.hasScan(scanId));
  const states = kept.confirmed.map((recordId) => ({ recordId, state: store.outbox.stateOf(recordId) }));
  const vanished = states.filter(({ recordId, state }) => state === null || (state === 'delivered' && drill.gateway.records.find(recordId) === null));
  store.close();
  return { delivered, waiting: pending + leased, dead, lost: kept.unanswered + unwritten.length + vanished.length };
}

function interrupted(): { readonly asked: boolean } {
  const state = { asked: false };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (state.asked = true));
  return state;
}

try {
  process.exitCode = await run(readDrillArguments(process.argv.slice(2)));
} catch (cause) {
  if (!(cause instanceof PortasFault || cause instanceof OptionError)) throw cause;
  process.stderr.write(`${cause.message}\n`);
  process.exitCode = cause instanceof OptionError ? 2 : 1;
}
