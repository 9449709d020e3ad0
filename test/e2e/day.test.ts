/** A whole day at the terminal in the real window, in minutes: the clock is the test's, everything else is the product. By keyboard alone. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BLOCKED_AFTER, waitAfter } from '../../core/staff/pin-tries.ts';
import { createDayDesk, type DayDesk, type Member, tally } from '../support/day-desk.ts';
import { countedFigures, shownFigures } from '../support/day-figures.ts';
import { type DayTerminal, openDayTerminal } from '../support/day-terminal.ts';
import { createDayTravellers, type DayTravellers, EXPECTED } from '../support/day-travellers.ts';
import { HAND } from '../support/hand.ts';
import { choose, choosePin, enterPin, tabTo } from '../support/people.ts';
import { findings, findsAny, terminalFiles } from '../support/search-files.ts';
import { until } from '../support/until.ts';

const DATE = '2021-09-01';
const KEYS_SEED = 'a day at the barrier gate';
const member = (staffNumber: string, role: Member['roles'][number], pin: string): Member => ({ staffNumber, roles: [role], pin });
const ANA = member('1042', 'officer', '4829150731');
const BEA = member('1043', 'officer', '7305184926');
const CLEO = member('1044', 'officer', '9162740385');
const SUPERVISOR = member('2001', 'supervisor', '7150936284');
const TECHNICIAN = member('3007', 'technician', '6048213957');
/** Wrong tries that have to be waited for, the last of all excepted. */
const WAITS = Array.from({ length: BLOCKED_AFTER - 1 }, (_, index) => waitAfter(index + 1)).filter((wait) => wait > 0).length;
const wrongPin = (attempt: number): string => `57392016${attempt.toString().padStart(2, '0')}`;

let dir: string;
let terminal: DayTerminal;
let travellers: DayTravellers;
let desk: DayDesk;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'portas-day-'));
  terminal = await openDayTerminal({ dir, date: DATE, begin: '06:30', keysSeed: KEYS_SEED });
  travellers = createDayTravellers(KEYS_SEED, () => terminal.now());
  desk = createDayDesk(terminal, travellers);
});
afterAll(async () => {
  await terminal.close();
  rmSync(dir, { recursive: true, force: true });
});

// Each chapter goes on where the one before ended: after a failure there is nothing to go on from.
let broken = false;
beforeEach(({ skip }) => skip(broken));
afterEach(({ task }) => {
  broken ||= task.result?.state === 'fail';
});

const says = (key: string): Promise<void> => terminal.page.getByText(terminal.text(key)).first().waitFor();
const press = (key: string): Promise<void> => terminal.page.keyboard.press(key);
/** A call past the window's own caution, as a changed window could make it. */
const tryPin = ({ pin }: Member): Promise<unknown> => terminal.page.evaluate(`portas.call('staff:enter-pin', { pin: '${pin}' })`);
const failuresOf = ({ staffNumber }: Member): number =>
  terminal.rows<{ failures: number }>('SELECT failures FROM staff WHERE staff_number = @staffNumber', { staffNumber })[0]?.failures ?? -1;
const waiting = (): number => terminal.rows<{ count: number }>('SELECT count(*) AS count FROM outbox WHERE state < 2')[0]?.count ?? -1;
const number = async (staffNumber: string): Promise<void> => {
  await terminal.page.locator('#staff-number:focus').waitFor();
  await terminal.page.keyboard.type(staffNumber, HAND);
  await press('Enter');
};

