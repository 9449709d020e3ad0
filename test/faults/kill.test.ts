import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DATABASE_FILE, openEngine } from '../../core/engine.ts';
import { openStore } from '../../core/store/open-store.ts';
import { systemClock } from '../../core/system-clock.ts';
import { openDrill } from '../../tools/drill/drill.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const CHILD = fileURLToPath(new URL('../support/crash-child.ts', import.meta.url));
const ROUNDS = Number(process.env.PORTAS_KILL_ROUNDS ?? 50);

interface Promised {
  readonly shown: string[];
  readonly confirmed: string[];
}

/** Starts the child, kills it some milliseconds after its first promise, and returns what it had promised. */
async function runAndKill(dataDir: string, gateway: 'up' | 'down', seed: string, afterMs: number): Promise<Promised> {
  const child = spawn(process.execPath, [CHILD, dataDir, gateway, seed], { stdio: ['ignore', 'pipe', 'inherit'] });
  const promised: Promised = { shown: [], confirmed: [] };
  let armed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, id = ''] = line.split(' ');
    if (what === 'shown') promised.shown.push(id);
    if (what === 'confirmed') promised.confirmed.push(id);
    if (what !== 'ready' && !armed) {
      armed = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    }
  }
  return promised;
}

describe('kill -9 of the engine in the middle of a stream of scans', () => {
  it(`loses nothing that was shown or confirmed, ${ROUNDS} times over`, async () => {
    const dataDir = join(tempDir(), 'terminal');
    const random = createRandom('kill');
    const promised: Promised = { shown: [], confirmed: [] };
    for (let round = 0; round < ROUNDS; round++) {
      // The gateway is away in half of the rounds, so that rows also die waiting, leased and half settled.
      const { shown, confirmed } = await runAndKill(dataDir, random.oneIn(2) ? 'down' : 'up', `round ${round}`, random.below(400));
      promised.shown.push(...shown);
      promised.confirmed.push(...confirmed);
    }

    const store = openStore(join(dataDir, DATABASE_FILE));
    expect(promised.shown.filter((scanId) => !store.journal.hasScan(scanId))).toEqual([]);
    expect(promised.confirmed.filter((recordId) => store.outbox.stateOf(recordId) === null)).toEqual([]);
    store.close();
    expect(promised.shown.length).toBeGreaterThan(ROUNDS);
    expect(promised.confirmed.length).toBeGreaterThan(0);

    // And a later start delivers every confirmed record, once.
    const drill = await openDrill({
      dataDir,
      language: 'en',
      seed: 'after',
      state: { auto: false, gateway: 'up', scanner: 'plugged' },
      rereadSeconds: 0.5,
      clock: systemClock,
      log: () => undefined,
    });
    const engine = await openEngine(drill.parts);
    await until(() => promised.confirmed.every((recordId) => drill.gateway.records.find(recordId) !== null));
    await engine.stop();
    const after = openStore(join(dataDir, DATABASE_FILE));
    await drill.stop();
    expect(promised.confirmed.filter((recordId) => after.outbox.stateOf(recordId) !== 'delivered')).toEqual([]);
    expect(after.outbox.counts()).toMatchObject({ pending: 0, leased: 0, dead: 0 });
    after.close();
    process.stdout.write(`kill -9: ${ROUNDS} rounds, ${promised.shown.length} verdicts shown, ${promised.confirmed.length} conversions confirmed, 0 missing\n`);
  });

  it('would notice a promise that was not kept', async () => {
    const dataDir = join(tempDir(), 'terminal');
    const { shown } = await runAndKill(dataDir, 'down', 'control', 50);
    const store = openStore(join(dataDir, DATABASE_FILE));
    // A verdict announced before its row was written would look like this one.
    const early = '00000000-0000-4000-8000-000000000000';
    expect([...shown, early].filter((scanId) => !store.journal.hasScan(scanId))).toEqual([early]);
    store.close();
  });
});
