import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { SessionView, StaffReply } from '../../core/contract.ts';
import { DATABASE_FILE } from '../../core/engine.ts';
import type { Role } from '../../core/model/staff.ts';
import { DAY_MS, MINUTE_MS } from '../../core/model/units.ts';
import { BLOCKED_AFTER, waitAfter } from '../../core/staff/pin-tries.ts';
import { createRandom } from '../../tools/issuer/random.ts';
import { tempDir } from '../support/temp-dir.ts';
import { rawDatabase } from '../support/raw-database.ts';

const CHILD = fileURLToPath(new URL('../support/pin-child.ts', import.meta.url));
const BEGIN = Date.parse('2021-09-01T08:00:00+08:00');
const [RIGHT, WRONG] = ['482915', '730518'];
/** A try takes some 0.3 s here: kills fall before it, in it and after it. */
const LATEST_KILL_MS = 700;
/** Kills too early to count anything are wasted; more than this many rounds mean that something else is wrong. */
const MOST_ROUNDS = 80;
/** Every round is a start of the engine with PINs at their full cost. */
const LIMIT_MS = 10 * MINUTE_MS;

interface Run {
  /** What the terminal said when the badge was shown. */
  readonly waiting: SessionView['waiting'];
  readonly asked: number;
  readonly answers: readonly StaffReply[];
}

/** One start of the terminal. @param killAfterMs - after the first try was asked for; null lets it answer, and kills it then. */
async function run(dataDir: string, at: number, role: Role, what: readonly string[], killAfterMs: number | null): Promise<Run> {
  const child = spawn(process.execPath, [CHILD, dataDir, at.toString(), role, ...what], { stdio: ['ignore', 'pipe', 'inherit'] });
  let [waiting, asked]: [SessionView['waiting'], number] = [null, 0];
  const answers: StaffReply[] = [];
  const kill = (): void => void child.kill('SIGKILL');
  for await (const line of createInterface({ input: child.stdout })) {
    const [event, json = 'null'] = line.split(/ (.*)/);
    if (event === 'waiting') waiting = JSON.parse(json) as SessionView['waiting'];
    if (event === 'answered') answers.push(JSON.parse(json) as StaffReply);
    if (event === 'asked') {
      asked += 1;
      if (asked === 1 && killAfterMs !== null) setTimeout(kill, killAfterMs);
    }
    // Nothing comes after an answer other than this one.
    const last = answers.at(-1);
    if (killAfterMs === null && last !== undefined && (last.ok || last.refusal !== 'pin-wrong')) kill();
  }
  return { waiting, asked, answers };
}

interface Kept {
  readonly failures: number;
  readonly lastFailureAt: number | null;
}
const read = (dataDir: string, role: Role): Kept => {
  const db = rawDatabase(join(dataDir, DATABASE_FILE), { readonly: true });
  const kept = db.prepare(`SELECT failures, last_failure_at_ms AS lastFailureAt FROM staff WHERE roles = ?`).get(JSON.stringify([role])) as Kept;
  db.close();
  return kept;
};
/** First instant at which the next try is looked at. */
const nextTryAt = ({ failures, lastFailureAt }: Kept): number => (lastFailureAt ?? 0) + waitAfter(failures);
/** What a kill has made easier for whoever guesses. */
function forgiven(before: Kept, after: Kept, { asked, answers }: Pick<Run, 'asked' | 'answers'>): string[] {
  const wrong = answers.filter((answer) => !answer.ok && answer.refusal === 'pin-wrong');
  const told = wrong.at(-1);
  return [
    ...(after.failures < before.failures + wrong.length ? [`${before.failures} failures and ${wrong.length} more became ${after.failures}`] : []),
    ...(after.failures > before.failures + asked ? [`${asked} tries counted as ${after.failures - before.failures}`] : []),
    ...(nextTryAt(after) < nextTryAt(before) ? ['the wait has shrunk'] : []),
    ...(told?.ok === false && told.waitUntil !== null && nextTryAt(after) < told.waitUntil ? ['the wait is shorter than was told'] : []),
  ];
}

