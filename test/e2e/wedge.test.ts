import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { RESOURCES_DIR } from '../../core/config.ts';
import { type CallName, calls, type EventName, events, type Request } from '../../core/contract.ts';
import { NO_AFFIXES } from '../../core/model/keyboard.ts';
import { utcMillis } from '../../core/model/units.ts';
import { type KeyboardProfile, loadDeviceProfiles } from '../../core/scan/device-profiles.ts';
import { type Mended, mendTyped } from '../../core/scan/mend-typed.ts';
import { createVirtualScanner, type VirtualScanner } from '../../tools/scanner/virtual-scanner.ts';
import { openTerminal, type Terminal } from '../support/terminal.ts';
import { until } from '../support/until.ts';
import { typeScan, type WedgeScan } from '../support/wedge-scanner.ts';
import { useWindowBrowser } from '../support/window-browser.ts';
import { type Answers, calmAnswers, type WindowDouble } from '../support/window-double.ts';
import * as fixture from '../support/window-fixtures.ts';

const NOW = Date.now();
const CODE = 'MO1:6BF XN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV0W23NTDE-7%A.';
let whole: Terminal | null = null;
// Declared before that of the windows, and so run after it.
afterEach(async () => {
  await whole?.stop();
  whole = null;
});
const browser = useWindowBrowser();
const openDesk = (): Promise<WindowDouble> => browser.open(calmAnswers(NOW));

/** What the engine makes of the bursts that the window sent. */
const sentBy = ({ called }: WindowDouble): readonly Request<'desk:wedge'>[] => called.filter(({ channel }) => channel === 'desk:wedge').map(({ request }) => request as Request<'desk:wedge'>);
const readBy = (window: WindowDouble): readonly Mended[] =>
  sentBy(window).map(({ text, strokes, inputMethod }) =>
    mendTyped({ text, inputMethod, typedAs: null, strokes: strokes.map((stroke) => ({ usage: stroke & 0xff, modifiers: stroke >> 8 })) }, { layout: 'us', affixes: NO_AFFIXES }),
  );

/** The field that has the focus, its value and its cursor. */
const standing = (page: Page): Promise<unknown> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement) {
      return { id: element.id, value: element.value, checked: 'checked' in element && element.checked, selection: [element.selectionStart, element.selectionEnd] };
    }
    return { id: element?.id, tag: element?.tagName, value: element instanceof HTMLSelectElement ? element.value : null };
  });

/** Scans and waits for what the window sends. */
async function scan(window: WindowDouble, how: Partial<WedgeScan> = {}): Promise<void> {
  const before = sentBy(window).length;
  await typeScan(window.page, { text: CODE, ...how });
  await until(() => sentBy(window).length > before);
}

/** Places a scan may come down on: each puts the focus somewhere, a cursor or a selection in its middle where there is one. */
const select = (page: Page, id: string, text: string): Promise<void> =>
  page.locator(`#${id}`).fill(text).then(() => page.locator(`#${id}`).evaluate((field: HTMLInputElement) => field.setSelectionRange(2, 5)));
const PLACES: Readonly<Record<string, (window: WindowDouble) => Promise<void>>> = {
  'the empty desk': async () => Promise.resolve(),
  'a field with text': async ({ emit, page }) => {
    await emit('verdict:shown', fixture.verdict(NOW));
    await select(page, 'conversion-phone', '66123456');
  },
  'a list': async ({ emit, page }) => {
    await emit('verdict:shown', fixture.verdict(NOW));
    await page.locator('#conversion-destinationCity').focus();
  },
  'the text of the manual entry': async ({ page }) => {
    await page.keyboard.press('F3');
    await select(page, 'manual-text', 'HC1:ABC');
  },
  'a button of a dialog': async ({ page }) => {
    await page.keyboard.press('F3');
    await page.locator('dialog[open] button').last().focus();
  },
  'the PIN of whoever signs in': async ({ emit, page }) => {
    await emit('staff:changed', fixture.session(NOW, { state: 'signed-out', person: null, waiting: fixture.waiting() }));
    await select(page, 'pin', '135790');
  },
};
const ACTS = ['desk:convert', 'desk:manual', 'staff:enter-pin', 'staff:cancel', 'desk:clear', 'case:open'];

