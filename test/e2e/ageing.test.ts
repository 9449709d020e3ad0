import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type AgeingTerminal, openAgeingTerminal } from '../support/ageing-terminal.ts';
import { choosePin, showBadge } from '../support/people.ts';
import { tempDir } from '../support/temp-dir.ts';
import { rawDatabase } from '../support/raw-database.ts';

let open: AgeingTerminal | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Waits for the banner of one word. */
const said = async ({ page, text }: AgeingTerminal, word: string): Promise<void> =>
  page.locator('.standing-note strong', { hasText: new RegExp(`^${text(`standing.word.${word}`)}$`) }).waitFor();

async function judge(terminal: AgeingTerminal): Promise<[string | null, string]> {
  await terminal.present('good');
  const reasons = terminal.page.locator('.reasons .reason-code');
  return [await terminal.verdict.textContent(), (await reasons.allInnerTexts()).join(' ')];
}

describe('a terminal whose trust ages, in the real window', () => {
  it('says each step with word and shape, passes nobody when stale unless two people answer for it, and is well again with new trust', async () => {
    const terminal = (open = await openAgeingTerminal(tempDir()));
    const { page, text } = terminal;
    const [pass, refer] = [text('outcome.pass'), text('outcome.refer')];
    expect(await judge(terminal)).toEqual([pass, '']);
    expect(await page.locator('.standing').count()).toBe(0);

    terminal.goTo(DAY);
    await said(terminal, 'ageing');
    expect(await judge(terminal)).toEqual([pass, '']);
    expect(await page.locator('.standing-shape').getAttribute('data-shape')).toBe('ageing');

    terminal.goTo(DAY + 72 * HOUR);
    await said(terminal, 'stale');
    expect(await judge(terminal)).toEqual([refer, 'trust-stale']);
    expect(await page.locator('.reason-text').first().innerText()).toBe(text('reason.trust-stale'));

    // Two people by keyboard, and the scanner for the badge.
    await page.keyboard.press('Shift+F7');
    await page.getByRole('heading', { name: text('consent.title') }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: text('second.action.accept-stale') }).waitFor();
    await showBadge(terminal, 'supervisor');
    await choosePin(terminal, '715093');
    await said(terminal, 'accepted');
    expect(await judge(terminal)).toEqual([pass, '']);

    terminal.goTo(15 * DAY);
    await said(terminal, 'dead');
    expect(await judge(terminal)).toEqual([refer, 'trust-dead']);

    // Turned back to when all was well: an alarm, and nothing comes to life.
    terminal.goTo(0);
    await said(terminal, 'clock');
    await said(terminal, 'dead');
    terminal.goTo(20 * DAY);
    terminal.renewTrust(20 * DAY);
    await page.locator('.standing').waitFor({ state: 'detached' });
    expect(await judge(terminal)).toEqual([pass, '']);

    // The gateway, when it answers, tells that this clock is 20 days ahead.
    await terminal.setGateway('up');
    await said(terminal, 'clock');
    expect(await page.locator('.standing-amber').count()).toBe(1);

    await terminal.close();
    open = null;
    const db = rawDatabase(join(terminal.dataDir, 'portas.db'), { readonly: true });
    const lines = db.prepare(`SELECT action, person, second FROM audit WHERE action IN ('trust-stale-accepted', 'clock-behind') ORDER BY id`).all();
    db.close();
    expect(lines).toEqual([
      { action: 'trust-stale-accepted', person: 'DRILL', second: '2001' },
      { action: 'clock-behind', person: null, second: null },
    ]);
  });
});
