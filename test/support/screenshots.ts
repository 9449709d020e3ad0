/**
 * `npm run screenshots`: pictures of the three workspaces of a real drill, in four languages, into docs/images; the same
 * at other sizes into a folder given as an argument, for looking at.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LANGUAGES } from '../../core/contract.ts';
import { writeHistory } from './history.ts';
import { openTerminalWindow } from './terminal-window.ts';

const [folder = fileURLToPath(new URL('../../docs/images/', import.meta.url)), width = '1280', height = '800'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const language of LANGUAGES) {
  const dir = mkdtempSync(join(tmpdir(), 'portas-pictures-'));
  const dataDir = join(dir, 'terminal');
  writeHistory(dataDir, Date.now());
  const terminal = await openTerminalWindow({ language, dataDir, viewport: { width: Number(width), height: Number(height) } });
  const { page, text } = terminal;
  const shoot = (name: string) => page.screenshot({ path: join(folder, `${name}-${language}.png`) });
  await terminal.present('forged');
  await terminal.present('good');
  await terminal.convert();
  await page.getByText(text('convert.state.delivered')).waitFor();
  await shoot('desk');
  await page.keyboard.press('Escape');
  await terminal.present('yellow');
  await page.keyboard.press('Space');
  await shoot('desk-refer');
  await page.keyboard.press('Control+2');
  await page.locator('.uplot canvas').first().waitFor();
  await page.waitForTimeout(500);
  await shoot('overview');
  await page.keyboard.press('Control+3');
  await page.locator('#service-system .pairs').waitFor();
  await shoot('service');
  await terminal.close();
  rmSync(dir, { recursive: true, force: true });
}
