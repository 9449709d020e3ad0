import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { ownTerminal } from '../support/own-terminal.ts';
import type { TerminalWindow } from '../support/terminal-window.ts';

const PIXELS_A_MODULE = 4;

/** Reads the code that is drawn in the window, as a scanner's lens would. */
async function readCode({ page }: TerminalWindow): Promise<string> {
  const code = page.locator('.qr-exact');
  const size = Number((await code.getAttribute('viewBox'))?.split(' ')[2]);
  const path = (await code.locator('path').getAttribute('d')) ?? '';
  const width = size * PIXELS_A_MODULE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)/g)) {
    for (let row = 0; row < PIXELS_A_MODULE; row++) {
      const from = ((Number(y) * PIXELS_A_MODULE + row) * width + Number(x) * PIXELS_A_MODULE) * 4;
      for (let at = from; at < from + PIXELS_A_MODULE * 4; at += 4) pixels.fill(0, at, at + 3);
    }
  }
  const read = jsQR(pixels, width, width);
  if (read === null) throw new Error('the code on the screen cannot be read');
  return read.data;
}

describe('the scanner doctor', () => {
  it('shows a test card that can be read off the screen, and what became of it', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await page.keyboard.press('Control+3');
    const scanners = page.locator('#service-scanners');
    await page.getByRole('button', { name: text('testCard.lengths.short') }).focus();
    await page.keyboard.press('Enter');
    const card = await readCode(terminal);
    expect(card).toMatch(/^PORTAS-TEST:\d{6}:0050:/);
    // Handed in as typed by hand, whatever the machine's load: how fast keys come is what tells a scanner from a hand.
    await page.evaluate((text) => (window as unknown as { readonly portas: { call(channel: string, request: object): Promise<unknown> } }).portas.call('desk:manual', { text }), card);
    const result = page.locator('.test-card-results');
    await result.getByText(text('testCard.passed')).waitFor();
    expect(await result.locator('.card-fail').count()).toBe(0);
    expect(await result.innerText()).toContain(text('testCard.finding.mode.other'));
    // It was no traveller.
    await page.keyboard.press('Control+1');
    expect(await page.locator('.recent li').count()).toBe(0);
    await page.keyboard.press('Control+3');
    await scanners.locator('summary').click();
    expect(await scanners.locator('.device-table table').innerText()).toContain('generic-pos');
  });
});
