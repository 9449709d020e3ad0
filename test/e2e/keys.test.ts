import { type Browser, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../electron/find-chromium.ts';
import { calmAnswers, openWindow, type WindowDouble } from '../support/window-double.ts';
import * as fixture from '../support/window-fixtures.ts';
import { until } from '../support/until.ts';

const NOW = Date.now();
let browser: Browser;
let open: WindowDouble | null = null;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] });
});
afterAll(() => browser.close());
afterEach(async () => {
  await open?.page.context().close();
  open = null;
});

/** A supervisor's window with all that the keys can open: a verdict that may be overridden, stale keys, a contingency. */
async function window(): Promise<WindowDouble> {
  const status = { ...fixture.status(NOW), trust: fixture.aged(NOW, 'stale', 80, { mayAccept: true }) };
  open = await openWindow(browser, {
    ...calmAnswers(NOW),
    'app:status': () => status,
    'contingency:state': () => fixture.contingency(NOW),
    'desk:current': () => ({ verdict: fixture.red(NOW), conversion: null, case: null, override: null }),
  });
  await open.page.locator('#verdict-word').waitFor();
  return open;
}

const calls = ({ called }: WindowDouble, wanted: string): number => called.filter(({ channel }) => channel === wanted).length;

const DIALOGS = [
  ['F1', 'help'],
  ['F3', 'manual'],
  ['F6', 'crossing'],
  ['F7', 'contingency'],
  ['Shift+F7', 'consent-stale'],
  ['F10', 'override'],
  ['Shift+F11', 'notices-dialog'],
] as const;

describe('the lock key', () => {
  it.each(DIALOGS)('locks over the dialog of %s', async (key, name) => {
    const double = await window();
    await double.page.keyboard.press(key);
    await double.page.locator(`dialog.${name}`).waitFor();
    await double.page.keyboard.press('F12');
    await until(() => calls(double, 'staff:lock') === 1, 10_000);
    await double.emit('staff:changed', fixture.session(NOW, { state: 'locked' }));
    await double.page.locator('dialog').waitFor({ state: 'detached' });
  });

  it.each([
    ['a second person’s badge', 'second-person', { pending: fixture.pending(NOW) }],
    ['a second person’s PIN', 'second-person', { pending: fixture.pending(NOW), waiting: fixture.waiting() }],
    ['the next person’s PIN', 'hand-over', { waiting: fixture.waiting() }],
  ] as const)('locks while %s is waited for', async (_, name, change) => {
    const double = await window();
    await double.emit('staff:changed', fixture.session(NOW, change));
    await double.page.locator(`dialog.${name}`).waitFor();
    await double.page.keyboard.press('F12');
    await until(() => calls(double, 'staff:lock') === 1, 10_000);
  });

  it('is the only one that reaches the desk through a dialog', async () => {
    const double = await window();
    await double.page.keyboard.press('F3');
    for (const key of ['F2', 'F4', 'F6', 'F12']) await double.page.keyboard.press(key);
    await until(() => calls(double, 'staff:lock') === 1, 10_000);
    expect(await double.page.locator('dialog').count()).toBe(1);
    expect(calls(double, 'case:open') + calls(double, 'desk:convert')).toBe(0);
  });
});
