/**
 * Looks at every scene of the window in every language and theme: axe (WCAG 2.2 A and AA), texts that are cut, primary actions out of sight at 1280 x 800.
 * `npm run scenes -- [filter]`, a regular expression on names such as `pass-pt`. Prints each finding, and exits 1 when there is one. `test/e2e/scenes.test.ts` looks at a part of it.
 */
import { chromium } from 'playwright-core';
import { LANGUAGES } from '../../core/contract.ts';
import { findChromium } from '../../electron/find-chromium.ts';
import { sceneFaults } from './scene-faults.ts';
import { calmAnswers, openWindow } from './window-double.ts';
import * as fixture from './window-fixtures.ts';
import { scenes } from './window-scenes.ts';

const [filter = ''] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: ['--no-sandbox'] });
const window = await openWindow(browser, calmAnswers(Date.now()), { reducedMotion: 'reduce' });
let checked = 0;
let found = 0;
for (const language of LANGUAGES) {
  for (const [index, [name, scene]] of Object.entries(scenes).entries()) {
    if (!new RegExp(filter).test(`${name}-${language}`)) continue;
    const now = Date.now();
    // The modes take turns: each scene is met in both.
    const mode = (index + LANGUAGES.indexOf(language)) % 2 === 0 ? 'production' : 'drill';
    await window.reopen({ ...calmAnswers(now), 'app:welcome': () => fixture.welcome({ mode }, { language }) });
    await scene(window, now);
    const faults = await sceneFaults(window.page);
    checked += 1;
    found += faults.length;
    for (const fault of faults) process.stdout.write(`${name} ${language}: ${fault}\n`);
  }
}
found += window.complaints.length;
for (const complaint of window.complaints) process.stdout.write(`the page complained: ${complaint}\n`);
await browser.close();
process.stdout.write(`${checked} scenes checked in three themes, ${found} findings\n`);
process.exitCode = found === 0 ? 0 : 1;
