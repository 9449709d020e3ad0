import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { type Language, LANGUAGES, type TravellerKind } from '../../core/contract.ts';
import { openChromiumShell, type ChromiumShell } from '../../electron/chromium.ts';
import { HAND } from './hand.ts';

const DRILL_ENGINE = fileURLToPath(new URL('../../tools/drill/engine-process.ts', import.meta.url));
const locales = Object.fromEntries(
  LANGUAGES.map((language) => [language, JSON.parse(readFileSync(new URL(`../../renderer/locales/${language}.json`, import.meta.url), 'utf8')) as unknown]),
) as Record<Language, unknown>;

/** The text that the window shows for a key, as the locale file has it. */
export function textOf(language: Language, key: string): string {
  const value = key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], locales[language]);
  if (typeof value !== 'string') throw new Error(`${language}: no text ${key}`);
  return value;
}

export interface TerminalWindow {
  readonly shell: ChromiumShell;
  readonly page: Page;
  readonly dataDir: string;
  readonly verdict: Locator;
  readonly text: (key: string) => string;
  /** Presents a traveller of a kind to the virtual scanner, and waits for a verdict that is not the one before. */
  present(kind: TravellerKind): Promise<void>;
  /** Converts the traveller at the desk by keyboard alone, supplying what the code does not say. */
  convert(): Promise<void>;
  setGateway(state: 'up' | 'down' | 'faulty'): Promise<void>;
  /** Value of an item of the status bar, such as `network`. */
  status(item: string): Promise<string>;
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly language?: Language;
  /** The drill's data directory; a folder that the caller removes. */
  readonly dataDir: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Further switches of the browser. */
  readonly switches?: readonly string[];
  /** Another engine process than the drill's, with its arguments. */
  readonly engine?: { readonly entry: string; readonly args: readonly string[] };
}

/** Opens a drill in the real window, headless, in the Chromium shell that users get. */
export async function openTerminalWindow({ language = 'en', dataDir, viewport = { width: 1280, height: 800 }, switches = [], engine }: WindowOptions): Promise<TerminalWindow> {
  const shell = await openChromiumShell({
    engineEntry: engine?.entry ?? DRILL_ENGINE,
    engineArgs: engine?.args ?? ['--data', dataDir, '--auto', 'off', '--lang', language],
    headless: true,
    viewport,
    switches,
  });
  const { page } = shell;
  page.setDefaultTimeout(60_000);
  const text = (key: string): string => textOf(language, key);
  const verdict = page.locator('#verdict-word');
  const scans = page.locator('.recent li');
  try {
    await page.getByText(text('desk.idle')).waitFor();
  } catch (cause) {
    // Nobody else would end them.
    await shell.close();
    throw cause;
  }
  return {
    shell,
    page,
    dataDir,
    verdict,
    text,
    async present(kind) {
      // What is shown to a scanner that is not open yet is lost, as at a real desk.
      await page.locator('.status-item', { hasText: text('status.scanner') }).filter({ hasText: text('scannerState.ready') }).waitFor();
      const newest = (await scans.count()) === 0 ? null : await scans.first().getAttribute('data-scan');
      await page.getByLabel(text('drill.kind')).selectOption(kind);
      await page.keyboard.press('Shift+F9');
      await page.locator(`.recent li:first-child:not([data-scan="${newest ?? ''}"])`).waitFor();
      await verdict.waitFor();
    },
    async convert() {
      await page.keyboard.press('F2');
      for (const [field, value] of [['permitNumber', 'M12345678'], ['birthDate', '1980-01-01']] as const) {
        const input = page.locator(`#conversion-${field}`);
        if ((await input.inputValue()) === '') await input.fill(await completed(page, field, value));
      }
      await page.locator('#conversion-phone').focus();
      await page.keyboard.type('66123456', HAND);
      await page.keyboard.press('F2');
    },
    async setGateway(state) {
      await page.locator('.drill-gateway select').selectOption(state);
    },
    async status(item) {
      return (await page.locator('.status-item', { hasText: text(`status.${item}`) }).locator('dd').innerText()).trim();
    },
    close: () => shell.close(),
  };
}

/** A birth date that agrees with the year or month which the code states; other fields as given. */
async function completed(page: Page, field: string, value: string): Promise<string> {
  if (field !== 'birthDate') return value;
  const stated = (await page.locator('.facts dd').first().innerText()).trim();
  return /^\d{4}(-\d{2})?$/.test(stated) ? `${stated}-01-01`.slice(0, 10) : value;
}
