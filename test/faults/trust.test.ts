import { spawn } from 'node:child_process';
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { TrustOutcome } from '../../core/model/trust-distribution.ts';
import { toFiles } from '../../tools/trust/repository-files.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { tempDir } from '../support/temp-dir.ts';
import { openTrustTerminal, stickOf } from '../support/trust-stick.ts';
import { firstState, nextState, pointerOf, TECHNICIAN } from '../support/trust-terminal.ts';

const CHILD = fileURLToPath(new URL('../support/trust-child.ts', import.meta.url));
const UPDATES = Number(process.env.PORTAS_TRUST_UPDATES ?? 200);
/** Where this process comes late to its kill, the other is done before, and it takes more updates until so many have struck. */
const LEAST_KILLS = UPDATES / 5;
const MOST_UPDATES = UPDATES * 10;
/** Sticks that a process is given at once. */
const AHEAD = 6;
/** Lines that it says for each, on the way. */
const LINES = 5;

describe('a stick that is not whole', () => {
  const FIRST = firstState();
  const SECOND = nextState(FIRST);
  /** The files that an update from the first state to the second reads, the timestamp last. */
  const READ = [...toFiles(SECOND)].filter(([path]) => !path.endsWith('1.root.json') && !path.endsWith('.b.json'));

  it('changes nothing, cut off at every byte of every file', async () => {
    const terminal = await openTrustTerminal();
    const { distribution, dataDir } = terminal;
    await distribution.importFolder(stickOf(FIRST), TECHNICIAN);
    const before = pointerOf(dataDir);
    const stick = stickOf(SECOND);
    const causes = new Map<string, number>();
    for (const [path, bytes] of READ) {
      const file = join(stick, path);
      // The line feed at its end is the one byte that a timestamp, named by no hash, can lose and still be what was signed.
      const end = path.endsWith('timestamp.json') ? bytes.length - 1 : bytes.length;
      for (let length = 0; length < end; length++) {
        truncateSync(file, length);
        const outcome = (await distribution.importFolder(stick, TECHNICIAN)) as TrustOutcome;
        expect(outcome.result, `${path} at ${length}`).toBe('refused');
        expect(terminal.inForce(), `${path} at ${length}`).toBe('1: first');
        expect(pointerOf(dataDir), `${path} at ${length}`).toBe(before);
        causes.set(outcome.cause ?? '', (causes.get(outcome.cause ?? '') ?? 0) + 1);
        writeFileSync(file, bytes);
      }
    }
    // No attempt has left anything to trip over.
    expect(await distribution.importFolder(stick, TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect([...causes.keys()].sort()).toEqual(['hash-mismatch', 'malformed-metadata']);
    process.stdout.write(`truncated stick: ${[...causes.values()].reduce((sum, count) => sum + count, 0)} cuts, ${JSON.stringify(Object.fromEntries(causes))}, set in force intact each time\n`);
    await terminal.close();
  });
});

describe('kill -9 in the middle of an update', () => {
  /** Lets a process import sticks one after the other and kills it when it has said so many lines. @returns the last version that it said was in force. */
  async function importAndKill(dataDir: string, sticks: readonly string[], afterLines: number): Promise<{ readonly said: number; readonly killed: boolean }> {
    const child = spawn(process.execPath, [CHILD, dataDir, ...sticks], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<boolean>((resolve) => child.once('close', (_, signal) => resolve(signal === 'SIGKILL')));
    let lines = 0;
    let said = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.startsWith('installed ')) said = Number(line.slice('installed '.length));
      if (lines++ === afterLines) child.kill('SIGKILL');
    }
    return { said, killed: await ended };
  }

  it(`leaves the set before or the new one, whole, over ${UPDATES} updates and more`, async () => {
    const dataDir = tempDir();
    const random = createRandom('trust kill');
    /** The state of timestamp version n stands at n - 1. */
    const states = [firstState()];
    const first = await openTrustTerminal({ dataDir });
    await first.distribution.importFolder(stickOf(firstState()), TECHNICIAN);
    await first.close();
    const seen = { kills: 0, ahead: 0, behind: 0 };
    let inForce = 1;
    while (inForce < UPDATES || (seen.kills < LEAST_KILLS && inForce < MOST_UPDATES)) {
      while (states.length < inForce + AHEAD) states.push(nextState(states.at(-1) ?? firstState()));
      const sticks = states.slice(inForce, inForce + AHEAD).map((state) => stickOf(state));
      const { said, killed } = await importAndKill(dataDir, sticks, random.below(AHEAD * LINES));
      const terminal = await openTrustTerminal({ dataDir });
      const version = terminal.distribution.inForce()?.versions.timestamp ?? 0;
      // What was said to be in force is; at most the swap of the next one was done and not yet said.
      expect(version, `after ${said}`).toBeGreaterThanOrEqual(Math.max(said, inForce));
      expect(terminal.inForce()).toBe(`${version}: ${version === 1 ? 'first' : `version ${version}`}`);
      expect(terminal.faults).toEqual([]);
      expect(terminal.store.trust.marks()?.versions.timestamp).toBe(version);
      // What the dead update was making is gone, at the latest after this start.
      expect(existsSync(join(dataDir, 'trust/staging'))).toBe(false);
      if (killed) {
        seen.kills += 1;
        seen[version > Math.max(said, inForce) ? 'ahead' : 'behind'] += 1;
      }
      inForce = version;
      await terminal.close();
    }
    const last = await openTrustTerminal({ dataDir });
    expect(await last.distribution.importFolder(stickOf(nextState(states.at(-1) ?? firstState())), TECHNICIAN)).toMatchObject({ result: 'installed' });
    expect(readdirSync(join(dataDir, 'trust/sets')).length).toBeLessThanOrEqual(2);
    await last.close();
    // The test has teeth: kills have struck.
    expect(seen.kills).toBeGreaterThanOrEqual(LEAST_KILLS);
    process.stdout.write(`kill -9: ${inForce} updates, ${seen.kills} kills (${seen.behind} before a swap or after its word, ${seen.ahead} between swap and word), 0 sets damaged, 0 lost\n`);
  }, 600_000);
});
