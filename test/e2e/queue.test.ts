/** An outage, from the desk's words over the technician's queue to the supervisor's timeline; in the real window, by keyboard. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessibilityFaults } from '../support/accessibility.ts';
import { awayFromTheHour } from '../support/away-from-the-hour.ts';
import { HAND } from '../support/hand.ts';
import { ownTerminal } from '../support/own-terminal.ts';
import { tabTo } from '../support/people.ts';
import { rawDatabase } from '../support/raw-database.ts';
import { tempDir } from '../support/temp-dir.ts';
import type { TerminalWindow } from '../support/terminal-window.ts';
import { until } from '../support/until.ts';

function rows<T>({ dataDir }: TerminalWindow, sql: string, ...values: unknown[]): T[] {
  const db = rawDatabase(join(dataDir, 'portas.db'), { readonly: true });
  const found = db.prepare(sql).all(...values) as T[];
  db.close();
  return found;
}

/** Converts so many travellers; each record is kept when it returns. */
async function convert(terminal: TerminalWindow, count: number): Promise<void> {
  const kept = () => rows<{ count: number }>(terminal, 'SELECT count(*) AS count FROM conversions')[0]?.count ?? 0;
  const before = kept();
  for (let n = 1; n <= count; n++) {
    await terminal.present('good');
    await terminal.convert();
    await until(() => kept() === before + n);
  }
}

async function goDown(terminal: TerminalWindow): Promise<void> {
  await until(async () => (await terminal.status('network')) === terminal.text('networkState.up'));
  await terminal.setGateway('down');
  await until(async () => (await terminal.status('network')) === terminal.text('networkState.down'));
}

async function press(terminal: TerminalWindow, control: Locator): Promise<void> {
  await tabTo(terminal.page, control);
  await terminal.page.keyboard.press('Enter');
}

describe('an outage', () => {
  it('is told on the desk while it lasts, and on the overview with the numbers that the database says', async () => {
    await awayFromTheHour();
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await terminal.present('good');
    await goDown(terminal);
    await page.locator('.notices').getByText(text('notice.network-down').split('{{since}}')[1] ?? '', { exact: false }).waitFor();
    await convert(terminal, 2);
    await terminal.present('red');
    await terminal.present('yellow');
    await page.locator('.notices').getByText('2 records wait here', { exact: false }).waitFor();
    await terminal.setGateway('up');
    await until(async () => (await terminal.status('waiting')) === '0' && (await terminal.status('network')) === text('networkState.up'));
    // One more, which is no part of it.
    await terminal.present('red');

    await page.keyboard.press('Control+2');
    const line = page.locator('.timeline tbody tr', { hasText: text('overview.incident.network-down') });
    await line.waitFor();
    const [name = '', , ended, , ...figures] = (await line.locator('th, td').allInnerTexts()).map((cell) => cell.trim());
    const [outage] = rows<{ down: number; up: number }>(
      terminal,
      "SELECT at_ms AS down, (SELECT at_ms FROM incidents AS later WHERE code = 'network-up' AND later.id > incidents.id) AS up FROM incidents WHERE code = 'network-down'",
    );
    const [down, up] = [outage?.down ?? 0, outage?.up ?? 0];
    const verdicts = (outcome: string) => rows<{ count: number }>(terminal, 'SELECT count(*) AS count FROM journal WHERE outcome = ? AND at_ms >= ? AND at_ms < ?', outcome, down, up)[0]?.count;
    const converted = rows<{ count: number }>(terminal, 'SELECT count(*) AS count FROM conversions WHERE at_ms >= ? AND at_ms < ?', down, up)[0]?.count;
    expect(name).toContain(text('overview.incident.network-down'));
    expect(ended).not.toBe(text('overview.lasts'));
    expect(figures.slice(0, 3)).toEqual(['pass', 'refer', 'refuse'].map((outcome) => `${verdicts(outcome)}`));
    expect(figures.slice(0, 3)).toEqual(['2', '1', '1']);
    // Nothing was delivered while it lasted: what was made is what waited, at most and at its end.
    expect(figures.slice(3, 6)).toEqual(['0', `${converted}`, `${converted}`]);
    const settled = rows<{ at: number }>(terminal, 'SELECT max(settled_at_ms) AS at FROM outbox')[0]?.at;
    const drained = rows<{ at: number }>(terminal, 'SELECT min(at_ms) AS at FROM backlog WHERE waiting = 0 AND at_ms >= ?', up)[0]?.at ?? 0;
    expect(drained).toBeGreaterThanOrEqual(settled ?? Number.NaN);
    expect(figures[6]).toBe(new Date(drained + 8 * 3_600_000).toISOString().slice(11, 19));
    await page.locator('.band-backlog polygon').waitFor();
    expect(await accessibilityFaults(page, '.overview')).toEqual([]);
  });
});