describe('a scan by a keyboard-mode scanner, wherever the focus is', () => {
  for (const [place, goThere] of Object.entries(PLACES)) {
    it(`comes whole, once, and leaves ${place} as it was, whatever ends it`, async () => {
      const window = await openDesk();
      await goThere(window);
      const before = await standing(window.page);
      for (const ending of ['Enter', 'Tab', null] as const) {
        await scan(window, { ending, pace: ending === 'Tab' ? 35 : 1 });
        expect(await standing(window.page)).toEqual(before);
      }
      expect(readBy(window)).toEqual(Array.from({ length: 3 }, () => ({ kind: 'code', text: CODE, sound: true, damage: null })));
      expect(window.called.map(({ channel }) => channel).filter((channel) => ACTS.includes(channel))).toEqual([]);
    });
  }

  it('does not count as work begun: the next traveller’s verdict is shown at once', async () => {
    const window = await openDesk();
    await window.emit('verdict:shown', fixture.verdict(NOW));
    await window.page.locator('#conversion-phone').focus();
    await scan(window);
    await window.emit('verdict:shown', fixture.red(NOW));
    await window.page.locator('.reason-text').first().waitFor();
    expect(await window.page.locator('dialog[open]').count()).toBe(0);
  });
});

/** Runs a line in the page at one of the next keys, before anybody hears of that key. */
const atKey = (page: Page, nth: number, line: string): Promise<unknown> =>
  page.evaluate(`{ let keys = 0; window.addEventListener('keydown', () => { if (++keys === ${nth.toString()}) { ${line} } }, { capture: true }); }`);

describe('the bar code of some article', () => {
  const ARTICLE = '96385074';
  it.each([
    ['the button that sends a conversion', 'conversion-send', ''],
    ['a field with text', 'conversion-phone', '66123456'],
  ])('changes nothing and presses nothing on %s, and asks for another scan', async (_, id, value) => {
    const window = await openDesk();
    await window.emit('verdict:shown', fixture.verdict(NOW));
    await window.page.keyboard.press('F2');
    if (value !== '') await select(window.page, id, value);
    await window.page.locator(`#${id}`).focus();
    const before = await standing(window.page);
    await typeScan(window.page, { text: ARTICLE });
    await window.page.locator('.torn').waitFor();
    expect(await standing(window.page)).toEqual(before);
    expect(window.called.map(({ channel }) => channel).filter((channel) => [...ACTS, 'desk:wedge'].includes(channel))).toEqual([]);
  });

  it('is no try of a PIN', async () => {
    const window = await openDesk();
    await PLACES['the PIN of whoever signs in']?.(window);
    const before = await standing(window.page);
    await typeScan(window.page, { text: ARTICLE });
    expect(await standing(window.page)).toEqual(before);
    expect(window.called.map(({ channel }) => channel).filter((channel) => ACTS.includes(channel))).toEqual([]);
  });
});

describe('a scan in the middle of something', () => {
  it.each([CODE, '132132132132132', '32132132'])('chooses nothing from a numbered list: %s', async (text) => {
    const { page, emit, called } = await openDesk();
    await emit('contingency:changed', fixture.contingency(NOW));
    await page.keyboard.press('F9');
    const chosen = (): Promise<string[]> => page.locator('.crossing select').evaluateAll((lists) => lists.map((list) => (list as HTMLSelectElement).value));
    await page.locator('#crossing-outcome').press('2');
    await until(async () => (await chosen())[1] === 'refused');
    await page.locator('#crossing-reason').press('3');
    await until(async () => (await chosen())[2] !== 'no-evidence');
    const before = await chosen();
    await page.keyboard.press('Shift+Tab');
    await typeScan(page, { text });
    expect(await chosen()).toEqual(before);
    expect(called.map(({ channel }) => channel)).not.toContain('contingency:record');
  });

  it('leaves nothing in a field that gets the focus while it comes in', async () => {
    const window = await openDesk();
    await window.page.evaluate(() => {
      const field = Object.assign(document.createElement('input'), { id: 'late', value: '12' });
      document.body.append(field);
    });
    await atKey(window.page, 5, `document.getElementById('late').focus();`);
    await scan(window);
    expect(await window.page.locator('#late').inputValue()).toBe('12');
    expect(readBy(window)).toMatchObject([{ text: CODE }]);
  });

  it('is asked for again when the window loses the focus', async () => {
    const desk = await openDesk();
    await atKey(desk.page, 30, `window.dispatchEvent(new Event('blur'));`);
    await typeScan(desk.page, { text: CODE.slice(0, 40), ending: null });
    await desk.page.locator('.torn').waitFor();
    expect(sentBy(desk)).toEqual([]);
  });
});

