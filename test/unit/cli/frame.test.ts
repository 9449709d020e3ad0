import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../core/store/open-store.ts';
import { portas, settingsFile } from '../../support/command-line.ts';
import { tempDir } from '../../support/temp-dir.ts';

describe('the command line', () => {
  it.each([[['--help']], [['--version']], [['queue', '--help']], [['queue', 'requeue', '--help']]])('answers %j with exit code 0', async (args) => {
    expect(await portas(args)).toMatchObject({ code: 0, err: '' });
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['an unknown option', ['queue', 'list', '--fast']],
    ['a missing argument', ['queue', 'park']],
    ['neither a record nor all', ['queue', 'requeue']],
    ['a state that is none', ['queue', 'export', '.', '--state', 'lost']],
    ['an excess argument', ['queue', 'counts', 'now']],
    ['a limit that is none', ['queue', 'list', '--limit', '0']],
    ['no settings file', ['queue', 'counts']],
  ])('calls %s wrong usage, with exit code 2', async (_case, args) => {
    const { code, err } = await portas(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  it('names a settings file that cannot be read', async () => {
    expect(await portas(['--config', '/nowhere/portas.json', 'queue', 'counts'])).toMatchObject({ code: 1, err: expect.stringContaining('/nowhere/portas.json') as string });
  });

  it('makes no database where there is none', async () => {
    const dir = tempDir();
    expect(await portas(['--config', settingsFile(dir, join(dir, 'data')), 'queue', 'counts'])).toMatchObject({ code: 1, err: expect.stringContaining('no database there') as string });
  });

  it('counts beside a running terminal', async () => {
    const dir = tempDir();
    const store = openStore(join(dir, 'portas.db'));
    expect(await portas(['--config', settingsFile(dir, dir), 'queue', 'counts'])).toMatchObject({ code: 0, out: expect.stringContaining('pending   0') as string });
    store.close();
  });
});
