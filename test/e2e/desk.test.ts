import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Language, LANGUAGES, TRAVELLER_KINDS, type TravellerKind } from '../../core/contract.ts';
import type { Outcome, ReasonCode } from '../../core/model/reasons.ts';
import { REPEAT_AFTER_MS } from '../../tools/drill/travellers.ts';
import { OTHER_FAMILIES } from '../../tools/issuer/other-families.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { textOf } from '../support/terminal-window.ts';
import { until } from '../support/until.ts';
import { typeScan } from '../support/wedge-scanner.ts';
import { ERIKSSON, td3Zone } from '../support/zones.ts';

/** What the desk has to say of each kind of traveller. Unreadable codes are of several sorts; bad foreign ones are referred or refused. */
const EXPECTED: Readonly<Record<Exclude<TravellerKind, 'repeated'>, { readonly outcome: Outcome | null; readonly reason: ReasonCode | null }>> = {
  good: { outcome: 'pass', reason: null },
  yellow: { outcome: 'refer', reason: 'colour-yellow' },
  red: { outcome: 'refuse', reason: 'colour-red' },
  blue: { outcome: 'refer', reason: 'colour-unrecognised' },
  expired: { outcome: 'refuse', reason: 'code-expired' },
  forged: { outcome: 'refuse', reason: 'signature-mismatch' },
  'unknown-issuer': { outcome: 'refer', reason: 'issuer-unknown' },
  revoked: { outcome: 'refuse', reason: 'code-revoked' },
  unreadable: { outcome: 'refer', reason: null },
  HC1: { outcome: 'refer', reason: 'colour-unrecognised' },
  SHC: { outcome: 'refer', reason: 'colour-unrecognised' },
  NZCP: { outcome: 'refer', reason: 'colour-unrecognised' },
  'VDS-NC': { outcome: 'refer', reason: 'colour-unrecognised' },
  VDS: { outcome: 'refer', reason: 'colour-unrecognised' },
  IDB: { outcome: 'refer', reason: 'colour-unrecognised' },
  'foreign-bad': { outcome: null, reason: null },
  'not-accepted': { outcome: 'refer', reason: 'recognised-not-accepted' },
};

/** What the desk calls the drill's issuers: a country by the browser's tables, the others by their key sets. */
const ISSUERS: Readonly<Record<Language, Readonly<Record<'HC1' | 'SHC' | 'NZCP', string>>>> = {
  'zh-Hant': { HC1: '葡萄牙 (PT)', SHC: '演練診所', NZCP: '演練衞生部' },
  pt: { HC1: 'Portugal (PT)', SHC: 'Clínica de exercício', NZCP: 'Ministério de exercício' },
  en: { HC1: 'Portugal (PT)', SHC: 'Drill clinic', NZCP: 'Drill ministry' },
  'zh-Hans': { HC1: '葡萄牙 (PT)', SHC: '演练诊所', NZCP: '演练卫生部' },
};

