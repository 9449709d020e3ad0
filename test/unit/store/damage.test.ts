import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utcMillis } from '../../../core/model/units.ts';
import { openSoundStore } from '../../../core/store/damage/recover.ts';
import { openStore, type Store } from '../../../core/store/open-store.ts';
import { auditEntry, DAY, keepConversion } from '../../support/records.ts';
import { rawDatabase } from '../../support/raw-database.ts';
import { tempDir } from '../../support/temp-dir.ts';

const AT = utcMillis(DAY + 60_000);
const RECORDS = 20;
const PAGE = 4_096;

/** A closed terminal's data folder with records that wait. */
function used(closed = true): { readonly dir: string; readonly file: string; readonly store: Store; readonly recordIds: readonly string[] } {
  const dir = tempDir();
  const file = join(dir, 'portas.db');
  const store = openStore(file);
  store.clockMark.write(AT);
  store.audit.record(auditEntry());
  const recordIds = Array.from({ length: RECORDS }, () => {
    const sealed = randomBytes(2_096);
    return keepConversion(store, { sealed, bodySha256: createHash('sha256').update(sealed).digest('hex') }).recordId;
  });
  store.checkpoint();
  if (closed) store.close();
  return { dir, file, store, recordIds };
}

const reopen = (file: string): Store => openSoundStore(file, { now: () => AT, onDamage: () => undefined });
const overwrite = (file: string, at: number, bytes: Uint8Array): void => {
  const content = readFileSync(file);
  content.set(bytes, at);
  writeFileSync(file, content);
};
const waiting = (store: Store): number => store.outbox.counts().pending;
/** Where the pages of a table begin in the file, bytes. */
const pagesOf = (file: string, table: string): readonly number[] => {
  const db = rawDatabase(file, { readonly: true });
  const pages = db.prepare<[string], { page: number }>('SELECT pageno AS page FROM dbstat WHERE name = ? ORDER BY pageno').all(table);
  db.close();
  return pages.map(({ page }) => (page - 1) * PAGE);
};

describe('a sound database', () => {
  it('is opened as it is, and says nothing', () => {
    const { file, dir } = used();
    const store = reopen(file);
    expect(waiting(store)).toBe(RECORDS);
    expect(store.damages.all()).toEqual([]);
    expect(existsSync(join(dir, 'quarantine'))).toBe(false);
    store.close();
  });

  it('is no alarm where the engine was killed and its log is whole', () => {
    const { file, dir, store } = used(false);
    keepConversion(store, hashed());
    const copy = join(tempDir(), 'copy');
    cpSync(dir, copy, { recursive: true });
    const after = reopen(join(copy, 'portas.db'));
    expect(waiting(after)).toBe(RECORDS + 1);
    expect(after.damages.all()).toEqual([]);
    after.close();
    store.close();
    expect(file).toBeTruthy();
  });

  it('is made where there was none', () => {
    const store = reopen(join(tempDir(), 'portas.db'));
    expect(store.damages.all()).toEqual([]);
    store.close();
  });
});

const hashed = () => {
  const sealed = randomBytes(2_096);
  return { sealed, bodySha256: createHash('sha256').update(sealed).digest('hex') };
};

