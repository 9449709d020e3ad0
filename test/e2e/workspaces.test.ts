import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../core/contract.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { awayFromTheHour } from '../support/away-from-the-hour.ts';
import { cutTexts } from '../support/layout-faults.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { type TerminalWindow, textOf } from '../support/terminal-window.ts';
import { until } from '../support/until.ts';

const figure = async ({ page, text }: TerminalWindow, name: string): Promise<string> =>
  (await page.locator('.figures > div', { hasText: text(`overview.figure.${name}`) }).locator('dd').innerText()).trim();

describe('the overview', () => {
  it('shows the figures of the real database, in chart and table', async () => {
    await awayFromTheHour();
    const terminal = await ownTerminal();
    for (const kind of ['good', 'red', 'yellow', 'good', 'forged'] as const) await terminal.present(kind);
    await terminal.page.keyboard.press('Control+2');
    await until(async () => (await figure(terminal, 'travellers').catch(() => '')) === '5');
    expect(await figure(terminal, 'passShare')).toMatch(/^40/);
    const row = terminal.page.locator('.hour-table tbody tr').first().locator('td');
    expect(await row.allInnerTexts()).toEqual(expect.arrayContaining(['5', '2', '1', '2']));
    await terminal.page.locator('.uplot canvas').first().waitFor();
    expect(await terminal.page.locator('.rankings').innerText()).toContain('MO1');
  });
});

describe('the service workspace', () => {
  it('shows scanners, live reports without traveller data, keys, rules and the queue', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await terminal.present('good');
    const number = (await page.locator('.facts .number').first().innerText()).trim();
    await page.keyboard.press('Control+3');
    const scanners = page.locator('#service-scanners');
    await scanners.getByRole('rowheader', { name: 'Virtual scanner' }).first().waitFor();
    expect(await scanners.innerText()).toContain(text('scannerState.ready'));
    await page.getByRole('button', { name: text('scanners.watch') }).click();
    await page.keyboard.press('Shift+F9');
    await until(async () => (await scanners.innerText()).includes('·· ×'));
    expect(await page.locator('#service-trust').innerText()).toContain('MO-DEMO');
    expect(await page.locator('#service-rules').innerText()).toContain('colour');
    expect(await page.locator('main').innerText()).not.toContain(number);
  });

  it('writes a diagnostics file that only its owner can read, with no traveller in it', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await terminal.present('good');
    const number = (await page.locator('.facts .number').first().innerText()).trim();
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: text('system.diagnostics') }).click();
    const done = await page.locator('.diagnostics p[role=status]').innerText();
    const file = /\/\S+\.json/.exec(done)?.[0] ?? '';
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const content = readFileSync(file, 'utf8');
    expect(JSON.parse(content)).toMatchObject({ format: 'portas-diagnostics-1', terminal: { id: 'DRILL-07' } });
    expect(content).not.toContain(number);
  });

  it('names what is wrong first, with its cause', async () => {
    const terminal = await ownTerminal();
    await terminal.setGateway('down');
    await until(async () => (await terminal.status('network')) === terminal.text('networkState.down'));
    await terminal.page.keyboard.press('Control+3');
    await until(async () => (await terminal.page.locator('#service-problems li').count()) > 0);
  });
});

describe.each(LANGUAGES)('the three workspaces in %s', (language) => {
  it('have no accessibility fault and cut no text, at 1280 x 800', async () => {
    const terminal = await ownTerminal({ language });
    const { page } = terminal;
    const faults: Record<string, string[]> = {};
    const look = async (state: string): Promise<void> => {
      const found = [...(await accessibilityFaults(page)), ...(await cutTexts(page))];
      if (found.length > 0) faults[state] = found;
    };
    await look('idle');
    for (const kind of ['good', 'yellow', 'forged'] as const) {
      await terminal.present(kind);
      await page.keyboard.press('Space');
      await look(kind);
    }
    await page.keyboard.press('Control+2');
    await page.locator('.figures').waitFor();
    await look('overview');
    await page.keyboard.press('Control+3');
    await page.locator('#service-system .pairs').waitFor();
    await look('service');
    await page.keyboard.press('F1');
    await page.getByRole('dialog').waitFor();
    await look('help');
    expect(faults).toEqual({});
    expect(await page.locator('html').getAttribute('lang')).toBe({ 'zh-Hant': 'zh-Hant-MO', pt: 'pt', en: 'en', 'zh-Hans': 'zh-Hans' }[language]);
    expect(textOf(language, 'outcome.pass').length).toBeGreaterThan(0);
  });
});