describe('kill -9 of the engine while somebody tries PINs', () => {
  it('forgives no try and shortens no wait, until the PIN is blocked for good', async () => {
    const dataDir = join(tempDir(), 'terminal');
    const random = createRandom('pins');
    // A technician commissions the terminal; then the PIN to be guessed is chosen.
    for (const [role, at] of [['technician', BEGIN], ['officer', BEGIN + MINUTE_MS]] as const) {
      expect((await run(dataDir, at, role, ['choose', RIGHT], null)).answers).toEqual([{ ok: true }]);
    }
    let [kills, inTry, early] = [0, 0, 0];
    let now = BEGIN + 2 * MINUTE_MS;
    for (let kept = read(dataDir, 'officer'); kept.failures < BLOCKED_AFTER; kills++) {
      expect(kills).toBeLessThan(MOST_ROUNDS);
      // Some start again in the middle of a wait, some at its end.
      const tooEarly = waitAfter(kept.failures) > MINUTE_MS && random.oneIn(3);
      now = Math.max(now, nextTryAt(kept) - (tooEarly ? MINUTE_MS / 2 : 0));
      const tried = await run(dataDir, now, 'officer', ['enter', tooEarly ? RIGHT : WRONG], tooEarly ? null : random.below(LATEST_KILL_MS));
      const after = read(dataDir, 'officer');
      expect(forgiven(kept, after, tried)).toEqual([]);
      if (tooEarly) {
        early += 1;
        // Not even the right one is looked at.
        expect(tried.answers).toEqual([{ ok: false, refusal: 'pin-wait', waitUntil: nextTryAt(kept) }]);
        expect(tried.waiting).toMatchObject({ waitUntil: nextTryAt(kept), blocked: false });
        expect(after).toEqual(kept);
      } else if (after.failures > kept.failures && tried.answers.length < tried.asked) inTry += 1;
      kept = after;
    }
    // A day later and after another start it still is.
    const blocked = read(dataDir, 'officer');
    const later = await run(dataDir, now + DAY_MS, 'officer', ['enter', RIGHT], null);
    expect(later.waiting).toMatchObject({ blocked: true });
    expect(later.answers).toEqual([{ ok: false, refusal: 'pin-blocked', waitUntil: null }]);
    expect(read(dataDir, 'officer')).toEqual(blocked);
    process.stdout.write(`PIN: ${kills} kills, ${inTry} of them in a try that was counted, ${early} starts within a wait, 0 forgiven\n`);
  }, LIMIT_MS);

  it('counts a try with the right PIN that was cut off, too', async () => {
    const dataDir = join(tempDir(), 'terminal');
    expect((await run(dataDir, BEGIN, 'technician', ['choose', RIGHT], null)).answers).toEqual([{ ok: true }]);
    // Counted before it is checked: otherwise whoever pulls the plug in time could look at a wrong one for nothing.
    let cut: Run;
    let round = 0;
    do {
      expect(round).toBeLessThan(MOST_ROUNDS);
      cut = await run(dataDir, BEGIN + ++round * 16 * MINUTE_MS, 'technician', ['enter', RIGHT], 60);
    } while (cut.answers.length > 0 || read(dataDir, 'technician').failures === 0);
    expect(read(dataDir, 'technician').failures).toBeGreaterThan(0);
    // And the right one, let through, forgives them.
    expect((await run(dataDir, BEGIN + DAY_MS, 'technician', ['enter', RIGHT], null)).answers).toEqual([{ ok: true }]);
    expect(read(dataDir, 'technician')).toEqual({ failures: 0, lastFailureAt: null });
  }, LIMIT_MS);

  it('would notice whatever is forgiven', () => {
    const before = { failures: 4, lastFailureAt: BEGIN };
    const wrong = { ok: false, refusal: 'pin-wrong', waitUntil: BEGIN + 10 * MINUTE_MS } as const;
    expect(forgiven(before, { failures: 3, lastFailureAt: BEGIN + DAY_MS }, { asked: 1, answers: [] })).toEqual(['4 failures and 0 more became 3']);
    expect(forgiven(before, { failures: 4, lastFailureAt: BEGIN + DAY_MS }, { asked: 1, answers: [wrong] })).toEqual(['4 failures and 1 more became 4']);
    expect(forgiven(before, { failures: 7, lastFailureAt: BEGIN + DAY_MS }, { asked: 2, answers: [wrong] })).toEqual(['2 tries counted as 3']);
    expect(forgiven(before, { failures: 5, lastFailureAt: BEGIN - DAY_MS }, { asked: 1, answers: [] })).toEqual(['the wait has shrunk']);
    expect(forgiven(before, { failures: 5, lastFailureAt: BEGIN + MINUTE_MS }, { asked: 1, answers: [wrong] })).toEqual(['the wait is shorter than was told']);
  });
});
