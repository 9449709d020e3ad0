/**
 * Takes a picture of every state of the window in every language and size, to be looked at by a person.
 * `node test/support/window-shots.ts <folder> [name-filter]`, after `npm run build`.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BrowserContextOptions, chromium } from 'playwright-core';
import { type Language, LANGUAGES } from '../../core/contract.ts';
import { calmAnswers, openWindow } from './window-double.ts';
import * as fixture from './window-fixtures.ts';
import { type Scene, scenes } from './window-scenes.ts';

const [folder, filter = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: window-shots.ts <folder> [name-filter]');
await mkdir(folder, { recursive: true });

const views: Readonly<Record<string, BrowserContextOptions & { readonly text?: string; readonly drill?: boolean; readonly theme?: string }>> = {
  small: { viewport: { width: 1_280, height: 800 } },
  drill: { viewport: { width: 1_280, height: 800 }, drill: true },
  large: { viewport: { width: 1_920, height: 1_080 } },
  dark: { viewport: { width: 1_280, height: 800 }, colorScheme: 'dark', drill: true },
  contrast: { viewport: { width: 1_280, height: 800 }, theme: 'contrast' },
  text200: { viewport: { width: 1_280, height: 800 }, text: '200' },
};

const browser = await chromium.launch({
  executablePath: process.env.PORTAS_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
for (const [viewName, { text, drill, theme, ...options }] of Object.entries(views)) {
  for (const language of LANGUAGES) {
    for (const [sceneName, scene] of Object.entries(scenes)) {
      const name = `${viewName}-${sceneName}-${language}`;
      if (new RegExp(filter).test(name)) await shoot(name, language, scene, { text, drill, theme, options });
    }
  }
}
await browser.close();

async function shoot(
  name: string,
  language: Language,
  scene: Scene,
  view: { text: string | undefined; drill: boolean | undefined; theme: string | undefined; options: BrowserContextOptions },
): Promise<void> {
  const now = Date.now();
  const second = language === 'pt' ? 'zh-Hant' : 'pt';
  const window = await openWindow(
    browser,
    { ...calmAnswers(now), 'app:welcome': () => fixture.welcome({ mode: view.drill === true ? 'drill' : 'production' }, { language, secondLanguage: second }) },
    { reducedMotion: 'reduce', ...view.options },
  );
  await window.page.waitForSelector('.frame');
  await window.page.evaluate(
    ([size, theme]) => {
      if (size !== undefined) document.documentElement.dataset.text = size;
      if (theme !== undefined) document.documentElement.dataset.theme = theme;
    },
    [view.text, view.theme] as const,
  );
  await scene(window, now);
  await window.page.evaluate(async () => {
    await document.fonts.ready;
  });
  await window.page.screenshot({ path: join(folder ?? '.', `${name}.png`), fullPage: true });
  for (const complaint of window.complaints) process.stdout.write(`${name}: ${complaint}\n`);
  await window.page.context().close();
}
