import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { keepHashed } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A terminal with records that wait. */
function terminal(records: number) {
  const dir = tempDir();
  const open = () => openStore(join(dir, 'portas.db'));
  const store = open();
  const recordIds = Array.from({ length: records }, () => keepHashed(store).recordId);
  store.close();
  const settings = settingsFile(dir, dir);
  return { dir, open, recordIds, run: (...args: string[]) => portas(['--config', settings, 'queue', ...args]) };
}

describe('the queue on the command line', () => {
  it('sets a record aside, and puts it or all back', async () => {
    const { open, recordIds, run } = terminal(3);
    const [first = '', second = ''] = recordIds;
    expect(await run('park', first)).toMatchObject({ code: 0 });
    expect(await run('park', first)).toMatchObject({ code: 1, err: expect.stringContaining('no waiting record') as string });
    expect(await run('park', second)).toMatchObject({ code: 0 });
    expect(await run('requeue', first)).toMatchObject({ code: 0 });
    expect((await run('counts')).out).toMatch(/pending +2\n.*\n.*\ndead +1/);
    expect(await run('requeue', '--all')).toMatchObject({ code: 0, out: expect.stringContaining('1 records: done') as string });
    const store = open();
    expect(store.outbox.counts()).toMatchObject({ pending: 3, dead: 0 });
    expect(store.audit.recent(4).map(({ action }) => action)).toEqual(['records-requeued', 'record-requeued', 'record-parked', 'record-parked']);
    store.close();
  });

  it('makes every record due, in batches', async () => {
    const { open, run } = terminal(1_203);
    const before = open();
    const leased = before.outbox.lease(100, Date.now() as never, (Date.now() + 1) as never);
    before.outbox.settle(leased.map(({ recordId }) => ({ recordId, result: 'retry', nextAttemptAt: (Date.now() + 9_000_000) as never, error: 'busy' })), Date.now() as never);
    before.close();
    expect(await run('retry')).toMatchObject({ code: 0, out: expect.stringContaining('100 records: done') as string });
    const store = open();
    expect(store.outbox.lease(100, (Date.now() + 1) as never, (Date.now() + 2) as never)).toHaveLength(100);
    expect(store.outbox.nextDueAt() ?? Number.POSITIVE_INFINITY).toBeLessThan(Date.now() + 1_000_000);
    store.close();
  });

  it('writes records out as they lie, sealed, and says what a folder lacks', async () => {
    const { dir, recordIds, run } = terminal(450);
    const stick = join(dir, 'stick');
    expect(await run('export', stick)).toMatchObject({ code: 1, err: expect.stringContaining('no such folder') as string });
    mkdirSync(stick);
    expect(await run('export', stick)).toMatchObject({ code: 0, out: expect.stringContaining('450 records: done') as string });
    const [file = ''] = readdirSync(stick);
    const lines = readFileSync(join(stick, file), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as { recordId: string; sealedBase64: string });
    expect(lines.map(({ recordId }) => recordId).toSorted()).toEqual(recordIds.toSorted());
    expect(lines.every(({ sealedBase64 }) => Buffer.from(sealedBase64, 'base64').length === 2_096)).toBe(true);
    expect((await run('export', stick, '--state', 'parked')).out).toContain('0 records: done');
  });
});
