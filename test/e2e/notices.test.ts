import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { awayFromTheHour } from '../support/away-from-the-hour.ts';
import { HAND } from '../support/hand.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { signIn } from '../support/people.ts';
import { rawDatabase } from '../support/raw-database.ts';
import { tempDir } from '../support/temp-dir.ts';
import type { TerminalWindow } from '../support/terminal-window.ts';
import { until } from '../support/until.ts';

const [SUPERVISOR_PIN, OFFICER_PIN] = ['715093', '482915'];
const LANE_3 = 'Lane 3 closes at 14:00.';
const EVACUATE = 'Stop all lanes: alarm in hall B.';

/** Sends a notice by keyboard alone; the dialog is open, with the focus in its text. */
async function send({ page, text }: TerminalWindow, words: string, severity: 'information' | 'urgent', end: readonly string[]): Promise<void> {
  await page.locator('#notice-text:focus').waitFor();
  await page.keyboard.type(words, HAND);
  await page.keyboard.press('Tab');
  await page.keyboard.press(severity === 'urgent' ? 'End' : 'Home');
  await page.keyboard.press('Tab');
  for (const key of end) await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.locator('.notice-sent').getByText(text('staffNotice.sent')).waitFor();
  await page.locator('.notices-dialog').getByText(words).waitFor();
}

const shown = ({ page }: TerminalWindow) => page.locator('.notice-banner .notice-text');

/**
 * F11, for a notice that has been read: the key is not taken for one that has just come up, so it may take two. Pressed again and again it would come
 * down on the next one, too, on a machine that stalls.
 */
async function acknowledge(terminal: TerminalWindow, words: string): Promise<void> {
  const notice = shown(terminal).filter({ hasText: words });
  await notice.waitFor();
  await until(async () => {
    await terminal.page.keyboard.press('F11');
    return notice.waitFor({ state: 'detached', timeout: 1_000 }).then(
      () => true,
      () => false,
    );
  });
}

describe('notices, in the real window', () => {
  it('go from a supervisor to an officer and back as acknowledgements, by keyboard alone, through a lock and a restart', async () => {
    // Some of them stand until the end of the day.
    await awayFromTheHour();
    const dataDir = join(tempDir(), 'terminal');
    let terminal = await ownTerminal({ dataDir });
    await signIn(terminal, 'supervisor', SUPERVISOR_PIN);
    await terminal.page.locator('.person').getByText('2001').waitFor();
    await terminal.page.keyboard.press('Shift+F11');
    // What cannot be sent is told, and nothing stands.
    await terminal.page.locator('#notice-text:focus').waitFor();
    await terminal.page.keyboard.press('Enter');
    await terminal.page.getByText(terminal.text('staffNotice.refusal.empty')).waitFor();
    await send(terminal, LANE_3, 'information', ['Home', 'Tab']);
    await terminal.page.keyboard.press('Escape');
    await acknowledge(terminal, LANE_3);

    // Locked: nobody sees it. Whoever signs in does, and the scanner and the verdict go on.
    await terminal.page.keyboard.press('F12');
    await terminal.page.locator('#staff-number').waitFor();
    expect(await terminal.page.locator('.notice-banner').count()).toBe(0);
    await signIn(terminal, 'officer', OFFICER_PIN);
    await shown(terminal).getByText(LANE_3).waitFor();
    expect(await terminal.page.getByRole('status').getByText(LANE_3).count()).toBe(1);
    await terminal.page.keyboard.press('Shift+F11');
    expect(await terminal.page.locator('dialog').count()).toBe(0);
    await terminal.present('good');
    expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.pass'));
    await terminal.page.keyboard.press(' ');
    expect(await shown(terminal).innerText()).toBe(LANE_3);

    // Not acknowledged yet: it waits through a restart, for the officer alone.
    await terminal.close();
    terminal = await ownTerminal({ dataDir });
    await signIn(terminal, 'officer', OFFICER_PIN);
    await terminal.present('red');
    await acknowledge(terminal, LANE_3);
    expect(await terminal.verdict.textContent()).toBe(terminal.text('outcome.refuse'));

    await signIn(terminal, 'supervisor', SUPERVISOR_PIN);
    await terminal.page.locator('.person').getByText('2001').waitFor();
    expect(await terminal.page.locator('.notice-banner').count()).toBe(0);
    await terminal.page.keyboard.press('Shift+F11');
    const readers = terminal.page.locator('.notice-list > li', { hasText: LANE_3 }).locator('.notice-readers li');
    await readers.nth(1).waitFor();
    expect((await readers.allInnerTexts()).map((each) => each.slice(0, 5))).toEqual(['2001 ', '1042 ']);

    // An urgent one to a time of day goes before, and interrupts.
    await send(terminal, EVACUATE, 'urgent', ['ArrowDown', 'Tab', '2', '3', '5', '9']);
    await send(terminal, 'Lift B is back.', 'information', ['End', 'Tab']);
    // Withdrawn with its button, which Tab reaches.
    const withdraw = terminal.page.getByRole('button', { name: LANE_3 });
    await until(async () => {
      await terminal.page.keyboard.press('Tab');
      return withdraw.evaluate((button) => button === document.activeElement);
    });
    await terminal.page.keyboard.press('Enter');
    await withdraw.waitFor({ state: 'detached' });
    await terminal.page.keyboard.press('Escape');
    await signIn(terminal, 'officer', OFFICER_PIN);
    await terminal.page.locator('.person').getByText('1042').waitFor();
    await terminal.page.getByRole('alert').getByText(EVACUATE).waitFor();
    expect(await terminal.page.locator('.notice-banner').innerText()).toContain(terminal.text('staffNotice.severity.urgent').toUpperCase());
    await acknowledge(terminal, EVACUATE);
    expect(await shown(terminal).innerText()).toBe('Lift B is back.');

    const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
    expect(db.prepare("SELECT action, person, roles FROM audit WHERE action LIKE 'notice-%' ORDER BY id").all()).toEqual(
      [
        ['notice-sent', '2001'],
        ['notice-acknowledged', '2001'],
        ['notice-acknowledged', '1042'],
        ['notice-sent', '2001'],
        ['notice-sent', '2001'],
        ['notice-withdrawn', '2001'],
        ['notice-acknowledged', '1042'],
      ].map(([action, person]) => ({ action, person, roles: person === '2001' ? '["supervisor"]' : '["officer"]' })),
    );
    const kept = db.prepare('SELECT severity, text, valid_until_ms IS NOT NULL AS ends, withdrawn_by AS withdrawnBy FROM notices ORDER BY id').all();
    expect(kept).toEqual([
      { severity: 'information', text: LANE_3, ends: 1, withdrawnBy: '2001' },
      { severity: 'urgent', text: EVACUATE, ends: 1, withdrawnBy: null },
      { severity: 'information', text: 'Lift B is back.', ends: 0, withdrawnBy: null },
    ]);
    db.close();
  });
});
