/**
 * An outage of days with scanning at desk rate, in simulated time, and the drain after it: everything arrives, and a traveller who stands at the desk during
 * the drain does not wait behind the backlog. The store, the sealing, the uploader and the gateway (a process of its own, over loopback) are the real ones.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate, setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseSealingKey, sealRecord } from '../../../core/convert/seal.ts';
import { DATABASE_FILE } from '../../../core/engine.ts';
import type { Clock } from '../../../core/model/clock.ts';
import { HOUR_MS, monotonicMs, utcMillis } from '../../../core/model/units.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { AT_DESK_MS } from '../../../core/store/outbox.ts';
import { openDataDir } from '../../../core/terminal/data-dir.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { createGatewayClient } from '../../../core/uplink/gateway-client.ts';
import { createUploader } from '../../../core/uplink/uploader.ts';
import { openKeys, publicSealingKey } from '../../../tools/gateway/keys.ts';
import { openLine } from '../../support/line-faults.ts';
import { keepConversion } from '../../support/records.ts';
import { until } from '../../support/until.ts';
import { makeRecord } from '../../unit/gateway/fixture.ts';
import type { FaultOptions, FaultResult } from '../fault.ts';
import { compare } from '../uplink/compare.ts';
import type { GatewaySettings } from './child.ts';

export const name = 'outage';
export const title = 'an outage of hours with scanning at desk rate, in simulated time: all is delivered after it, travellers at the desk first (a round is an hour)';
export const rounds = 72;

const CHILD = fileURLToPath(new URL('child.ts', import.meta.url));
const TERMINAL_ID = 'M-BG-07';
/** Six hundred travellers an hour: what a busy desk does. */
const EVERY_MS = 6_000;
/** While the backlog drains, conversions come far faster than at any desk, so that many meet it. */
const DRAIN_EVERY_MS = 100;
const AFTERWARDS = 50;
const MOST_DRAIN_MS = 20 * 60_000;
const CONTROL_HOURS = 0.5;

/** The machine's clock, and ahead of it by as much as was skipped. */
interface SimulatedClock extends Clock {
  skip(ms: number): void;
  aheadMs(): number;
}
function createSimulatedClock(): SimulatedClock {
  let ahead = 0;
  return {
    now: () => utcMillis(Date.now() + ahead),
    monotonic: () => monotonicMs(performance.now() + ahead),
    skip: (ms) => (ahead += ms),
    aheadMs: () => ahead,
  };
}

export const run = (options: FaultOptions): Promise<FaultResult> => storm(options, true);

/** Records that do not look young, as if the oldest went first whoever stands at the desk. */
export const control = (options: FaultOptions): Promise<FaultResult> => storm({ ...options, rounds: CONTROL_HOURS }, false);

