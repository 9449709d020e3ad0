import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockDataDir } from '../../../core/store/engine-lock.ts';
import { openStore } from '../../../core/store/open-store.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { keepHashed } from '../../support/records.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ID = 'QMB-07';

/** A used terminal; hard links keep every file's bytes in sight after its name is gone. */
async function used(records = 0) {
  const dir = tempDir();
  const dataDir = join(dir, 'data');
  mkdirSync(join(dataDir, 'quarantine', '1'), { recursive: true });
  mkdirSync(join(dataDir, 'trust', 'sets'), { recursive: true });
  openTerminalKeys(dataDir);
  const config = settingsFile(dir, dataDir, ID);
  const store = openStore(join(dataDir, 'portas.db'));
  for (let n = 0; n < records; n += 1) keepHashed(store);
  store.close();
  const backup = join(dir, 'backup.db');
  await portas(['--config', config, 'backup', backup]);
  writeFileSync(join(dataDir, 'quarantine', '1', 'portas.db.key'), 'SECRET-OF-QUARANTINE'.repeat(2));
  writeFileSync(join(dataDir, 'trust', 'sets', 'a'), 'SECRET-OF-A-SET');
  writeFileSync(join(dataDir, 'diagnostics.json'), 'SECRET-OF-DIAGNOSTICS');
  const shadows = join(dir, 'shadows');
  mkdirSync(shadows);
  const files = [...readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name)), backup, `${backup}.key`];
  const before = files.map((file, index) => {
    linkSync(file, join(shadows, `${index}`));
    return readFileSync(file);
  });
  return { dir, dataDir, config, backup, shadows, files, before };
}

/** Files whose bytes can still be found under their second name. */
const readable = ({ files, before, shadows }: { files: string[]; before: Buffer[]; shadows: string }): string[] =>
  files.filter((_file, index) => {
    const left = readFileSync(join(shadows, `${index}`));
    const sample = before[index]?.subarray(0, 16) ?? Buffer.alloc(0);
    return sample.length > 0 && left.includes(sample);
  });

describe('wipe', () => {
  it('leaves no file and no byte of what was there: keys, database, quarantine, sets, diagnostics, backups', async () => {
    const place = await used(2);
    const { dataDir, config, backup } = place;
    expect(readable(place)).toEqual(place.files.filter((_file, index) => (place.before[index]?.length ?? 0) > 0));
    const { code, out } = await portas(['--config', config, 'wipe', '--yes-wipe', ID, '--with-undelivered', '2']);
    expect(code).toBe(0);
    expect(readable(place)).toEqual([]);
    expect(readdirSync(dataDir)).toEqual(['engine.lock']);
    expect([backup, `${backup}.key`].some((file) => existsSync(file))).toBe(false);
    const order = out.split('\n').map((line) => /\.(key|spare|pem)$/.test(line));
    expect(order.lastIndexOf(true)).toBeLessThan(order.indexOf(false));
  });

  it('asks twice, and takes the terminal for another one at a wrong word', async () => {
    const { config, dataDir } = await used();
    expect(await portas(['--config', config, 'wipe'], ['QMB-08'])).toMatchObject({ code: 1, err: expect.stringContaining('nothing was touched') as string });
    expect(await portas(['--config', config, 'wipe'], [ID, 'yes'])).toMatchObject({ code: 1, err: expect.stringContaining('nothing was touched') as string });
    expect(await portas(['--config', config, 'wipe'])).toMatchObject({ code: 2, err: expect.stringContaining('nobody is there') as string });
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', 'QMB-08'])).toMatchObject({ code: 1 });
    expect(existsSync(join(dataDir, 'portas.db'))).toBe(true);
    expect(await portas(['--config', config, 'wipe'], [ID, 'WIPE'])).toMatchObject({ code: 0 });
    expect(existsSync(join(dataDir, 'portas.db'))).toBe(false);
  });

  it.each([[[]], [['--with-undelivered', '2']], [['--with-undelivered', 'unknown']]])('refuses while three records wait and it is told %j', async (said) => {
    const { config, dataDir } = await used(3);
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', ID, ...said])).toMatchObject({ code: 1, err: expect.stringContaining('3 records are not delivered') as string });
    expect(existsSync(join(dataDir, 'portas.db.key'))).toBe(true);
  });

  it('refuses where nobody can say how many wait, until it is told so', async () => {
    const { config, dataDir } = await used(1);
    writeFileSync(join(dataDir, 'portas.db'), 'x'.repeat(9_000));
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', ID])).toMatchObject({ code: 1, err: expect.stringContaining('cannot be read') as string });
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', ID, '--with-undelivered', 'unknown'])).toMatchObject({ code: 0 });
  });

  it('refuses while the terminal runs', async () => {
    const { config, dataDir } = await used();
    const lock = lockDataDir(dataDir);
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', ID])).toMatchObject({ code: 1, err: expect.stringContaining('stop it first') as string });
    lock.release();
    expect(existsSync(join(dataDir, 'portas.db.key'))).toBe(true);
  });

  it('follows no link out of its folder', async () => {
    const { dir, dataDir, config } = await used();
    const outside = join(dir, 'outside');
    writeFileSync(outside, 'not the terminal’s');
    symlinkSync(outside, join(dataDir, 'link'));
    expect(await portas(['--config', config, 'wipe', '--yes-wipe', ID])).toMatchObject({ code: 0 });
    expect(readFileSync(outside, 'utf8')).toBe('not the terminal’s');
    expect(existsSync(join(dataDir, 'link'))).toBe(false);
  });
});