/** The window before a real engine, whose only scanner is one in keyboard mode. */
async function openWhole(): Promise<{ readonly window: WindowDouble; readonly terminal: Terminal; readonly scanner: VirtualScanner }> {
  const profile = loadDeviceProfiles(join(RESOURCES_DIR, 'device-profiles.json')).find((each): each is KeyboardProfile => each.mode === 'hid-keyboard');
  if (profile === undefined) throw new Error('no profile of a scanner in keyboard mode');
  const scanner = createVirtualScanner(profile);
  // Reports are there long before the last of the keys on a busy machine.
  const rereadSeconds = 30;
  const terminal = await openTerminal((parts) => ({ ...parts, drivers: [scanner], settings: { ...parts.settings, desk: { ...parts.settings.desk, rereadSeconds } } }));
  whole = terminal;
  const answers = Object.fromEntries(Object.keys(calls).map((channel) => [channel, (request: unknown) => terminal.client.call(channel as CallName, request as never)]));
  const window = await browser.open(answers as unknown as Answers);
  // The test's own end may close the page while the engine still tells it something.
  for (const channel of Object.keys(events) as EventName[]) terminal.client.on(channel, (payload) => void window.emit(channel, payload as never).catch(() => undefined));
  return { window, terminal, scanner };
}

describe('the window and the engine together', () => {
  it('give one verdict for a code that came by reports and by the window’s keys, on a host of another layout with Caps Lock on', async () => {
    const { window, terminal, scanner } = await openWhole();
    const { page } = window;
    const first = terminal.drill.goodCode(utcMillis(Date.now()));
    await Promise.all([scanner.present(first), typeScan(page, { text: first, host: 'pt', capsLock: true })]);
    await until(() => sentBy(window).length === 1);
    await page.locator('#verdict-word').waitFor();
    scanner.unplug();
    await until(async () => (await terminal.client.call('app:status', {})).scanner !== 'ready');
    await typeScan(page, { text: terminal.drill.goodCode(utcMillis(Date.now())), host: 'pt', capsLock: true });
    await until(async () => (await page.locator('.recent li').count()) > 1);
    await page.locator('.notice', { hasText: /US.*PT/ }).waitFor();
    const { scans } = await terminal.client.call('desk:recent', {});
    expect(scans.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
  });
});

describe('what a keyboard does to a scan', () => {
  it.each([
    ['Caps Lock', { capsLock: true }, { cause: 'caps-lock' }],
    ['a host of another layout', { scanner: 'us', host: 'pt' }, { cause: 'layout', scannerLayout: 'us', hostLayout: 'pt' }],
    ['a scanner of another layout', { scanner: 'pt', host: 'us' }, { cause: 'layout', scannerLayout: 'pt', hostLayout: 'us' }],
  ] as const)('%s is told and undone, and the field does not keep it', async (_, how, damage) => {
    const window = await openDesk();
    await PLACES['a field with text']?.(window);
    const before = await standing(window.page);
    await scan(window, how);
    expect(readBy(window)).toMatchObject([{ kind: 'code', text: CODE, damage: { ...damage, restored: true } }]);
    expect(await standing(window.page)).toEqual(before);
  });

  it('an input method lets go of the field, and the code comes from the keys', async () => {
    const window = await openDesk();
    await PLACES['a field with text']?.(window);
    const before = await standing(window.page);
    await scan(window, { inputMethod: true });
    expect(readBy(window)).toMatchObject([{ kind: 'code', text: CODE, damage: { cause: 'input-method', restored: true } }]);
    expect(await standing(window.page)).toEqual(before);
  });

  it('is said on the desk for as long as it lasts; what is not put right asks for another scan', async () => {
    const { page, emit, complaints } = await openDesk();
    const damage = { cause: 'layout', restored: true, scannerLayout: 'pt', hostLayout: 'us', deviceId: null } as const;
    await emit('status:changed', fixture.status(NOW, { keyboard: damage }));
    await page.locator('.notice', { hasText: /PT.*US/ }).waitFor();
    await emit('scan:damaged', { ...damage, role: null });
    expect(await page.locator('.torn').count()).toBe(0);
    await emit('scan:damaged', { ...damage, cause: 'caps-lock', restored: false, role: null });
    await page.locator('.torn', { hasText: 'Caps Lock' }).waitFor();
    await emit('status:changed', fixture.status(NOW));
    await page.locator('.notice').waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });
});