describe('a damaged database is set aside whole, and its readable records wait in the new one', () => {
  it.each([
    ['its header zeroed', (file: string) => overwrite(file, 0, new Uint8Array(100)), 'unreadable', RECORDS],
    ['its first page zeroed', (file: string) => overwrite(file, 0, new Uint8Array(PAGE)), 'unreadable', RECORDS],
    ['an empty file', (file: string) => truncateSync(file, 0), 'empty', 0],
    ['no file', (file: string) => rmSync(file), 'missing', 0],
    ['a file that never was one', (file: string) => writeFileSync(file, randomBytes(3 * PAGE)), 'unreadable', 0],
    ['a file cut short within a page', (file: string) => truncateSync(file, readFileSync(file).length - 3 * PAGE - 100), null, null],
    ['no key, no spare', (file: string) => [`${file}.key`, `${file}.spare`].forEach((name) => rmSync(name)), 'key-missing', 0],
  ] as const)('%s', (_case, damage, cause, saved) => {
    const { dir, file } = used();
    damage(file);
    const left = existsSync(file) ? readFileSync(file) : null;
    const store = reopen(file);
    const [found] = store.damages.all();
    expect(found).toMatchObject({ at: AT, acknowledged: null, ...(cause === null ? {} : { cause }), ...(saved === null ? {} : { saved }) });
    expect(store.outbox.counts().pending).toBe(found?.saved);
    if (saved === RECORDS) expect(found).toMatchObject({ lost: 0, marks: 'kept' });
    const folder = join(dir, found?.folder ?? '');
    if (left !== null) expect(readFileSync(join(folder, 'portas.db')).equals(left)).toBe(true);
    expect(existsSync(`${file}.quarantine`)).toBe(false);
    expect(existsSync(join(dir, 'rebuilt'))).toBe(false);
    store.close();
    // Once is enough: the next start finds a sound database.
    const again = reopen(file);
    expect(again.damages.all()).toHaveLength(1);
    expect(waiting(again)).toBe(found?.saved);
    again.close();
  });

  it('keeps the marks that must not fall, even where nothing of the database is left', () => {
    const { file } = used();
    truncateSync(file, 0);
    const store = reopen(file);
    expect(store.clockMark.read()).toBe(AT);
    expect(store.damages.open()).toMatchObject({ marks: 'kept', lost: null });
    store.close();
  });

  it('says that the marks are lost where they are', () => {
    const { file } = used();
    truncateSync(file, 0);
    writeFileSync(`${file}.spare`, 'x');
    const store = reopen(file);
    expect(store.damages.open()).toMatchObject({ marks: 'lost', saved: 0, lost: null });
    store.close();
  });

  it('reads around a damaged page, and counts what it held', () => {
    const { file } = used();
    const pages = pagesOf(file, 'outbox');
    let lost = 0;
    for (const at of pages.slice(pages.length >> 1)) {
      if (lost > 0) break;
      const dir = tempDir();
      for (const name of ['', '.key', '.spare']) copyFileSync(`${file}${name}`, join(dir, `portas.db${name}`));
      const copy = join(dir, 'portas.db');
      overwrite(copy, at + 100, randomBytes(8));
      writeFileSync(`${copy}.damaged`, 'met while running');
      const store = reopen(copy);
      const found = store.damages.open();
      expect(found?.saved).toBe(waiting(store));
      expect((found?.saved ?? 0) + (found?.lost ?? 0)).toBe(RECORDS);
      lost = found?.lost ?? 0;
      store.close();
    }
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(RECORDS);
  });
});

describe('the key', () => {
  it.each([
    ['missing', (file: string) => rmSync(`${file}.key`)],
    ['cut short', (file: string) => truncateSync(`${file}.key`, 31)],
    ['changed in one bit', (file: string) => overwrite(`${file}.key`, 0, [(readFileSync(`${file}.key`)[0] ?? 0) ^ 1] as unknown as Uint8Array)],
  ])('is taken from the spare where it is %s: nothing is lost', (_case, damage) => {
    const { file } = used();
    damage(file);
    const store = reopen(file);
    expect(waiting(store)).toBe(RECORDS);
    expect(store.damages.all()).toEqual([]);
    store.close();
  });
});

describe('a damaged log', () => {
  it('is found, and the commits after the damage are salvaged where they can be', () => {
    const { dir, store } = used(false);
    for (let n = 0; n < 10; n += 1) keepConversion(store, hashed());
    const copy = join(tempDir(), 'copy');
    cpSync(dir, copy, { recursive: true });
    store.close();
    const file = join(copy, 'portas.db');
    // In the second frame.
    overwrite(`${file}-wal`, 32 + 4_120 + 200, randomBytes(4));
    const after = reopen(file);
    const found = after.damages.open();
    expect(found).toMatchObject({ cause: 'log-damaged' });
    expect((found?.saved ?? 0) + (found?.lost ?? 0)).toBe(RECORDS + 10);
    expect(found?.saved).toBeGreaterThan(RECORDS);
    after.close();
  });

  it('that is gone with commits in it is found', () => {
    const { dir, store } = used(false);
    keepConversion(store, hashed());
    const copy = join(tempDir(), 'copy');
    cpSync(dir, copy, { recursive: true });
    store.close();
    rmSync(join(copy, 'portas.db-wal'));
    const after = reopen(join(copy, 'portas.db'));
    expect(after.damages.open()).toMatchObject({ cause: 'log-damaged', saved: RECORDS });
    after.close();
  });
});

