/** What cannot be read or reached in a real window: texts that are cut, actions that are out of sight. */
import type { Page } from 'playwright-core';

/** Texts that stick out of their box or of the window, as lines; none when all is well. */
export const cutTexts = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, label, dt, dd, th, td, h1, h2, h3, p, span, option')]
      .filter((element) => {
        const { overflowX } = getComputedStyle(element);
        const box = element.getBoundingClientRect();
        const cut = overflowX !== 'visible' && overflowX !== 'auto' && overflowX !== 'scroll' && element.scrollWidth > element.clientWidth + 1;
        const outside = box.width > 0 && box.right > document.documentElement.clientWidth + 1 && element.closest('.table-box, .watermark, .visually-hidden, pre') === null;
        return (cut || outside) && !element.matches('.visually-hidden, .visually-hidden *, .watermark *');
      })
      .map((element) => `${element.tagName}.${element.className}: ${element.textContent.slice(0, 60)}`),
  );

/**
 * Primary actions that cannot be seen whole without scrolling, or that something lies over, as lines. Of an open dialog its own, else the desk's and
 * that of whoever signs in; the other workspaces are lists that scroll.
 */
export const hiddenActions = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const place = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
    return [...place.querySelectorAll('dialog[open] .primary, .desk .primary, .sign-in .primary')].flatMap((action) => {
      const { left, right, top, bottom } = action.getBoundingClientRect();
      const [middle, level] = [(left + right) / 2, (top + bottom) / 2];
      // The middles of its edges: the corners are round.
      const seen = [[middle, top + 2], [middle, bottom - 2], [left + 2, level], [right - 2, level]].filter(([x = -1, y = -1]) => action.contains(document.elementFromPoint(x, y)));
      return seen.length === 4 ? [] : [`${action.id}.${action.className} "${action.textContent}": ${seen.length} of 4 edges seen, from ${Math.round(top)} to ${Math.round(bottom)}`];
    });
  });
