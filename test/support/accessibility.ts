/** What axe finds in a real window: WCAG 2.2 A and AA. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

const WCAG_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Findings as lines; none when all is well. The drill's watermark is left out: it is decoration that repeats the drill's badge, which is looked at.
 * @param part - selector of the part that is looked at; by default the whole page.
 * @param rules - rules of axe; by default those of WCAG 2.2 A and AA.
 */
export async function accessibilityFaults(page: Page, part?: string, rules?: readonly string[]): Promise<string[]> {
  // Sizes and contrasts of what still moves are those of an instant.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('.watermark');
  const chosen = rules === undefined ? axe.withTags(WCAG_TAGS) : axe.withRules([...rules]);
  const { violations } = await (part === undefined ? chosen : chosen.include(part)).analyze();
  return violations.flatMap(({ id, impact, nodes }) => nodes.map(({ target, any }) => `${impact ?? '?'} ${id}: ${target.join(' ')} ${any.map(({ message }) => message).join('; ')}`.trim()));
}
