import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { useWindowBrowser } from '../support/window-browser.ts';
import { calmAnswers, type WindowDouble } from '../support/window-double.ts';
import * as fixture from '../support/window-fixtures.ts';

const NOW = Date.now();
const browser = useWindowBrowser();

/** A supervisor's window with all that the keys can open: a verdict that may be overridden, stale keys, a contingency. */
async function openFull(): Promise<WindowDouble> {
  const status = { ...fixture.status(NOW), trust: fixture.aged(NOW, 'stale', 80, { mayAccept: true }) };
  const window = await browser.open({
    ...calmAnswers(NOW),
    'app:status': () => status,
    'contingency:state': () => fixture.contingency(NOW),
    'desk:current': () => ({ verdict: fixture.red(NOW), conversion: null, case: null, override: null }),
  });
  await window.page.locator('#verdict-word').waitFor();
  return window;
}

const calls = ({ called }: WindowDouble, wanted: string): number => called.filter(({ channel }) => channel === wanted).length;

const DIALOGS = [
  ['F1', 'help'],
  ['F3', 'manual'],
  ['Shift+F6', 'picture'],
  ['F9', 'crossing'],
  ['F7', 'contingency'],
  ['Shift+F7', 'consent-stale'],
  ['F10', 'override'],
  ['Shift+F11', 'notices-dialog'],
] as const;

describe('the lock key', () => {
  it.each(DIALOGS)('locks over the dialog of %s', async (key, name) => {
    const double = await openFull();
    await double.page.keyboard.press(key);
    await double.page.locator(`dialog.${name}`).waitFor();
    await double.page.keyboard.press('F12');
    await until(() => calls(double, 'staff:lock') === 1);
    await double.emit('staff:changed', fixture.session(NOW, { state: 'locked' }));
    await double.page.locator('dialog').waitFor({ state: 'detached' });
  });

  it.each([
    ['a second person’s badge', 'second-person', { pending: fixture.pending(NOW) }],
    ['a second person’s PIN', 'second-person', { pending: fixture.pending(NOW), waiting: fixture.waiting() }],
    ['the next person’s PIN', 'hand-over', { waiting: fixture.waiting() }],
  ] as const)('locks while %s is waited for', async (_, name, change) => {
    const double = await openFull();
    await double.emit('staff:changed', fixture.session(NOW, change));
    await double.page.locator(`dialog.${name}`).waitFor();
    await double.page.keyboard.press('F12');
    await until(() => calls(double, 'staff:lock') === 1);
  });

  it('is the only one that reaches the desk through a dialog', async () => {
    const double = await openFull();
    await double.page.keyboard.press('F3');
    for (const key of ['F2', 'F4', 'F6', 'F9', 'F12']) await double.page.keyboard.press(key);
    await until(() => calls(double, 'staff:lock') === 1);
    expect(await double.page.locator('dialog').count()).toBe(1);
    expect(calls(double, 'case:open') + calls(double, 'desk:convert')).toBe(0);
  });
});

describe('Enter', () => {
  it('sends a typed code from its field, and closes without sending on the button that cancels', async () => {
    const double = await openFull();
    const { page } = double;
    const field = page.locator('#manual-text:focus');
    await page.keyboard.press('F3');
    await field.waitFor();
    await field.fill('HC1:HALF');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(calls(double, 'desk:manual')).toBe(0);
    await page.keyboard.press('F3');
    await field.waitFor();
    await field.fill('HC1:WHOLE');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(double.called.filter(({ channel }) => channel === 'desk:manual').map(({ request }) => request)).toEqual([{ text: 'HC1:WHOLE' }]);
  });

  it.each(['notice-text', 'notice-severity', 'notice-end'])('sends a notice from %s', async (id) => {
    const double = await openFull();
    const { page } = double;
    await page.keyboard.press('Shift+F11');
    await page.locator('#notice-text:focus').fill('Lane 3 closes at 14:00.');
    await page.locator(`#${id}`).focus();
    await page.keyboard.press('Enter');
    await until(() => calls(double, 'notice:send') === 1);
  });

  it('asks for a second person from the list of reasons, once one is chosen', async () => {
    const double = await openFull();
    const { page } = double;
    await page.keyboard.press('F10');
    await page.locator('#override-reason:focus').selectOption('health-bureau-agrees');
    await page.keyboard.press('Enter');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(calls(double, 'desk:override')).toBe(1);
  });
});

describe('function keys', () => {
  /** Which presses the browser would get; heard last of all, as the browser does. */
  const leftToBrowser = async ({ page }: WindowDouble, keys: readonly string[]): Promise<string> => {
    await page.evaluate(() => {
      document.documentElement.dataset.leftToBrowser = '';
      window.addEventListener('keydown', (event) => {
        if (!event.defaultPrevented) document.documentElement.dataset.leftToBrowser = (document.documentElement.dataset.leftToBrowser ?? '') + `${event.key} `;
      });
    });
    for (const key of keys) await page.keyboard.press(key);
    return (await page.locator('html').getAttribute('data-left-to-browser')) ?? '';
  };
  const ALL = Array.from({ length: 12 }, (_, index) => `F${index + 1}`);

  it('never reach the browser, whether they mean something here or not; other keys do', async () => {
    const double = await openFull();
    // Signed out no key but F1, F8 and F12 means anything.
    await double.emit('staff:changed', fixture.session(NOW, { state: 'signed-out', person: null, since: null }));
    await double.page.locator('#staff-number').waitFor();
    const keys = ALL.filter((key) => key !== 'F1');
    expect(await leftToBrowser(double, [...keys, 'Control+r', 'Tab'])).toBe('Control Tab ');
  });

  it.each(DIALOGS)('never reach the browser from the dialog of %s', async (key, name) => {
    const double = await openFull();
    await double.page.keyboard.press(key);
    await double.page.locator(`dialog.${name}`).waitFor();
    expect(await leftToBrowser(double, [...ALL, 'Control+r', 'Shift'])).toBe('Control Shift ');
  });
});