describe('the queue', () => {
  it('is worked on by keyboard alone: set aside, written out still sealed, put back, sent', async () => {
    const terminal = await ownTerminal();
    const { page, text } = terminal;
    await goDown(terminal);
    await convert(terminal, 2);
    await page.keyboard.press('Control+3');
    const queue = page.locator('#service-queue');
    const state = (name: string) => queue.locator('.queue-states button', { hasText: text(`queue.state.${name}`) });
    const count = async (name: string) => (await state(name).locator('.queue-count').innerText()).trim();
    await until(async () => (await count('pending')) === '2');
    const [first] = rows<{ recordId: string }>(terminal, 'SELECT record_id AS recordId FROM outbox ORDER BY id');
    const recordId = first?.recordId ?? '';

    // It may be on its way for a moment, to a gateway that is not there.
    const setAside = queue.getByRole('button', { name: `${text('queue.park')} ${recordId}` });
    await until(async () => {
      await press(terminal, setAside);
      return queue.getByText(text('queue.parked')).waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
    await until(async () => (await count('dead')) === '1');
    await press(terminal, state('dead'));
    await queue.getByRole('cell', { name: text('queue.cause.parked') }).waitFor();
    await page.locator('.notices').getByText(text('notice.queue-dead_one').split('{{count}}')[1] ?? '', { exact: false }).waitFor();
    const faults = { parked: await accessibilityFaults(page, '#service-queue') };

    const folder = tempDir();
    await tabTo(terminal.page, queue.locator('.queue-export input'));
    await page.keyboard.type(join(folder, 'none'), HAND);
    await page.keyboard.press('Enter');
    await queue.getByText(text('queue.fault.no-folder'), { exact: false }).waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(folder, HAND);
    await page.keyboard.press('Enter');
    await until(() => readdirSync(folder).some((name) => name.endsWith('.jsonl')));
    const [name = ''] = readdirSync(folder);
    const written = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, string>;
    const [kept] = rows<{ recordId: string; bodySha256: string; sealed: Buffer }>(terminal, 'SELECT record_id AS recordId, body_sha256 AS bodySha256, sealed FROM outbox WHERE state = 3');
    expect(written).toMatchObject({ recordId, bodySha256: kept?.bodySha256, sealedBase64: kept?.sealed.toString('base64') });
    expect(createHash('sha256').update(kept?.sealed ?? '').digest('hex')).toBe(kept?.bodySha256);

    await press(terminal, queue.getByRole('button', { name: text('queue.requeueAll') }));
    await until(async () => (await count('dead')) === '0');
    await press(terminal, state('pending'));
    await terminal.setGateway('up');
    await press(terminal, queue.getByRole('button', { name: text('queue.retryNow') }));
    await until(async () => (await count('delivered')) === '2');
    await press(terminal, state('delivered'));
    await until(async () => (await queue.locator('tbody tr').count()) === 2);
    expect({ ...faults, delivered: await accessibilityFaults(page, '#service-queue') }).toEqual({ parked: [], delivered: [] });
    const acts = rows<{ action: string }>(terminal, "SELECT action FROM audit WHERE action LIKE 'record%' OR action LIKE 'upload%' ORDER BY id").map(({ action }) => action);
    expect(acts.filter((action, index) => action !== acts[index - 1])).toEqual(['record-parked', 'records-exported', 'records-requeued', 'upload-hastened']);
  });
});
