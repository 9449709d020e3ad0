import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../core/model/units.ts';
import { DRILL_SEED, STICK_FOLDER } from '../../tools/drill/drill-trust.ts';
import { publish } from '../../tools/trust/repository.ts';
import { readRepository, writeRepository } from '../../tools/trust/repository-files.ts';
import { roleKeysFromSeed } from '../../tools/trust/roles.ts';
import { accessibilityFaults } from '../support/accessibility.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import type { TerminalWindow } from '../support/terminal-window.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

/** The service workspace, once the set of the drill's server is in force. */
async function serviceWorkspace(): Promise<TerminalWindow & { readonly stick: string }> {
  const terminal = await ownTerminal();
  await terminal.page.keyboard.press('Control+3');
  await terminal.page.locator('.outcomes .outcome-installed').waitFor();
  return { ...terminal, stick: join(terminal.dataDir, STICK_FOLDER) };
}

/** Types the folder's path and presses Enter: no mouse. */
async function importFolder({ page, text }: TerminalWindow, folder: string): Promise<string> {
  const field = page.getByLabel(text('distribution.folder'));
  await field.focus();
  await field.fill(folder);
  await page.keyboard.press('Enter');
  await page.locator('.attempt .outcome, .attempt .refusal').waitFor();
  return page.locator('.attempt').innerText();
}

const versionOf = async ({ page, text }: TerminalWindow): Promise<number> =>
  Number(await page.locator('#service-distribution tr', { hasText: text('distribution.roles.timestamp') }).locator('td').first().innerText());

describe('a signed set by stick, in the window', () => {
  it('is accepted, shown in force, and the desk works by it at once', async () => {
    const terminal = await serviceWorkspace();
    const before = await versionOf(terminal);
    expect(await importFolder(terminal, terminal.stick)).toContain(terminal.text('distribution.result.installed'));
    await until(async () => (await versionOf(terminal)) === before + 1);
    expect(await terminal.page.locator('#service-distribution').innerText()).toContain(terminal.text('distribution.fromSet'));
    // Proved by the new set's keys, sealed to its gateway key.
    await terminal.page.keyboard.press('Control+1');
    await terminal.present('good');
    await terminal.convert();
  });

  it('is refused with the cause in plain words and what to do, and what was in force stays', async () => {
    const terminal = await serviceWorkspace();
    const before = await versionOf(terminal);
    // Signed by one person of two.
    const signers = roleKeysFromSeed(DRILL_SEED);
    const repository = readRepository(terminal.stick);
    const folder = tempDir();
    writeRepository(folder, publish(repository, { at: utcMillis(Date.now()), signers: { ...signers, targets: signers.targets.slice(0, 1) }, renewTargets: true }));
    const said = await importFolder(terminal, folder);
    expect(said).toContain(terminal.text('distribution.result.refused'));
    expect(said).toContain(terminal.text('distribution.cause.threshold.what'));
    expect(said).toContain(terminal.text('distribution.cause.threshold.action'));
    expect(await versionOf(terminal)).toBe(before);

    // And a stick with a file missing, whole before.
    const targets = join(terminal.stick, 'targets');
    for (const name of readdirSync(targets)) if (name.endsWith('policy.json')) rmSync(join(targets, name));
    expect(await importFolder(terminal, terminal.stick)).toContain(terminal.text('distribution.cause.incomplete.what'));
    expect(await importFolder(terminal, 'stick')).toContain(terminal.text('distribution.refusal.not-a-path'));
    expect(await versionOf(terminal)).toBe(before);
    expect(await terminal.page.locator('#service-distribution details summary').innerText()).toContain('3');
  });

  it('has nothing that axe finds, with an outcome and the list of attempts open', async () => {
    const terminal = await serviceWorkspace();
    await importFolder(terminal, tempDir());
    await terminal.page.locator('#service-distribution details summary').click();
    expect(await accessibilityFaults(terminal.page)).toEqual([]);
  });
});