describe('the desk, in the real window', () => {
  it('shows a pass that is read from two metres, with the facts of the code', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.pass'));
    const size = await terminal.verdict.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    expect(size).toBeGreaterThanOrEqual(96);
    const facts = await terminal.page.locator('.facts').innerText();
    expect(facts).toContain(terminal.text('testResult.negative'));
    await terminal.page.keyboard.press('Escape');
    await terminal.page.getByText(terminal.text('desk.idle')).waitFor();
  });

  it('gives every kind of traveller its verdict and says what to do, in the officer’s words', async () => {
    const terminal = await ownTerminal();
    for (const kind of TRAVELLER_KINDS) {
      if (kind === 'repeated') continue;
      await terminal.present(kind);
      const { outcome, reason } = EXPECTED[kind];
      if (outcome === null) expect([kind, await terminal.verdict.textContent()]).not.toEqual([kind, terminal.text('outcome.pass')]);
      else expect([kind, await terminal.verdict.textContent()]).toEqual([kind, terminal.text(`outcome.${outcome}`)]);
      if (reason !== null) expect(await terminal.page.locator('.reason-text').first().textContent()).toBe(terminal.text(`reason.${reason}`));
      if (outcome !== 'pass') expect(await terminal.page.locator('.reason-text').count()).toBeGreaterThan(0);
    }
    // However many scans the strip has seen, the desk fits its screen.
    expect(await terminal.page.locator('main').evaluate((main) => main.scrollHeight - main.clientHeight)).toBe(0);
  });

  it('refers a traveller who holds another person’s document, shows both sides, and asks for a zone again that was read wrong', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    const enter = async (zone: readonly string[]): Promise<void> => {
      await page.keyboard.press('F3');
      await page.locator('#manual-text').fill(zone.join('\n'));
      await page.locator('#manual-text').press('Enter');
      await page.locator('#manual-text').waitFor({ state: 'detached' });
    };
    await terminal.present('good');
    const zone = td3Zone({ ...ERIKSSON, expiry: '490101' });
    await enter(zone.map((line) => line.replace('490101', '490102')));
    expect(await page.locator('.torn').innerText()).toContain(text('mrzField.expiry'));
    expect(await terminal.verdict.textContent()).toBe(text('outcome.pass'));
    await enter(zone);
    await page.locator('.document-check.is-differs').waitFor();
    expect(await terminal.verdict.textContent()).toBe(text('outcome.refer'));
    expect(await page.locator('.document-check table').innerText()).toContain('ERIKSSON ANNA MARIA');
    expect(await page.locator('.reason-text').first().textContent()).toBe(text('reason.document-differs'));
    expect(await page.locator('.recent li').first().innerText()).toContain(text('reasonShort.document-differs'));
    expect(await page.locator('.conversion .barrier').innerText()).toContain(text('barrier.not-a-pass'));
    await page.keyboard.press('Escape');
    await page.getByText(text('desk.idle')).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('ERIKSSON');
    // Before its code it waits, and says so.
    await enter(zone);
    await page.getByText(text('desk.documentWaits')).waitFor();
    await terminal.present('good');
    await page.locator('.document-check.is-differs').waitFor();
    expect(await page.getByText(text('desk.documentWaits')).count()).toBe(0);
  });

  it('refers a code that comes again, and tells when it passed', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    await terminal.page.keyboard.press('Escape');
    // Before that the desk would take it for the same showing.
    await pause(REPEAT_AFTER_MS);
    await terminal.present('repeated');
    expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.refer'));
    expect(await terminal.page.locator('.reasons').innerText()).toContain(terminal.text('reason.code-repeated'));
  });

  it('converts by keyboard alone, and shows the mainland code when the gateway has the record', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    await terminal.convert();
    await terminal.page.getByText(terminal.text('convert.state.delivered')).waitFor();
    await terminal.page.getByRole('img', { name: terminal.text('convert.mainlandCode') }).waitFor();
    await terminal.page.locator('.recent .converted').waitFor();
  });

  it('asks for what is missing or wrong, and keeps the rest', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    await terminal.page.keyboard.press('F2');
    await terminal.page.getByLabel(terminal.text('field.permitNumber')).fill('C12345678');
    await terminal.page.keyboard.press('F2');
    await terminal.page.locator('#conversion-phone-fault').waitFor();
    expect(await terminal.page.locator('#conversion-permitNumber').getAttribute('aria-invalid')).toBe('true');
    expect(await terminal.page.locator('#conversion-permitNumber').inputValue()).toBe('C12345678');
    expect(await terminal.page.locator('.conversion-outcome').count()).toBe(0);
  });

  it('works on through an outage: the record waits and is delivered when the network is back', async () => {
    const terminal = await ownTerminal();
    await terminal.setGateway('down');
    await until(async () => (await terminal.status('network')) === terminal.text('networkState.down'));
    await terminal.present('good');
    await terminal.convert();
    await terminal.page.getByText(terminal.text('convert.state.sealed')).waitFor();
    await until(async () => (await terminal.status('waiting')) === '1');
    expect(await terminal.page.locator('.notices').innerText()).toMatch(/1/);
    await terminal.setGateway('up');
    await until(async () => (await terminal.status('waiting')) === '0');
    await terminal.page.getByText(terminal.text('convert.state.delivered')).waitFor();
  });

  it.each(LANGUAGES)('speaks %s, reasons included, and switches with F8', async (language) => {
    const terminal = await ownTerminal({ language });
    await terminal.present('red');
    expect(await terminal.verdict.textContent()).toBe(textOf(language, 'outcome.refuse'));
    expect(await terminal.page.locator('.reason-text').first().textContent()).toBe(textOf(language, 'reason.colour-red'));
    const next = LANGUAGES[(LANGUAGES.indexOf(language) + 1) % LANGUAGES.length] ?? 'en';
    await terminal.page.keyboard.press('F8');
    await until(async () => (await terminal.verdict.textContent()) === textOf(next, 'outcome.refuse'));
  });

  it.each(LANGUAGES)('names format and issuer of foreign codes in %s, and says of a family that it is not accepted', async (language) => {
    const terminal = await ownTerminal({ language });
    const origin = terminal.page.locator('.origin');
    for (const [kind, issuer] of Object.entries(ISSUERS[language])) {
      await terminal.present(kind as TravellerKind);
      expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.refer'));
      await until(async () => (await origin.innerText()).includes(terminal.text(`format.${kind}`)));
      expect(await origin.innerText()).toContain(terminal.text('desk.issuer').replace('{{issuer}}', issuer));
    }
    await terminal.present('not-accepted');
    const families = OTHER_FAMILIES.map(({ name }) => terminal.text(`format.${name}`));
    await until(async () => families.includes(await terminal.page.locator('.origin-format').innerText()));
    expect(await terminal.page.locator('.reason-text').innerText()).toBe(terminal.text('reason.recognised-not-accepted'));
  });

  it('takes a keyboard-mode scanner’s burst, whatever has the focus, and leaves no trace of it in the field', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    const phone = terminal.page.getByLabel(terminal.text('field.phone'));
    await phone.focus();
    await typeScan(terminal.page, { text: 'LT1:6BFOXN*TS0BI$ZDYSHTRMM8T6WJ8P3KZ0R' });
    await until(async () => (await terminal.page.locator('.recent li').count()) === 2);
    const foreign = terminal.page.locator('.recent li').first();
    expect(await foreign.innerText()).toContain('LT1');
    const left = await terminal.page.locator('input').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    expect(left.join()).not.toContain('LT1');
  });

  it('clears personal data by itself, unless it is held', async () => {
    const terminal = await ownTerminal();
    const { page } = terminal;
    const traveller = page.locator('.traveller-name');
    const now = Date.now();
    // The window's time stands still but for what the test lets pass.
    await page.clock.install({ time: now });
    // It goes on from the one call to the other, on a busy machine for seconds, and cannot be stopped at an instant that is past.
    await page.clock.pauseAt(now + 60_000);
    await terminal.present('good');
    const name = await traveller.innerText();
    await page.clock.runFor(14_900);
    expect(await traveller.count()).toBe(1);
    await page.clock.runFor(100);
    await traveller.waitFor({ state: 'detached' });
    expect(await page.locator('body').innerText()).not.toContain(name);
    await terminal.present('good');
    await page.keyboard.press('Space');
    await page.locator('.countdown button[aria-pressed=true]').waitFor();
    await page.clock.runFor(179_900);
    expect(await traveller.count()).toBe(1);
    await page.clock.runFor(100);
    await traveller.waitFor({ state: 'detached' });
  });

  it('says so when the engine dies, starts it again, and has lost nothing that was shown', async () => {
    const terminal = await ownTerminal();
    await terminal.present('good');
    await terminal.present('red');
    const engine = enginePid(terminal.dataDir);
    process.kill(engine, 'SIGKILL');
    await until(() => ![0, engine].includes(enginePid(terminal.dataDir)));
    await until(async () => (await terminal.page.locator('.notices').innerText()).includes(terminal.text('notice.engine-restarted').slice(0, 30)));
    await terminal.present('yellow');
    expect(await terminal.page.locator('.recent li').count()).toBe(3);
  });

  it('notices a scanner that is pulled out and in', async () => {
    const terminal = await ownTerminal();
    const plug = terminal.page.getByLabel(terminal.text('drill.scanner'));
    await plug.click();
    await until(async () => (await terminal.status('scanner')) === terminal.text('scannerState.lost'));
    await plug.click();
    await until(async () => (await terminal.status('scanner')) === terminal.text('scannerState.ready'));
    await terminal.present('good');
    expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.pass'));
  });
});

/** Process that has the terminal's database open; 0 when there is none. */
function enginePid(dataDir: string): number {
  const found = execFileSync('sh', ['-c', `ls -l /proc/[0-9]*/fd 2>/dev/null | awk -v want="${dataDir}/portas.db" '/^\\/proc/ { split($1, p, "/") } index($0, want) { print p[3]; exit }'`], { encoding: 'utf8' }).trim();
  return Number(found === '' ? 0 : found);
}