describe('damage met while running', () => {
  it('that is not on the disk was a read that failed for once: the database stays where it is', () => {
    const { file, dir } = used();
    writeFileSync(`${file}.damaged`, 'met while running');
    const store = reopen(file);
    expect(waiting(store)).toBe(RECORDS);
    expect(store.damages.all()).toEqual([]);
    store.close();
    expect(existsSync(`${file}.damaged`)).toBe(false);
    expect(existsSync(join(dir, 'quarantine'))).toBe(false);
  });

  it('is told once, and the next start sets the database aside', () => {
    const { file } = used();
    const content = readFileSync(file);
    for (const table of ['journal', 'outbox']) for (const at of pagesOf(file, table)) content.set(randomBytes(16), at + 64);
    let told = 0;
    // Opened sound, damaged under way: the pages are read again from the file.
    const store = openSoundStore(file, { now: () => AT, onDamage: () => (told += 1) });
    writeFileSync(file, content);
    expect(() => {
      for (let n = 0; n < 3; n += 1) store.journal.recent(1_000);
    }).toThrow();
    expect(() => store.outbox.rows(100)).toThrow();
    expect(told).toBe(1);
    store.close();
    const after = reopen(file);
    expect(after.damages.open()).toMatchObject({ cause: 'found-while-running' });
    after.close();
  });

  it('is found by the walk over all pages', async () => {
    const { file } = used();
    let told = 0;
    const store = openSoundStore(file, { now: () => AT, onDamage: () => (told += 1) });
    expect(await store.walkPages()).toBeGreaterThan(RECORDS);
    const content = readFileSync(file);
    content.set(randomBytes(16), content.length - PAGE + 64);
    writeFileSync(file, content);
    await expect(store.walkPages()).rejects.toThrow();
    expect(told).toBe(1);
    store.close();
  });

  it('a walk lets a checkpoint through', async () => {
    const { file } = used();
    const store = reopen(file);
    const walked = store.walkPages();
    store.checkpoint();
    expect(await walked).toBeNull();
    store.close();
  });
});

describe('a quarantine that is cut short', () => {
  it.each(['move', 'build', 'install'] as const)('is gone on with from the stage %s, and nothing is doubled', (stage) => {
    const { dir, file, recordIds } = used();
    // As a first run would leave it.
    const folder = 'quarantine/2021-08-24T160100000Z';
    const plan = { stage, folder, cause: 'unreadable', at: AT };
    if (stage === 'move') cpSync(`${file}.key`, join(dir, folder, 'portas.db.key'), { recursive: true });
    else for (const name of ['', '.key', '.spare']) cpSync(`${file}${name}`, join(dir, folder, `portas.db${name}`), { recursive: true });
    if (stage === 'move') rmSync(`${file}.key`);
    if (stage === 'build') {
      for (const name of ['', '.key', '.spare']) rmSync(`${file}${name}`);
      cpSync(join(dir, folder), join(dir, 'rebuilt'), { recursive: true });
    }
    if (stage === 'install') {
      // The new database is whole; its key has been moved already.
      cpSync(file, join(dir, 'rebuilt', 'portas.db'), { recursive: true });
      rmSync(file);
      rmSync(`${file}.spare`);
    }
    writeFileSync(`${file}.quarantine`, JSON.stringify(plan));
    const store = reopen(file);
    expect(store.outbox.rows(100).map(({ recordId }) => recordId).toSorted()).toEqual(recordIds.toSorted());
    expect(readdirSync(join(dir, 'quarantine'))).toHaveLength(1);
    expect(existsSync(`${file}.quarantine`)).toBe(false);
    store.close();
  });

  it('with a plan that is none says so, and touches nothing', () => {
    const { file } = used();
    writeFileSync(`${file}.quarantine`, '{"stage":"move","folder":"../../etc","cause":"unreadable","at":1}');
    expect(() => reopen(file)).toThrow(expect.objectContaining({ code: 'database-unusable' }));
    expect(existsSync(file)).toBe(true);
  });
});

describe('the alarm', () => {
  it('stands until somebody acknowledges it, with a line of the audit', () => {
    const { file } = used();
    truncateSync(file, 0);
    const store = reopen(file);
    expect(store.damages.acknowledge(AT, '1042', auditEntry({ action: 'store-damage-acknowledged' }))).toBe(true);
    expect(store.damages.open()).toBeNull();
    expect(store.damages.all()[0]?.acknowledged).toEqual({ at: AT, by: '1042' });
    expect(store.audit.has('store-damage-acknowledged')).toBe(true);
    expect(store.damages.acknowledge(AT, '1042', auditEntry())).toBe(false);
    store.close();
  });
});
