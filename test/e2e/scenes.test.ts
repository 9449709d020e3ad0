/** A part of `npm run scenes`: the scenes with a conversion to make, and one scene of each kind of screen in each theme. */
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/contract.ts';
import { hiddenActions } from '../support/layout-faults.ts';
import { sceneFaults } from '../support/scene-faults.ts';
import { useWindowBrowser } from '../support/window-browser.ts';
import { calmAnswers, type WindowDouble } from '../support/window-double.ts';
import * as fixture from '../support/window-fixtures.ts';
import { scenes } from '../support/window-scenes.ts';

/** Those with most around the form, or most in it. */
const CONVERSIONS = ['pass', 'faults', 'outage', 'conversion-not-kept', 'document-fills', 'camera-found', 'camera-denied-verdict', 'notice-urgent', 'ageing'];
const SCREENS = ['refuse', 'camera-found', 'document-differs', 'notice-contingency', 'picture-several', 'overview', 'doctor-card-faults', 'queue-failed'];

const windows = useWindowBrowser();
const answers = (now: number, language: (typeof LANGUAGES)[number] = 'pt'): ReturnType<typeof calmAnswers> => ({ ...calmAnswers(now), 'app:welcome': () => fixture.welcome({}, { language }) });

/** Shows a scene in a window that has shown another before. */
async function show(window: WindowDouble, name: string, language?: (typeof LANGUAGES)[number]): Promise<void> {
  const now = Date.now();
  await window.reopen(answers(now, language));
  await scenes[name]?.(window, now);
}

describe('the scenes of the window, at 1280 x 800', () => {
  it('keep the desk’s primary action in sight, whatever stands around it, in every language', async () => {
    const window = await windows.open(answers(Date.now()), { reducedMotion: 'reduce' });
    const hidden: Record<string, string[]> = {};
    for (const name of CONVERSIONS) {
      await show(window, name);
      for (const language of LANGUAGES) {
        await window.page.locator(`.languages button[lang^="${language}"]`).click();
        await window.page.locator('#conversion-send').waitFor();
        const found = await hiddenActions(window.page);
        if (found.length > 0) hidden[`${name} ${language}`] = found;
      }
    }
    expect(hidden).toEqual({});
  });

  it('have no accessibility fault and cut no text, in every theme', async () => {
    const window = await windows.open(answers(Date.now()), { reducedMotion: 'reduce' });
    const faults: Record<string, string[]> = {};
    for (const [index, name] of SCREENS.entries()) {
      await show(window, name, LANGUAGES[index % LANGUAGES.length]);
      const found = await sceneFaults(window.page);
      if (found.length > 0) faults[name] = found;
    }
    expect(faults).toEqual({});
    expect(window.complaints).toEqual([]);
  });
});
