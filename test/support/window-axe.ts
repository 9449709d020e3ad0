/**
 * Checks the built window with axe (WCAG 2.2 A and AA) in every workspace, state and theme, and prints each finding.
 * `node test/support/window-axe.ts`, after `npm run build`. Exits 1 on a serious or critical finding.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from 'playwright-core';
import { LANGUAGES } from '../../core/contract.ts';
import { WCAG_TAGS } from './accessibility.ts';
import { calmAnswers, openWindow } from './window-double.ts';
import * as fixture from './window-fixtures.ts';
import { scenes } from './window-scenes.ts';

const browser = await chromium.launch({
  executablePath: process.env.PORTAS_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let grave = 0;
let checked = 0;
for (const theme of ['light', 'dark', 'contrast']) {
  for (const [index, [name, scene]] of Object.entries(scenes).entries()) {
    const now = Date.now();
    // Languages and modes take turns: each is met in every theme without the full product of them.
    const language = LANGUAGES[index % LANGUAGES.length] ?? 'pt';
    const mode = index % 2 === 0 ? 'production' : 'drill';
    const window = await openWindow(browser, { ...calmAnswers(now), 'app:welcome': () => fixture.welcome({ mode }, { language }) }, { reducedMotion: 'reduce' });
    await window.page.waitForSelector('.frame');
    await window.page.evaluate((value) => {
      document.documentElement.dataset.theme = value;
    }, theme);
    await scene(window, now);
    const { violations } = await new AxeBuilder({ page: window.page }).withTags(WCAG_TAGS).analyze();
    checked += 1;
    for (const { id, impact, nodes } of violations) {
      if (impact === 'serious' || impact === 'critical') grave += 1;
      for (const { target, failureSummary } of nodes) process.stdout.write(`${theme} ${name} ${language}: ${impact ?? '?'} ${id} ${target.join(' ')}\n  ${failureSummary ?? ''}\n`);
    }
    await window.page.context().close();
  }
}
await browser.close();
process.stdout.write(`${checked} states checked, ${grave} serious or critical findings\n`);
process.exitCode = grave === 0 ? 0 : 1;
