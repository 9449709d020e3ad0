/** What members of staff do at a window, by keyboard alone. */
import type { Locator, Page } from 'playwright-core';
import type { Role } from '../../core/model/staff.ts';
import { HAND } from './hand.ts';
import type { TerminalWindow } from './terminal-window.ts';

/** Presents the badge of one of the drill's people by the drill's bar. */
export async function presentBadge({ page, text }: TerminalWindow, role: Role): Promise<void> {
  await page.getByLabel(text('drill.showBadge')).selectOption(role);
  await page.locator('#pin').waitFor();
}

/** As a scanner would, while a dialog keeps the drill's bar out of reach. */
export const showBadge = async ({ page }: TerminalWindow, role: Role): Promise<void> => {
  await page.evaluate(`portas.call('drill:badge', { role: '${role}' })`);
};

/** The window puts the focus into the field: nobody has to. */
const pinField = (page: Page): Promise<void> => page.locator('#pin:enabled:focus').waitFor();

export async function enterPin({ page }: Pick<TerminalWindow, 'page'>, pin: string): Promise<void> {
  await pinField(page);
  await page.keyboard.type(pin, HAND);
  await page.keyboard.press('Enter');
}

/** Chooses a PIN, typed twice. */
export async function choosePin({ page }: Pick<TerminalWindow, 'page'>, pin: string): Promise<void> {
  await pinField(page);
  await page.keyboard.type(pin, HAND);
  await page.keyboard.press('Tab');
  await page.keyboard.type(pin, HAND);
  await page.keyboard.press('Enter');
}

/** Badge and PIN of one of the drill's people; the PIN is chosen where there is none. */
export async function signIn(terminal: TerminalWindow, role: Role, pin: string): Promise<void> {
  await presentBadge(terminal, role);
  if ((await terminal.page.locator('#pin-again').count()) > 0) await choosePin(terminal, pin);
  else await enterPin(terminal, pin);
  await terminal.page.locator('#pin').waitFor({ state: 'detached' });
}

/** A window has fewer stops than this. */
const MOST_TABS = 150;

/** Goes to a control with the Tab key. @throws Error when no number of Tabs leads there: then it cannot be used without a mouse. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let press = 0; press < MOST_TABS; press++) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(target)}`);
}

/** Chooses an entry of the list that has the focus, with the arrow key. */
export async function choose(page: Page, list: Locator, value: string): Promise<void> {
  const entries = await list.locator('option').count();
  for (let press = 0; press < entries; press++) {
    if ((await list.inputValue()) === value) return;
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the list has no entry ${value}`);
}
