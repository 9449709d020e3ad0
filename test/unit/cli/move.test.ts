import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { DAY, keepHashed } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

interface Place {
  readonly config: string;
  readonly open: () => Store;
}

function place(id: string): Place {
  const dir = tempDir();
  const dataDir = join(dir, 'data');
  mkdirSync(dataDir);
  const open = (): Store => openStore(join(dataDir, 'portas.db'));
  open().close();
  return { config: settingsFile(dir, dataDir, id), open };
}

async function exported() {
  const [from, to, stick] = [place('QMB-07'), place('QMB-08'), tempDir()];
  const store = from.open();
  const recordIds = Array.from({ length: 230 }, () => keepHashed(store).recordId);
  store.close();
  expect(await portas(['--config', from.config, 'move', 'export', stick])).toMatchObject({ code: 0, out: expect.stringContaining('230 records') as string });
  const file = join(stick, readdirSync(stick)[0] ?? '');
  return { from, to, file, recordIds };
}

describe('records that travel by hand', () => {
  it('wait at the other terminal under their own name and maker, and are parked here when the receipt is back', async () => {
    const { from, to, file, recordIds } = await exported();
    expect(await portas(['--config', to.config, 'move', 'import', file])).toMatchObject({ code: 0, out: expect.stringContaining('230 of 230') as string });
    const there = to.open();
    const leased = there.outbox.lease(300, DAY, DAY);
    there.close();
    expect(leased).toHaveLength(0);
    const later = to.open();
    const sent = later.outbox.lease(300, (Date.now() + 1_000) as never, DAY);
    later.close();
    expect(sent.map(({ recordId }) => recordId).toSorted()).toEqual(recordIds.toSorted());
    expect(new Set(sent.map(({ origin }) => origin?.terminalId))).toEqual(new Set(['QMB-07']));
    expect(from.open().outbox.counts().pending).toBe(230);
    expect(await portas(['--config', from.config, 'move', 'confirm', `${file}.receipt`])).toMatchObject({ code: 0, out: expect.stringContaining('230 of 230') as string });
    const here = from.open();
    expect(here.outbox.counts()).toMatchObject({ pending: 0, dead: 230 });
    expect(here.outbox.rows(1)[0]?.lastError).toBe('moved to QMB-08');
    expect(here.audit.has('records-carried-out') && here.audit.has('records-moved')).toBe(true);
    here.close();
  });

  it('change nothing the second time', async () => {
    const { to, file } = await exported();
    await portas(['--config', to.config, 'move', 'import', file]);
    expect(await portas(['--config', to.config, 'move', 'import', file])).toMatchObject({ code: 0, out: expect.stringContaining('0 of 230') as string });
    expect(to.open().outbox.counts().pending).toBe(230);
  });

  it('keep their first maker over a third terminal, and lose the mark when they come home', async () => {
    const { from, to, file } = await exported();
    await portas(['--config', to.config, 'move', 'import', file]);
    const stick = tempDir();
    await portas(['--config', to.config, 'move', 'export', stick]);
    const second = join(stick, readdirSync(stick)[0] ?? '');
    const third = place('QMB-09');
    expect(await portas(['--config', third.config, 'move', 'import', second])).toMatchObject({ code: 0 });
    const store = third.open();
    expect(store.outbox.lease(1, (Date.now() + 1_000) as never, DAY)[0]?.origin?.terminalId).toBe('QMB-07');
    store.close();
    expect(await portas(['--config', from.config, 'move', 'import', second])).toMatchObject({ code: 0, out: expect.stringContaining('0 of 230') as string });
  });

  it.each([
    ['a changed body', (lines: string[]) => lines.with(5, (lines[5] ?? '').replace('"sealed":"', '"sealed":"AAAA')), 'line 6: the record is not what was written'],
    ['a line left out', (lines: string[]) => lines.toSpliced(9, 1), 'count or hash differs'],
    ['two lines changed over', (lines: string[]) => lines.toSpliced(9, 2, lines[10] ?? '', lines[9] ?? ''), 'count or hash differs'],
    ['its end cut off', (lines: string[]) => lines.slice(0, -3), 'cut short'],
    ['another maker', (lines: string[]) => lines.with(5, (lines[5] ?? '').replace('QMB-07', 'QMB-99')), 'count or hash differs'],
    ['something else', () => ['{"a":1}'], 'line 1: expected the head'],
    ['nothing', () => [], 'cut short'],
    ['more after its end', (lines: string[]) => [...lines.slice(0, -1), lines[3] ?? '', ''], 'expected nothing after'],
    ['an endless line', (lines: string[]) => lines.with(5, 'x'.repeat(100_000)), 'longer than'],
  ] as const)('are refused whole with %s', async (_case, spoil, said) => {
    const { to, file } = await exported();
    writeFileSync(file, spoil(readFileSync(file, 'utf8').split('\n')).join('\n'));
    expect(await portas(['--config', to.config, 'move', 'import', file])).toMatchObject({ code: 1, err: expect.stringContaining(said) as string });
    expect(to.open().outbox.counts().pending).toBe(0);
  });

  it('are not taken by their own terminal, nor a receipt by another', async () => {
    const { from, to, file } = await exported();
    expect(await portas(['--config', from.config, 'move', 'import', file])).toMatchObject({ code: 1, err: expect.stringContaining('this very terminal') as string });
    await portas(['--config', to.config, 'move', 'import', file]);
    expect(await portas(['--config', to.config, 'move', 'confirm', `${file}.receipt`])).toMatchObject({ code: 1, err: expect.stringContaining('is for terminal QMB-07') as string });
    writeFileSync(`${file}.receipt`, '{}');
    expect(await portas(['--config', from.config, 'move', 'confirm', `${file}.receipt`])).toMatchObject({ code: 1, err: expect.stringContaining('expected a receipt') as string });
    expect(from.open().outbox.counts().pending).toBe(230);
  });
});