describe('a day at the terminal', () => {
  it('06:30: lets nobody in before a technician has commissioned it', async () => {
    const { page } = terminal;
    await says('session.uncommissioned');
    await terminal.present(travellers.badge(ANA.staffNumber, ANA.roles));
    await says('staffRefusal.technician-first');
    expect(await page.locator('#pin, #staff-number').count()).toBe(0);
    await desk.comes(TECHNICIAN);
    await page.locator('.service').waitFor();
    // The window's clock is the engine's.
    expect(await page.locator('.clock').innerText()).toMatch(/2021-09-01\s+06:3/);
    await press('F12');
    await says('session.locked');
  });

  it('07:00: judges travellers of every kind for the first officer, and converts', async () => {
    const { page } = terminal;
    terminal.goTo('07:00');
    await desk.comes(ANA);
    await desk.judges('good');
    await desk.converts();
    await page.locator('.conversion-outcome.is-delivered').waitFor();
    for (const kind of ['yellow', 'red', 'forged', 'expired', 'foreign', 'good'] as const) {
      terminal.pass(17_000);
      await desk.judges(kind);
    }
  });

  it('08:10: is locked, shows nothing, judges nobody, and opens to the same person alone', async () => {
    const { page } = terminal;
    terminal.goTo('08:10');
    await desk.judges('good');
    await press('F12');
    await says('session.locked');
    await desk.isBlank();
    // Not counted: nobody is there to judge for.
    await terminal.present(travellers.code('good'));
    await terminal.present(travellers.withdrawnBadge(BEA.staffNumber, BEA.roles));
    await says('staffRefusal.badge-revoked');
    await number('9999');
    await says('staffRefusal.staff-unknown');
    await page.keyboard.press('Control+A');
    await number(ANA.staffNumber);
    await enterPin(terminal, wrongPin(0));
    await says('staffRefusal.pin-wrong');
    await enterPin(terminal, ANA.pin);
    await page.locator('.person').getByText(ANA.staffNumber).waitFor();
    await says('desk.idle');
    await desk.judges('yellow');
  });

  it('11:00: is handed over without the scanner being gone: before the PIN, while it is checked and after it everybody is judged', async () => {
    const { page } = terminal;
    // Every change of the scanner's state is a row, written as it happens.
    const scannerStates = (): string[] => terminal.rows<{ code: string }>("SELECT code FROM incidents WHERE code LIKE 'scanner-%' ORDER BY id").map(({ code }) => code);
    const judgedFor = (): string[] => terminal.rows<{ officer: string }>('SELECT staff_number AS officer FROM journal ORDER BY id').map(({ officer }) => officer);
    terminal.goTo('11:00');
    await desk.judges('good');
    const [states, before] = [scannerStates(), judgedFor().length];
    expect(states.at(-1)).toBe('scanner-ready');
    await desk.badge(BEA);
    await says('staff.handOver');
    // In the middle of it: the badge is shown, the PIN is not, and whoever hands over judges on.
    await desk.judges('red');
    expect(judgedFor().at(-1)).toBe(ANA.staffNumber);
    expect(await page.locator('#pin').count()).toBe(1);
    // The PIN is sent, and hashing it takes its time.
    await choosePin(terminal, BEA.pin);
    await desk.judgesAmidHandOver('yellow');
    await page.locator('.person').getByText(BEA.staffNumber).waitFor();
    await desk.isBlank();
    const took = await desk.judges('good');
    // "Never longer than two seconds without the scanner" is measured here and printed, but not asserted: a busy machine would fail it for no fault of the product. What holds
    // on any machine is asserted: nobody is left out, the officers follow each other once, and the scanner was never in another state.
    console.info(`judged ${took.toFixed(0)} ms after the hand-over`);
    const [first, amid, last, ...more] = judgedFor().slice(before);
    expect([first, last, more]).toEqual([ANA.staffNumber, BEA.staffNumber, []]);
    expect([ANA.staffNumber, BEA.staffNumber]).toContain(amid);
    expect(scannerStates()).toEqual(states);
    await press('Escape');
    await page.locator('#verdict-word').waitFor({ state: 'detached' });
  });

  it('12:00: makes whoever tries PINs wait longer and longer, over a kill -9 too, and blocks the PIN', async () => {
    const { page } = terminal;
    terminal.goTo('12:00');
    await press('F12');
    await says('session.locked');
    await desk.badge(BEA);
    for (let failure = 1; failure <= BLOCKED_AFTER; failure++) {
      await enterPin(terminal, wrongPin(failure));
      await until(() => failuresOf(BEA) === failure);
      await says(failure < BLOCKED_AFTER ? 'staffRefusal.pin-wrong' : 'staffRefusal.pin-blocked');
      const wait = waitAfter(failure);
      if (wait === 0 || failure === BLOCKED_AFTER) continue;
      await page.locator('#pin:disabled').waitFor();
      if (failure === 5) {
        terminal.kill();
        await page.locator('#sign-in-title', { hasText: terminal.text('session.signed-out') }).waitFor();
        await desk.badge(BEA);
        await page.locator('#pin:disabled').waitFor();
      }
      // Not even the right one is looked at, and asking costs nothing.
      expect(await tryPin(BEA)).toMatchObject({ ok: false, refusal: 'pin-wait' });
      expect(failuresOf(BEA)).toBe(failure);
      terminal.pass(wait);
      await desk.badge(BEA);
    }
    terminal.pass(45 * 60_000);
    // The badge no longer waits.
    expect(await tryPin(BEA)).toMatchObject({ ok: false, refusal: 'nobody-waiting' });
    await tabTo(page, page.locator('.pin-form button[type=button]'));
    await press('Enter');
    await page.locator('.pin-who').waitFor({ state: 'detached' });
    await desk.badge(BEA);
    expect(await tryPin(BEA)).toMatchObject({ ok: false, refusal: 'pin-blocked' });
    await page.locator('#pin:disabled').waitFor();
  });

  it('14:00: has the blocked PIN released by a supervisor, and a forgotten one taken away', async () => {
    const { page, text } = terminal;
    terminal.goTo('14:00');
    await desk.comes(SUPERVISOR);
    await press('Control+2');
    const release = page.getByRole('button', { name: text('people.release').replace('{{number}}', BEA.staffNumber) });
    await tabTo(page, release);
    await press('Enter');
    await release.waitFor({ state: 'detached' });
    expect(failuresOf(BEA)).toBe(0);
    const hasPin = (): number | undefined => terminal.rows<{ has: number }>('SELECT pin_hash IS NOT NULL AS has FROM staff WHERE staff_number = @staffNumber', { staffNumber: ANA.staffNumber })[0]?.has;
    const named = (key: string) => page.getByRole('button', { name: text(key).replace('{{number}}', ANA.staffNumber) });
    await tabTo(page, page.locator('.staff-list summary'));
    await press('Enter');
    await tabTo(page, named('people.reset'));
    await press('Enter');
    await named('people.resetSure').waitFor();
    expect(hasPin()).toBe(1);
    await press('Enter');
    await until(() => hasPin() === 0);
    await desk.comes(BEA);
  });

  it('14:15: sends travellers to the second line, where a supervisor decides with a reason', async () => {
    const { page } = terminal;
    terminal.goTo('14:15');
    await desk.judges('red');
    await press('F4');
    await page.locator('.second-line-number').waitFor();
    terminal.pass(60_000);
    await desk.judges('yellow');
    await press('F5');
    await page.locator('.second-line-number').waitFor();
    terminal.pass(20 * 60_000);
    await desk.comes(SUPERVISOR);
    await press('Control+2');
    for (const [caseNumber, decision] of [[1, 'refused-health-check-positive'], [2, 'passed-rule-misread']] as const) {
      const list = page.locator(`#case-${caseNumber}`);
      await tabTo(page, list);
      await choose(page, list, decision);
      await press('Tab');
      await press('Enter');
      await list.waitFor({ state: 'detached' });
    }
    await says('case.noneOpen');
    expect(terminal.rows('SELECT number, kind, opened_by AS openedBy, closed_by AS closedBy, outcome, closing_reason AS reason FROM cases ORDER BY number')).toEqual([
      { number: 1, kind: 'second-line', openedBy: BEA.staffNumber, closedBy: SUPERVISOR.staffNumber, outcome: 'refused', reason: 'health-check-positive' },
      { number: 2, kind: 'appeal', openedBy: BEA.staffNumber, closedBy: SUPERVISOR.staffNumber, outcome: 'passed', reason: 'rule-misread' },
    ]);
  });

  it('15:00: lets a traveller through against a rule by two badges, and nobody whose code is forged', async () => {
    const { page } = terminal;
    terminal.goTo('15:00');
    await desk.comes(BEA);
    await desk.judges('forged');
    await press('F10');
    terminal.pass(25_000);
    await desk.judges('red');
    expect(await page.locator('dialog').count()).toBe(0);
    await press('F10');
    const reason = page.locator('#override-reason');
    await tabTo(page, reason);
    await choose(page, reason, 'health-bureau-agrees');
    await press('Enter');
    await page.locator('.second-person').waitFor();
    await desk.badge(SUPERVISOR);
    await enterPin(terminal, SUPERVISOR.pin);
    await page.locator('.override-done').waitFor();
    expect(await page.locator('.person').innerText()).toContain(BEA.staffNumber);
    expect(terminal.rows('SELECT reason, first, second FROM overrides')).toEqual([{ reason: 'health-bureau-agrees', first: BEA.staffNumber, second: SUPERVISOR.staffNumber }]);
  });

  it('15:30: goes on without the network, and records travellers by hand in a contingency', async () => {
    const { page, text } = terminal;
    terminal.goTo('15:30');
    await terminal.gateway('down');
    await says('networkState.down');
    await desk.judges('good');
    await desk.converts();
    expect(waiting()).toBe(1);
    await desk.comes(SUPERVISOR);
    await press('F7');
    await page.locator('#contingency-reason:focus').waitFor();
    await press('4');
    await press('Tab');
    await press('Enter');
    await page.locator('.contingency-report').waitFor();
    await press('Escape');
    await page.locator('.contingency-banner').waitFor();

    terminal.pass(5 * 60_000);
    await desk.comes(CLEO);
    await press('F9');
    await page.locator('#crossing-evidence:focus').waitFor();
    const hand = ['F2', 'Enter', 'SAM PUN MEI LAN', 'Enter', '2', 'Enter', 'Enter', 'M71625344', 'Enter', '19790413', 'Enter', '66234567', 'Enter', 'Enter', '202108311830', 'F9'];
    for (const [index, keys] of [hand, ['2', 'F9'], ['1', 'Enter', '2', 'Enter', 'F9']].entries()) {
      for (const entry of keys) {
        if (/^(Enter|F\d)$/.test(entry)) await press(entry);
        else await page.keyboard.type(entry, HAND);
      }
      await page.locator('.crossing-recorded').getByText(text('contingency.crossing.recorded').replace('{{count}}', `${index + 1}`)).waitFor();
      terminal.pass(40_000);
    }
    await press('Escape');
    // Whoever has a good code is judged as ever.
    await desk.judges('good');
    expect(waiting()).toBe(2);
  });

  it('16:10: delivers what waited when the network is back, and reports the contingency as it was', async () => {
    const { page } = terminal;
    terminal.goTo('16:10');
    await terminal.gateway('up');
    await desk.comes(SUPERVISOR);
    await until(() => waiting() === 0);
    await press('F7');
    await page.getByRole('button', { name: terminal.text('contingency.end') }).waitFor();
    await press('Enter');
    await page.locator('#contingency-reason').waitFor();
    // The report is read again once the contingency has ended.
    await page.locator('[data-fact="end"] dd', { hasText: SUPERVISOR.staffNumber }).waitFor();
    const fact = (name: string): Promise<string> => page.locator(`[data-fact="${name}"] dd`).innerText();
    const counted = (key: string): Promise<string> => page.locator(`.report-counts [data-key="${key}"] td`).innerText();
    expect(await Promise.all(['crossings', 'officers', 'converted', 'delivered', 'waiting', 'dead'].map(fact))).toEqual(['3', '1', '1', '1', '0', '0']);
    expect(await Promise.all(['passed', 'refused', 'second-line', 'paper-certificate', 'identity-document', 'in-order'].map(counted))).toEqual(['2', '1', '0', '2', '1', '2']);
    expect([await fact('start'), await fact('end')]).toEqual([expect.stringMatching(/15:3\d · 2001/), expect.stringMatching(/16:1\d · 2001/)]);
    await press('Escape');
  });

  it('16:30: shows the supervisor the day exactly as its rows and the test have counted it', async () => {
    terminal.goTo('16:30');
    await press('Control+2');
    const from = Date.parse(`${DATE}T00:00:00+08:00`);
    const counted = countedFigures(terminal, { from, to: from + 86_400_000, now: terminal.now() });
    // Read anew every few seconds: what stands there may still be older.
    await terminal.page.locator('.as-of', { hasText: / 16:3\d:/ }).waitFor();
    expect(await shownFigures(terminal)).toEqual(counted);

    const { judged } = desk;
    const outcomes = (of: typeof judged): number[] => [of.length, ...(['pass', 'refer', 'refuse'] as const).map((outcome) => of.filter(({ kind }) => EXPECTED[kind].outcome === outcome).length)];
    const passed = judged.filter(({ kind }) => EXPECTED[kind].outcome === 'pass').length;
    expect(counted).toMatchObject({
      figures: { travellers: `${judged.length}`, thisHour: '0', passShare: `${((100 * passed) / judged.length).toFixed(1)} %`, converted: '3', cases: '2', crossings: '3', waiting: '0' },
      overrides: 1,
      // That the engine was killed is no part of the terminal that is not well. The network was, once; and at each of two starts the clock, which this day sets and the gateway's does not follow.
      incidents: 3,
    });
    expect(counted.officers).toEqual(Object.fromEntries([...Map.groupBy(judged, ({ officer }) => officer)].map(([officer, of]) => [officer, outcomes(of)])));
    const hours = Object.entries(counted.hours).map(([hour, { total, pass, refer, refuse }]) => [hour, [total, pass, refer, refuse]]);
    expect(Object.fromEntries(hours)).toEqual(Object.fromEntries([...Map.groupBy(judged, ({ hour }) => hour)].map(([hour, of]) => [hour, outcomes(of)])));
    expect(counted.reasons).toEqual(tally(judged.map(({ kind }) => EXPECTED[kind].reason)));
    expect(counted.formats).toEqual(tally(judged.map(({ kind }) => EXPECTED[kind].format)));
    expect(counted.closedCases).toHaveLength(2);
    expect(counted.caseKinds).toEqual({ 'second-line': 1, appeal: 1 });
    expect(counted.overrideReasons).toEqual({ 'health-bureau-agrees': 1 });
    // As a file, too.
    const csv = terminal.page.getByRole('button', { name: terminal.text('overview.csv') });
    await tabTo(terminal.page, csv);
    await press('Enter');
    const file = join(terminal.downloadsDir, `portas-${DATE}-to-${DATE}.csv`);
    await until(() => existsSync(file));
    const said = readFileSync(file, 'utf8');
    expect(said).toContain(`range,${DATE} 00:00,`);
    for (const line of ['cases,,,,,2,', 'case,,,appeal,', 'overrides,,,,,1,', 'override,,,health-bureau-agrees,', 'crossings,,,,,3,', 'incident,']) expect(said).toContain(`\r\n${line}`);
  });

  it('16:40: has every act of the day in the audit, with who did it', () => {
    const lines = terminal.rows<{ action: string; person: string | null; second: string | null }>('SELECT action, person, second FROM audit ORDER BY id');
    // What the window asks for while somebody leaves depends on the instant: test/unit/engine/audit.test.ts counts these.
    // And how often the engine starts is the stage's.
    const own = ['call-refused', 'engine-started', 'engine-stopped', 'settings-changed', 'keys-changed'];
    const counted = lines.filter(({ action }) => !own.includes(action));
    const acts = Object.fromEntries([...Map.groupBy(counted, ({ action }) => action)].map(([action, of]) => [action, of.map(({ person }) => person)]));
    const [ana, bea, cleo, supervisor, technician] = [ANA, BEA, CLEO, SUPERVISOR, TECHNICIAN].map(({ staffNumber }) => staffNumber);
    expect(acts).toEqual({
      commissioned: [technician],
      // The terminal's own, at the first start, and the stage's that wait.
      'rules-activated': [null],
      'rules-offered': [null],
      'pin-chosen': [technician, ana, bea, supervisor, cleo],
      'signed-in': [technician, ana, bea, supervisor, bea, supervisor, bea, supervisor, cleo, supervisor],
      // Who was signed in when the engine was killed never signed out.
      'signed-out': [technician, ana, supervisor, bea, supervisor, bea, supervisor, cleo],
      locked: [technician, ana, bea],
      unlocked: [ana],
      // No technician yet, a withdrawn badge, an unknown number, one slip of a finger, and whoever tried PINs: each wrong one, one put off in each wait, and one that is blocked.
      'sign-in-refused': Array.from({ length: 4 + BLOCKED_AFTER + WAITS + 1 }, () => null),
      'pin-blocked': [null],
      'pin-released': [supervisor],
      'pin-reset': [supervisor],
      'case-opened': [bea, bea],
      'case-refused': [supervisor],
      'case-passed': [supervisor],
      'second-person-asked': [bea],
      'second-person-confirmed': [bea],
      override: [bea],
      'consent-recorded': [ana, bea, cleo],
      'contingency-declared': [supervisor],
      'crossing-recorded': [cleo, cleo, cleo],
      'contingency-ended': [supervisor],
      exported: [supervisor],
    });
    expect(lines.filter(({ second }) => second !== null)).toEqual(['override', 'second-person-confirmed'].map((action) => ({ action, person: bea, second: supervisor })));
  });

  it('17:00: leaves no PIN, no badge and no traveller in any file or line of output', async () => {
    const { page, text, dataDir, downloadsDir, outputFile } = terminal;
    terminal.goTo('17:00');
    await desk.comes(TECHNICIAN);
    const diagnostics = page.getByRole('button', { name: text('system.diagnostics') });
    await tabTo(page, diagnostics);
    await press('Enter');
    await page.locator('.diagnostics p[role=status]').waitFor();
    const pins = [...[ANA, BEA, CLEO, SUPERVISOR, TECHNICIAN].map(({ pin }) => pin), ...Array.from({ length: BLOCKED_AFTER + 1 }, (_, attempt) => wrongPin(attempt))];
    const secrets = [...pins, ...travellers.secrets(), 'SAM PUN MEI LAN', 'M71625344', '66123456', '66234567'];
    const search = (): { found: string[]; proved: boolean } => {
      const files = [...terminalFiles(dataDir), ...terminalFiles(downloadsDir), outputFile];
      return { found: findings(files, secrets), proved: findsAny(files, travellers.proofs()) };
    };
    const nothing = { found: [], proved: false };
    // With the write-ahead log as it stands, and again when everything has ended.
    expect(terminalFiles(dataDir).map((file) => file.slice(dataDir.length + 1))).toEqual(expect.arrayContaining(['portas.db', 'portas.db-wal', expect.stringMatching(/diagnostics.*\.json/)]));
    expect(search()).toEqual(nothing);
    await terminal.close();
    expect(search()).toEqual(nothing);
    // A secret that somebody left behind is found, and so is what has to be there.
    const planted = join(dataDir, 'planted.log');
    const [secret = ''] = travellers.secrets();
    writeFileSync(planted, `{"body":"${Buffer.from(`x${secret}x`).toString('base64')}"}`);
    expect(search()).toEqual({ found: [`${secret} in ${planted}`], proved: false });
    const kept = findings([...terminalFiles(dataDir), outputFile], ['handed-over', 'macau-guangdong', 'network-down']);
    expect(kept).toEqual(expect.arrayContaining([`handed-over in ${join(dataDir, 'portas.db')}`, `network-down in ${outputFile}`]));
    expect(kept.some((line) => /macau-guangdong in .*diagnostics/.test(line))).toBe(true);
  });
});
