/** One headless browser for the window doubles of a test file. */
import { type Browser, type BrowserContextOptions, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { findChromium } from '../../electron/find-chromium.ts';
import { type Answers, openWindow, type WindowDouble } from './window-double.ts';

export interface WindowBrowser {
  /** Opens a window of the test's own; it is closed when the test ends. */
  open(answers: Answers, options?: BrowserContextOptions): Promise<WindowDouble>;
}

/**
 * Starts it before the tests of the file, or of the `describe` that calls this, and ends it after them.
 * @param switches - further switches of the browser.
 */
export function useWindowBrowser(switches: readonly string[] = []): WindowBrowser {
  let browser: Browser | null = null;
  const open: WindowDouble[] = [];
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox', ...switches] });
  });
  afterEach(async () => {
    for (const { page } of open.splice(0)) await page.context().close();
  });
  afterAll(() => browser?.close());
  return {
    async open(answers, options) {
      if (browser === null) throw new Error('a window can be opened in a test only');
      const window = await openWindow(browser, answers, options);
      open.push(window);
      return window;
    },
  };
}
