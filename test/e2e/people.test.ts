import { describe, expect, it } from 'vitest';
import { HAND } from '../support/hand.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { choosePin, enterPin, presentBadge, showBadge, signIn } from '../support/people.ts';

describe('people at the terminal, in the real window', () => {
  it('lock it, and no traveller is judged or left on the screen until somebody is back', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await terminal.present('good');
    await page.keyboard.press('F12');
    await page.getByRole('heading', { name: text('session.locked') }).waitFor();
    expect(await page.locator('main').innerText()).not.toContain(text('outcome.pass'));
    await page.keyboard.press('Shift+F9');
    expect(await page.locator('.tab:visible').count()).toBe(0);

    // By the same scanner, after that traveller: once the badge is asked about, the code has been read.
    await presentBadge(terminal, 'officer');
    expect(await terminal.verdict.count()).toBe(0);
    await choosePin(terminal, '482915');
    await page.getByText(text('desk.idle')).waitFor();
    expect(await page.locator('.person').innerText()).toContain('1042');
    expect(await page.locator('.tab:visible').count()).toBe(1);
    await terminal.present('red');
    expect(await terminal.verdict.textContent()).toBe(text('outcome.refuse'));
    expect(await page.locator('.recent li').count()).toBe(2);
  });

  it('hand a desk over while it works on, and see only what their role shows', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await presentBadge(terminal, 'technician');
    expect(await page.locator('.person').innerText()).toContain('DRILL');
    await choosePin(terminal, '604821');
    await page.locator('.service').waitFor();
    expect(await page.locator('.person').innerText()).toContain('3007');
    expect(await page.locator('.tab:visible').allInnerTexts()).toHaveLength(1);
    await presentBadge(terminal, 'supervisor');
    await choosePin(terminal, '715093');
    await page.getByText(text('desk.idle')).waitFor();
    expect(await page.locator('.tab:visible').allInnerTexts()).toHaveLength(2);
  });

  it('send a traveller to the second line with one key, and close the case with a decision', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await presentBadge(terminal, 'officer');
    await choosePin(terminal, '482915');
    await page.locator('.person').getByText('1042').waitFor();
    await terminal.present('red');
    await page.keyboard.press('F4');
    await page.locator('.second-line-number').waitFor();
    await page.locator('.status-bar').getByText(text('status.cases')).waitFor();
    await presentBadge(terminal, 'supervisor');
    await choosePin(terminal, '715093');
    await page.locator('.person').getByText('2001').waitFor();
    await page.keyboard.press('Control+2');
    const open = page.locator('.cases-open > li');
    expect(await open.innerText()).toContain('1042');
    expect(await open.innerText()).toContain(text('reasonShort.colour-red'));
    await open.getByRole('combobox').selectOption('refused-health-check-positive');
    await open.getByRole('button').click();
    await page.getByText(text('case.noneOpen')).waitFor();
    await page.locator('.status-bar').getByText(text('status.cases')).waitFor({ state: 'detached' });
  });

  it('let a traveller through whom a rule refuses only as two, and never one whose code is forged', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await presentBadge(terminal, 'officer');
    await choosePin(terminal, '482915');
    await page.locator('.person').getByText('1042').waitFor();
    await terminal.present('forged');
    expect(await page.getByRole('button', { name: text('override.open') }).count()).toBe(0);
    await page.keyboard.press('F10');
    expect(await page.locator('dialog').count()).toBe(0);
    await terminal.present('red');
    await page.keyboard.press('F10');
    await page.locator('#override-reason').selectOption('health-bureau-agrees');
    await page.getByRole('button', { name: text('override.send') }).click();
    await page.locator('.second-person').waitFor();
    await showBadge(terminal, 'officer');
    await page.getByText(text('staffRefusal.second-person-same')).waitFor();
    await showBadge(terminal, 'supervisor');
    await page.locator('#pin').waitFor();
    await choosePin(terminal, '715093');
    await page.locator('.override-done').waitFor();
    expect(await page.locator('.override-done').innerText()).toMatch(/1042.*2001/);
    expect(await page.locator('.person').innerText()).toContain('1042');
    expect(await terminal.verdict.textContent()).toBe(text('outcome.refuse'));
    expect(await page.locator('.recent .overridden').count()).toBe(1);
  });

  it('leave nothing of a traveller to the next: an open form goes with whoever filled it in, by badge or by lock', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    const dialogs = page.locator('dialog');
    await signIn(terminal, 'supervisor', '715093');
    await page.keyboard.press('F7');
    await page.locator('#contingency-reason').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.contingency-report').waitFor();
    await page.keyboard.press('Escape');
    await signIn(terminal, 'officer', '482915');
    await page.locator('.person').getByText('1042').waitFor();

    // A form that is half filled in, at a hand-over.
    await page.keyboard.press('F9');
    await page.keyboard.press('F2');
    await page.locator('#crossing-zone:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('SAM PUN', HAND);
    expect(await page.locator('#crossing-name').inputValue()).toBe('SAM PUN');
    await showBadge(terminal, 'supervisor');
    await enterPin(terminal, '715093');
    await page.locator('.person').getByText('2001').waitFor();
    expect(await dialogs.count()).toBe(0);
    await page.keyboard.press('F9');
    await page.locator('#crossing-evidence:focus').waitFor();
    expect(await page.locator('#crossing-consent').isChecked()).toBe(false);
    await page.keyboard.press('F2');
    expect(await page.locator('#crossing-name').inputValue()).toBe('');

    // A code that is half typed, at a lock by one's own badge.
    await page.keyboard.press('Escape');
    await page.keyboard.press('F3');
    await page.locator('#manual-text:focus').waitFor();
    await page.keyboard.type('HC1:HALF', HAND);
    await showBadge(terminal, 'supervisor');
    await page.getByRole('heading', { name: text('session.locked') }).waitFor();
    expect(await dialogs.count()).toBe(0);
    await page.locator('#staff-number').fill('2001');
    await page.keyboard.press('Enter');
    await enterPin(terminal, '715093');
    await page.getByText(text('desk.idle')).waitFor();
    expect(await dialogs.count()).toBe(0);
    await page.keyboard.press('F3');
    await page.locator('#manual-text:focus').waitFor();
    expect(await page.locator('#manual-text').inputValue()).toBe('');
  });

  it('wait after wrong PINs, and can be identified by number once their badge was seen', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await presentBadge(terminal, 'officer');
    await choosePin(terminal, '482915');
    await page.locator('.person').getByText('1042').waitFor();
    await page.keyboard.press('F12');
    await page.locator('#staff-number').fill('9999');
    await page.keyboard.press('Enter');
    await page.getByText(text('staffRefusal.staff-unknown')).waitFor();
    await page.locator('#staff-number').fill('1042');
    await page.keyboard.press('Enter');
    for (let failure = 1; failure <= 3; failure++) {
      await enterPin(terminal, `57392${failure}`);
      await page.getByText(text('staffRefusal.pin-wrong')).waitFor();
      if (failure < 3) await page.locator('#pin:enabled').waitFor();
    }
    await page.locator('#pin:disabled').waitFor();
    await page.getByRole('alert').getByText(/\d{2}:\d{2}:\d{2}/).waitFor();
  });
});
