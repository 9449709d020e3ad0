import { existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDataDir } from '../../../core/store/engine-lock.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { DAY, keepHashed } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

function terminal() {
  const dir = tempDir();
  const dataDir = join(dir, 'data');
  const config = settingsFile(dir, dataDir);
  return { dir, dataDir, config, file: join(dir, 'backup.db'), database: join(dataDir, 'portas.db') };
}

describe('backup', () => {
  it('copies a running terminal, encrypted and readable with its key alone', async () => {
    const { dataDir, config, file, database } = made();
    const store = openStore(database);
    keepHashed(store);
    expect(await portas(['--config', config, 'backup', file])).toMatchObject({ code: 0, out: expect.stringContaining('1 undelivered') as string });
    keepHashed(store);
    store.close();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes('SQLite format 3')).toBe(false);
    const copy = openStore(file);
    expect(copy.outbox.counts().pending).toBe(1);
    copy.close();
    const after = openStore(database);
    expect(after.audit.recent(9)).toContainEqual(expect.objectContaining({ action: 'store-backed-up', person: null, reason: 'command-line' }));
    after.close();
    expect(existsSync(join(dataDir, 'backups.json'))).toBe(true);
  });

  it('replaces no file, and says so', async () => {
    const { config, file, database } = made();
    openStore(database).close();
    writeFileSync(file, 'mine');
    expect(await portas(['--config', config, 'backup', file])).toMatchObject({ code: 1, err: expect.stringContaining('is there already') as string });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});

describe('restore', () => {
  async function backedUp() {
    const place = made();
    const store = openStore(place.database);
    const { recordId } = keepHashed(store);
    await portas(['--config', place.config, 'backup', place.file]);
    const later = keepHashed(store).recordId;
    store.outbox.settle([{ recordId, result: 'delivered' }], DAY);
    store.close();
    return { ...place, recordId, later };
  }
  const ofBackup = { pending: 1, delivered: 0 };

  it('brings back what is gone, and frees the leases', async () => {
    const { config, file, database, recordId } = await backedUp();
    for (const name of ['', '.key', '.spare']) rmSync(`${database}${name}`);
    expect(await portas(['--config', config, 'restore', file])).toMatchObject({ code: 0, err: '' });
    const store = openStore(database);
    expect(store.outbox.counts()).toMatchObject(ofBackup);
    expect(store.outbox.stateOf(recordId)).toBe('pending');
    expect(store.damages.open()).toBeNull();
    store.close();
  });

  it('keeps what came after the backup, each record once and in its newer state', async () => {
    const { dataDir, config, file, database, recordId, later } = await backedUp();
    expect(await portas(['--config', config, 'restore', file])).toMatchObject({ code: 0 });
    const store = openStore(database);
    expect(store.outbox.counts()).toMatchObject({ pending: 1, delivered: 1 });
    expect(store.outbox.stateOf(recordId)).toBe('delivered');
    expect(store.outbox.stateOf(later)).toBe('pending');
    expect(existsSync(join(dataDir, store.damages.all()[0]?.folder ?? '', 'portas.db'))).toBe(true);
    expect(store.audit.has('store-restored')).toBe(true);
    store.close();
  });

  it('takes both where two databases gave the same number to different records', async () => {
    const { config, file, database, recordId } = await backedUp();
    for (const name of ['', '.key', '.spare']) rmSync(`${database}${name}`);
    const other = openStore(database);
    const { recordId: mine } = keepHashed(other);
    other.close();
    expect(await portas(['--config', config, 'restore', file])).toMatchObject({ code: 0 });
    const store = openStore(database);
    expect([recordId, mine].map((each) => store.outbox.stateOf(each))).toEqual(['pending', 'pending']);
    store.close();
  });

  it.each([
    ['is cut short', (file: string) => truncateSync(file, statSync(file).size - 4_096)],
    ['is no backup', (file: string) => writeFileSync(file, 'x'.repeat(9_000))],
    ['has lost its key', (file: string) => rmSync(`${file}.key`)],
    ['is not there', (file: string) => rmSync(file)],
  ])('refuses a file that %s, and touches nothing', async (_case, spoil) => {
    const { dataDir, config, file } = await backedUp();
    spoil(file);
    expect(await portas(['--config', config, 'restore', file])).toMatchObject({ code: 1, err: expect.stringContaining('backup.db') as string });
    expect(existsSync(join(dataDir, 'quarantine'))).toBe(false);
  });

  it('waits for the terminal to be stopped', async () => {
    const { dataDir, config, file } = await backedUp();
    const lock = lockDataDir(dataDir);
    expect(await portas(['--config', config, 'restore', file])).toMatchObject({ code: 1, err: expect.stringContaining('stop it first') as string });
    lock.release();
  });
});

function made() {
  const place = terminal();
  mkdirSync(place.dataDir);
  return place;
}
