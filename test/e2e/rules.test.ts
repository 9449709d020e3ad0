import { describe, expect, it } from 'vitest';
import { ownTerminal } from '../support/own-terminal.ts';
import { choosePin, enterPin, showBadge } from '../support/people.ts';
import type { TerminalWindow } from '../support/terminal-window.ts';

/** A drill with travellers behind it, and a technician before it. */
async function technician(): Promise<TerminalWindow> {
  const terminal = await ownTerminal();
  for (const kind of ['good', 'red', 'good'] as const) await terminal.present(kind);
  await showBadge(terminal, 'technician');
  await choosePin(terminal, '604821');
  await terminal.page.locator('.waiting-set').waitFor();
  return terminal;
}

describe('rules in the service workspace', () => {
  it('show what waits, and what it would change of the travellers of the day, when rehearsed', async () => {
    const { page, text } = await technician();
    const waiting = page.locator('.waiting-set');
    expect(await waiting.innerText()).toContain('drill-48h');
    await waiting.getByRole('button', { name: text('rehearsal.again') }).click();
    // The set that the terminal had asked for itself may have been rehearsed when it came, over those who were there by then.
    await waiting.locator('.rehearsal-bar', { hasText: '66.7 %' }).nth(1).waitFor();
    const bars = await waiting.locator('.rehearsal-bar').allInnerTexts();
    expect(bars.map((bar) => bar.replace(/\s+/g, ' '))).toEqual([
      `${text('rehearsal.today')} ${text('outcome.pass')} 2 66.7 % ${text('outcome.refer')} 0 0.0 % ${text('outcome.refuse')} 1 33.3 %`,
      `${text('rehearsal.then')} ${text('outcome.pass')} 2 66.7 % ${text('outcome.refer')} 0 0.0 % ${text('outcome.refuse')} 1 33.3 %`,
    ]);
    expect(await waiting.innerText()).toContain(text('rehearsal.unchanged'));
  });

  it('are recalled, and let count again, only by two people', async () => {
    const terminal = await technician();
    const { page, text } = terminal;
    const decide = async (name: string): Promise<void> => {
      await page.getByRole('button', { name: new RegExp(`^${text(name)}`) }).click();
      await page.locator('#rule-reason').selectOption('withdrawn-by-authority');
      await page.locator('.rule-decision .primary').click();
      await page.locator('.second-person').waitFor();
    };
    await decide('rules.decide.recall');
    await showBadge(terminal, 'technician');
    await page.getByText(text('staffRefusal.second-person-same')).waitFor();
    expect(await page.locator('.waiting-set').count()).toBe(1);
    await showBadge(terminal, 'supervisor');
    await choosePin(terminal, '715093');
    await page.getByText(text('rules.setAside.recalled')).waitFor();
    await page.getByText(text('rules.noneWaiting')).waitFor();

    await decide('rules.decide.restore');
    await showBadge(terminal, 'supervisor');
    await enterPin(terminal, '715093');
    await page.locator('.waiting-set').waitFor();
    expect(await page.getByText(text('rules.setAside.recalled')).count()).toBe(0);
  });

  it('are refused by a technician alone, by keyboard, with a reason', async () => {
    const { page, text } = await technician();
    await page.getByRole('button', { name: text('rules.decide.refuse'), exact: true }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('.rule-decision .primary').isDisabled()).toBe(true);
    // The second of the list, by keys alone.
    await page.locator('#rule-reason').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText(text('rules.setAside.refused')).waitFor();
    await page.locator('#service-rules [role=status]', { hasText: text('rules.done') }).waitFor();
    expect(await page.locator('.second-person').count()).toBe(0);
  });
});