async function storm({ rounds: hours, seed, say }: FaultOptions, young: boolean): Promise<FaultResult> {
  const folder = mkdtempSync(join(tmpdir(), 'portas-outage-'));
  const [dataDir, gatewayDir] = [join(folder, 'terminal'), join(folder, 'gateway')];
  const clock = createSimulatedClock();
  const line = await openLine({ seed, badShare: 0, withinBytes: 1, lifeBytes: Number.MAX_SAFE_INTEGER });
  const url = `http://127.0.0.1:${line.port}`;
  openDataDir(dataDir);
  const keys = openTerminalKeys(dataDir);
  const sealingKey = parseSealingKey(publicSealingKey(openKeys(gatewayDir)));
  const store: Store = openStore(join(dataDir, DATABASE_FILE));
  const client = createGatewayClient({ url, terminalId: TERMINAL_ID, signer: keys, clock });
  const expected = new Map<string, string>();
  /** Converted during the drain, and in no batch yet. */
  const atDesk = new Set<string>();
  let [overtaken, batches] = [0, 0];
  const uploader = createUploader({
    outbox: store.outbox,
    client: {
      probe: () => client.probe(),
      declareBatch(records) {
        batches += 1;
        // Called in the same turn as the lease: whoever was at the desk by then has to be in it.
        const leased = new Set(records.map(({ recordId }) => recordId));
        overtaken += [...atDesk].filter((recordId) => !leased.has(recordId)).length;
        for (const recordId of leased) atDesk.delete(recordId);
        return client.declareBatch(records);
      },
    },
    clock,
    onReceipt: () => undefined,
    onChange: () => undefined,
  });
  let gateway: ChildProcess | null = null;

  const convert = (): string => {
    const at = utcMillis(clock.now() - (young ? 0 : AT_DESK_MS + 1_000));
    const sealed = sealRecord(makeRecord({ terminalId: TERMINAL_ID }), sealingKey, at);
    keepConversion(store, sealed);
    expected.set(sealed.recordId, sealed.bodySha256);
    uploader.wake();
    return sealed.recordId;
  };
  /** How long a scan and its conversion took to be on disk, from when the traveller was there: the event loop's own delay is part of it. */
  const timeConversion = async (): Promise<number> => {
    const due = performance.now() + DRAIN_EVERY_MS;
    await pause(DRAIN_EVERY_MS);
    atDesk.add(convert());
    return performance.now() - due;
  };

  try {
    uploader.start();
    // No gateway: the desk goes on for hours.
    for (let n = 0; n < (hours * HOUR_MS) / EVERY_MS; n++) {
      clock.skip(EVERY_MS);
      convert();
      if (n % 50 === 0) await setImmediate();
      if (n % 6_000 === 0) say(`${n / 600} hours, ${expected.size} conversions`);
    }
    const backlog = store.outbox.counts();
    const waited = clock.now() - (store.outbox.oldestWaitingAt() ?? 0);

    const settings: GatewaySettings = { dataDir: gatewayDir, terminalId: TERMINAL_ID, publicKeyPem: keys.publicKeyPem, publicUrl: url, aheadMs: clock.aheadMs() };
    gateway = spawn(process.execPath, [CHILD, JSON.stringify(settings)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const [port] = (await once(createInterface({ input: gateway.stdout ?? process.stdin }), 'line')) as [string];
    line.target(Number(port));
    await until(() => store.outbox.counts().delivered > 0, MOST_DRAIN_MS);
    say(`the gateway is back, ${backlog.pending + backlog.leased} records wait`);

    const begun = performance.now();
    const during: number[] = [];
    const waiting = (): number => store.outbox.counts().pending + store.outbox.counts().leased;
    while (waiting() > 100 && performance.now() - begun < MOST_DRAIN_MS) during.push(await timeConversion());
    const drainSeconds = (performance.now() - begun) / 1_000;
    const drained = store.outbox.counts().delivered;
    const drainBatches = batches;
    const quiet: number[] = [];
    for (let n = 0; n < AFTERWARDS; n++) quiet.push(await timeConversion());
    await until(() => waiting() === 0, MOST_DRAIN_MS);
    await uploader.stop();

    const { dead } = store.outbox.counts();
    gateway.stdin?.end();
    await once(gateway, 'exit');
    gateway = null;
    const { missing, wrong, doubled } = compare(gatewayDir, expected);
    const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
    return {
      figures: {
        hours,
        backlog: backlog.pending + backlog.leased,
        'oldest waited h': (waited / HOUR_MS).toFixed(1),
        'drained/s': Math.round(drained / drainSeconds),
        'conversions during the drain': during.length,
        'batches during the drain': drainBatches,
        'commit during / after, median ms': `${median(during).toFixed(1)} / ${median(quiet).toFixed(1)}`,
        'behind the backlog': overtaken,
        missing: missing.length,
        wrong: wrong.length,
        doubled: doubled.length,
      },
      broken: [
        ...(during.length > 0 ? [] : ['nobody was converted during the drain: this run has shown nothing of it']),
        ...(overtaken === 0 ? [] : [`${overtaken} times a traveller at the desk was not in the next batch`]),
        ...(dead === 0 ? [] : [`${dead} records were given up`]),
        ...missing.map((recordId) => `${recordId}: missing at the gateway`),
        ...wrong.map((recordId) => `${recordId}: other bytes at the gateway`),
        ...doubled.map((recordId) => `${recordId}: more than once at the gateway`),
      ],
    };
  } finally {
    gateway?.kill();
    await uploader.stop();
    await client.close();
    store.close();
    await line.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
