import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAND } from '../support/hand.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { signIn } from '../support/people.ts';
import { tempDir } from '../support/temp-dir.ts';
import { rawDatabase } from '../support/raw-database.ts';

/** Twenty seconds of a trained hand: the documents are read while it types. */
const MOST_KEYS = 110;
/** A zone typed whole is 90 keys of it; pasted it would be one, and typing the fields instead is quicker. */
const MOST_KEYS_WITH_ZONE = MOST_KEYS + 30;
const [SUPERVISOR_PIN, OFFICER_PIN] = ['715093', '482915'];

/** Types by hand, and counts the keys: every entry is one but a text, which is one a character. */
async function typeAll(page: Page, entries: readonly string[]): Promise<number> {
  let keys = 0;
  for (const entry of entries) {
    if (/^(Enter|F\d)$/.test(entry)) {
      await page.keyboard.press(entry, HAND);
      keys += 1;
    } else {
      await page.keyboard.type(entry, HAND);
      keys += entry.length;
    }
  }
  return keys;
}

/** Yesterday evening, as the form takes it. */
function sampledAt(): string {
  return new Date(Date.now() - 12 * 3_600_000 + 8 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 12);
}

describe('a contingency, in the real window', () => {
  it('is declared by a supervisor, worked by an officer with the keyboard alone, ended, and reported as the engine counts', async () => {
    const dataDir = join(tempDir(), 'terminal');
    const terminal = await ownTerminal({ dataDir });
    const { page, text } = terminal;
    // Officers see that one could be declared, and whom to tell: the button is the supervisor's.
    await signIn(terminal, 'officer', OFFICER_PIN);
    await page.locator('.person').getByText('1042').waitFor();
    const offer = page.locator('.contingency-banner.is-offer');
    const scanner = (state: 'plugged' | 'unplugged'): Promise<unknown> => page.evaluate(`portas.call('drill:set', { scanner: '${state}' })`);
    await scanner('unplugged');
    await offer.waitFor();
    expect(await offer.locator('[role="status"]').innerText()).toBe(`${text('contingency.offer.scanner-gone')} ${text('contingency.supervisorDeclares')}`);
    expect(await offer.locator('button').count()).toBe(0);
    // Badges are read by the scanner too.
    await scanner('plugged');
    await offer.waitFor({ state: 'detached' });
    await signIn(terminal, 'supervisor', SUPERVISOR_PIN);
    await page.getByText('2001').first().waitFor();
    await scanner('unplugged');
    await offer.locator('button').waitFor();
    expect((await offer.locator('[role="status"]').innerText()).trim()).toBe(text('contingency.offer.scanner-gone'));
    await scanner('plugged');
    await offer.waitFor({ state: 'detached' });
    await page.keyboard.press('F7');
    await page.locator('#contingency-reason').focus();
    await page.keyboard.type('5');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.contingency-report').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(text('contingency.word')).first().waitFor();

    await signIn(terminal, 'officer', OFFICER_PIN);
    await page.locator('.person').getByText('1042').waitFor();
    // The report and the end are the supervisor's.
    await page.keyboard.press('F7');
    expect(await page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('F9');
    await page.locator('#crossing-evidence').waitFor();
    const said = page.locator('.crossing-recorded');
    const counts: string[] = [];
    const traveller = async (name: string, number: number, entries: readonly string[], before = 0, most = MOST_KEYS): Promise<void> => {
      const keys = before + (await typeAll(page, entries));
      await said.getByText(text('contingency.crossing.recorded').replace('{{count}}', number.toString())).waitFor();
      counts.push(`${name}: ${keys} keys`);
      expect(keys, name).toBeLessThanOrEqual(most);
    };
    // The form starts with paper, passed, in order; F2 takes the consent and opens the fields.
    await traveller('converted by hand', 1, ['F2', 'Enter', 'SAM PUN', 'Enter', '2', 'Enter', 'Enter', 'M12345678', 'Enter', '19800229', 'Enter', '66123456', 'Enter', 'Enter', sampledAt(), 'F9']);
    const zone = 'I<UTOD231458907<<<<<<<<<<<<<<<7408122F1204159UTO<<<<<<<<<<<6ERIKSSON<<ANNA<MARIA<<<<<<<<<<';
    // The zone is typed too, and counted: the form takes no shortcut of the test's.
    const zoneTyped = await typeAll(page, ['F2', zone, 'Enter']);
    await page.locator('#crossing-permitNumber:focus').waitFor();
    expect(await page.locator('#crossing-name').inputValue()).toBe('ERIKSSON ANNA MARIA');
    await traveller('converted with a typed zone', 2, ['M87654321', 'Enter', 'Enter', '66123457', 'Enter', 'Enter', sampledAt(), 'F9'], zoneTyped, MOST_KEYS_WITH_ZONE);
    await traveller('passed on a document', 3, ['2', 'F9']);
    await traveller('refused', 4, ['1', 'Enter', '2', 'Enter', 'F9']);
    await traveller('to the second line', 5, ['3', 'Enter', '3', 'Enter', '3', 'F9']);
    console.info(counts.join('\n'));

    // A wrong digit is shown at its field, and nothing is recorded.
    await typeAll(page, ['1', 'F2', 'Enter', 'X', 'F9']);
    await page.locator('#crossing-permitNumber-fault').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    // Whoever has a good code is judged as ever.
    await terminal.present('good');
    expect(await terminal.verdict.textContent()).toBe(text('outcome.pass'));

    await signIn(terminal, 'supervisor', SUPERVISOR_PIN);
    await page.locator('.person').getByText('2001').waitFor();
    await page.keyboard.press('F7');
    await page.getByRole('button', { name: text('contingency.end') }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('#contingency-reason').waitFor();
    await page.locator('.contingency-banner').waitFor({ state: 'detached' });
    // The report is read again once the contingency has ended.
    await page.locator('[data-fact="end"] dd', { hasText: '2001' }).waitFor();
    const fact = (name: string) => page.locator(`[data-fact="${name}"] dd`).innerText();
    const counted = (key: string) => page.locator(`.report-counts [data-key="${key}"] td`).innerText();
    expect(await Promise.all(['crossings', 'officers', 'converted', 'dead'].map(fact))).toEqual(['5', '1', '2', '0']);
    expect(await Promise.all(['passed', 'refused', 'second-line', 'identity-document', 'in-order', 'no-evidence'].map(counted))).toEqual(['3', '1', '1', '1', '3', '1']);
    expect(Number(await fact('delivered')) + Number(await fact('waiting'))).toBe(2);

    const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
    expect(db.prepare("SELECT count(*) AS crossings, count(DISTINCT staff_number) AS officers, sum(outcome = 'passed') AS passed FROM crossings").get()).toEqual({ crossings: 5, officers: 1, passed: 3 });
    expect(db.prepare('SELECT reason, started_by AS startedBy, ended_by AS endedBy, ended_at_ms IS NOT NULL AS ended FROM contingencies').all()).toEqual([{ reason: 'drill', startedBy: '2001', endedBy: '2001', ended: 1 }]);
    db.close();
  });
});
