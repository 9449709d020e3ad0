import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataDir, readPrivateFile, writePrivateFile } from '../../../core/terminal/data-dir.ts';
import { openTerminalKeys } from '../../../core/terminal/terminal-keys.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('the data directory', () => {
  it('is its owner’s alone, even when it was not before', () => {
    const dir = join(tempDir(), 'a', 'b');
    openDataDir(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    chmodSync(dir, 0o755);
    openDataDir(dir);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('is named when it cannot be used', () => {
    const file = join(tempDir(), 'file');
    writeFileSync(file, '');
    expect(() => openDataDir(file)).toThrow(expect.objectContaining({ code: 'data-dir-unusable', message: expect.stringContaining(file) }));
  });

  it('writes private files whole, replacing what was there', () => {
    const dir = tempDir();
    writePrivateFile(dir, 'secret', 'one');
    writePrivateFile(dir, 'secret', 'two');
    expect(readPrivateFile(dir, 'secret')?.toString()).toBe('two');
    expect(statSync(join(dir, 'secret')).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['secret']);
  });

  it('tells a missing file from one that cannot be read', () => {
    const dir = tempDir();
    expect(readPrivateFile(dir, 'none')).toBeNull();
    mkdirSync(join(dir, 'folder'));
    expect(() => readPrivateFile(dir, 'folder')).toThrow(/EISDIR/);
    symlinkSync(join(dir, 'self'), join(dir, 'self'));
    expect(() => readPrivateFile(dir, 'self')).toThrow(/ELOOP/);
  });
});

describe('the terminal’s keys', () => {
  it('are made once and stay the same', () => {
    const dir = tempDir();
    const first = openTerminalKeys(dir);
    const second = openTerminalKeys(dir);
    expect(second.keyId).toBe(first.keyId);
    expect(second.pepper('x')).toEqual(first.pepper('x'));
    expect(first.pepper('x')).toHaveLength(32);
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
  });

  it('differ from terminal to terminal, so that PINs cannot be compared', () => {
    expect(openTerminalKeys(tempDir()).pepper('x')).not.toEqual(openTerminalKeys(tempDir()).pepper('x'));
  });

  it.each([
    ['terminal-key.pem', 'no key'],
    ['terminal-key.pem', '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----\n'],
    ['journal-hash.key', 'short'],
  ])('are refused when %s holds something else, which stays where it is', (name, content) => {
    const dir = tempDir();
    openTerminalKeys(dir);
    writeFileSync(join(dir, name), content);
    expect(() => openTerminalKeys(dir)).toThrow(expect.objectContaining({ code: 'terminal-key-invalid', message: expect.stringContaining(name) }));
    expect(readFileSync(join(dir, name), 'utf8')).toBe(content);
  });
});
