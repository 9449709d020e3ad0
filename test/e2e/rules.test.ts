import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Role } from '../../core/model/staff.ts';
import { openTerminalWindow, type TerminalWindow } from '../support/terminal-window.ts';
import { tempDir } from '../support/temp-dir.ts';

let open: TerminalWindow | null = null;
const window = async (): Promise<TerminalWindow> => (open = await openTerminalWindow({ dataDir: join(tempDir(), 'terminal') }));
afterEach(async () => {
  await open?.close();
  open = null;
});

/** Slower than any scanner types. */
const HAND = { delay: 60 };

/** As a scanner would, while a dialog keeps the drill's bar out of reach. */
const showBadge = async ({ page }: TerminalWindow, role: Role): Promise<void> => {
  await page.evaluate(`portas.call('drill:badge', { role: '${role}' })`);
};

async function choosePin({ page }: TerminalWindow, pin: string): Promise<void> {
  await page.locator('#pin').waitFor();
  await page.locator('#pin').focus();
  await page.keyboard.type(pin, HAND);
  await page.keyboard.press('Tab');
  await page.keyboard.type(pin, HAND);
  await page.keyboard.press('Enter');
}

/** A drill with travellers behind it, and a technician before it. */
async function technician(): Promise<TerminalWindow> {
  const terminal = await window();
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
    await waiting.locator('.rehearsal-bar').first().waitFor();
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
    await page.locator('#pin').focus();
    await page.keyboard.type('715093', HAND);
    await page.keyboard.press('Enter');
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
    expect(await page.locator('#service-rules [role=status]').first().innerText()).toBe(text('rules.done'));
    expect(await page.locator('.second-person').count()).toBe(0);
  });
});
