/** Everything that a machine can find wrong with a state of the window, in each of its themes. */
import type { Page } from 'playwright-core';
import { accessibilityFaults } from './accessibility.ts';
import { cutTexts, hiddenActions } from './layout-faults.ts';

/** Findings as lines; none when all is well. The page is left in the last theme. */
export async function sceneFaults(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
  const faults = [...(await cutTexts(page)), ...(await hiddenActions(page))];
  for (const theme of ['light', 'dark', 'contrast'] as const) {
    await page.evaluate((value) => {
      document.documentElement.dataset.theme = value;
    }, theme);
    // A theme changes colours alone.
    const found = theme === 'light' ? await accessibilityFaults(page) : await accessibilityFaults(page, undefined, ['color-contrast']);
    faults.push(...found.map((fault) => `${theme}: ${fault}`));
  }
  return faults;
}
