import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useMemory } from '../../support/memory-temp.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ENOUGH = 1_073_741_824;

describe('the temporary folder of the tests', () => {
  it('is a new one in memory, and is gone afterwards with all that is in it', () => {
    const memory = tempDir();
    const env: NodeJS.ProcessEnv = {};
    const remove = useMemory({ env, memory, room: () => ENOUGH });
    const folder = env.TMPDIR ?? '';
    expect(dirname(folder)).toBe(memory);
    mkdirSync(join(folder, 'left'));
    writeFileSync(join(folder, 'left/behind'), '');
    remove?.();
    expect(existsSync(folder)).toBe(false);
    expect(env).toEqual({});
  });

  it('stays where somebody has set it', () => {
    const env: NodeJS.ProcessEnv = { TMPDIR: '/var/tmp' };
    expect(useMemory({ env, memory: tempDir(), room: () => ENOUGH })).toBeUndefined();
    expect(env).toEqual({ TMPDIR: '/var/tmp' });
  });

  it.each([
    ['there is little room', () => ENOUGH - 1],
    [
      'there is no such file system',
      () => {
        throw new Error('ENOENT');
      },
    ],
  ])('stays the system’s own where %s', (_, room) => {
    const env: NodeJS.ProcessEnv = {};
    expect(useMemory({ env, memory: tempDir(), room })).toBeUndefined();
    expect(env).toEqual({});
  });
});
