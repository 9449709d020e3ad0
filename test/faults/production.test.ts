import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { FORMAT_IDS } from '../../core/model/format.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts a program of the repository; its output grows in `text`. */
function start(script: string, args: readonly string[]): { child: ChildProcess; text(): string; ended: Promise<number | null> } {
  const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  // `close`, not `exit`: its last words may still be on their way then.
  return { child, text: () => text, ended: new Promise((resolve) => child.once('close', resolve)) };
}

const run = (script: string, args: readonly string[]) => spawnSync(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT, encoding: 'utf8' });

describe('a production terminal', () => {
  it('starts from its settings with keys, rules and a gateway of others, and ends in good order', async () => {
    const dir = tempDir();
    expect(run('tools/issuer/cli.ts', ['key-set', '--workshop', 'production', '--out', join(dir, 'keys.json')]).status).toBe(0);
    const gateway = start('tools/gateway/cli.ts', ['--port', '0', '--data', join(dir, 'gateway')]);
    await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(gateway.text()));
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(gateway.text())?.[0] ?? '';
    const sealingKey: unknown = JSON.parse(readFileSync(join(dir, 'gateway/sealing-key.json'), 'utf8'));
    const settings = {
      terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' },
      dataDir: 'data',
      keySetFile: 'keys.json',
      gateway: { url, sealingKey },
      staff: { signIn: 'none' },
    };
    writeFileSync(join(dir, 'portas.json'), JSON.stringify(settings));
    const terminal = start('electron/start.ts', ['--headless', '--config', join(dir, 'portas.json')]);
    await until(() => terminal.text().includes('network-up'));
    terminal.child.kill('SIGTERM');
    expect(await terminal.ended).toBe(0);
    expect(terminal.text()).toContain('lost: 0');
    expect(statSync(join(dir, 'data')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dir, 'data/portas.db')).mode & 0o777).toBe(0o600);
  });

  it('without a window ends in good order after a fault that nobody caught, and tells nothing of its message', () => {
    const dir = tempDir();
    expect(run('tools/issuer/cli.ts', ['key-set', '--workshop', 'production', '--out', join(dir, 'keys.json')]).status).toBe(0);
    const terminal = { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' };
    writeFileSync(join(dir, 'portas.json'), JSON.stringify({ terminal, dataDir: 'data', keySetFile: 'keys.json', staff: { signIn: 'none' } }));
    // As soon as the program has said what it does with one.
    const fault = `setInterval(() => process.listenerCount('unhandledRejection') > 0 && Promise.reject(new Error('CHAN TAI MAN')), 10).unref();`;
    writeFileSync(join(dir, 'fault.mjs'), fault);
    const { status, stderr } = spawnSync(process.execPath, ['--import', join(dir, 'fault.mjs'), join(ROOT, 'electron/headless.ts'), '--config', join(dir, 'portas.json')], { cwd: ROOT, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^a fault that nobody caught: Error at .*fault\.mjs/m);
    expect(stderr).not.toContain('CHAN');
    // A database that is closed in good order leaves no log behind.
    expect([existsSync(join(dir, 'data/portas.db')), existsSync(join(dir, 'data/portas.db-wal'))]).toEqual([true, false]);
  });

  it('does not run without a window where people have to sign in', () => {
    const dir = tempDir();
    expect(run('tools/issuer/cli.ts', ['key-set', '--workshop', 'production', '--out', join(dir, 'keys.json')]).status).toBe(0);
    const terminal = { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' };
    writeFileSync(join(dir, 'portas.json'), JSON.stringify({ terminal, dataDir: 'data', keySetFile: 'keys.json' }));
    const { status, stderr } = run('electron/start.ts', ['--headless', '--config', join(dir, 'portas.json')]);
    expect(status).toBe(2);
    expect(stderr).toContain('staff.signIn: expected none');
  });

  it('names wrong settings and opens nothing', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'portas.json'), JSON.stringify({ terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' }, dataDir: 'data' }));
    const { status, stderr } = run('electron/start.ts', ['--headless', '--config', join(dir, 'portas.json')]);
    expect(status).toBe(1);
    expect(stderr).toContain('portas.json: keySetFile: expected a file path');
    expect(() => statSync(join(dir, 'data'))).toThrow(/ENOENT/);
  });

  it('names a key set that is none', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'keys.json'), '{"type":"portas-key-set"}');
    writeFileSync(
      join(dir, 'portas.json'),
      JSON.stringify({ terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' }, dataDir: 'data', keySetFile: 'keys.json' }),
    );
    const { status, stderr } = run('electron/start.ts', ['--headless', '--config', join(dir, 'portas.json')]);
    expect(status).toBe(1);
    expect(stderr).toContain('keys.json');
  });
});

describe('a drill without a window', () => {
  const drill = (dir: string, gateway: string, travellers: number) => {
    const { status, stdout } = run('electron/start.ts', ['--headless', '--travellers', String(travellers), '--gateway', gateway, '--data', dir]);
    const value = (name: string): number => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(stdout)?.[1]);
    return { status, stdout, value };
  };

  it('prints a line a traveller, sees every kind of verdict and loses nothing', () => {
    const { status, stdout, value } = drill(join(tempDir(), 'd'), 'up', 50);
    expect(status).toBe(0);
    expect(stdout.split('\n').filter((line) => /^\d\d:\d\d:\d\d {2}/.test(line))).toHaveLength(50);
    expect(value('pass') + value('refer') + value('refuse')).toBe(50);
    for (const reason of ['colour-yellow', 'colour-red', 'colour-unrecognised', 'code-expired', 'signature-mismatch', 'issuer-unknown', 'code-revoked', 'code-repeated']) {
      expect(stdout).toContain(reason);
    }
    for (const format of FORMAT_IDS) expect(value(`format ${format}`)).toBeGreaterThan(0);
    expect([...stdout.matchAll(/^format .*: (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0)).toBe(50);
    expect(value('converted')).toBeGreaterThan(0);
    expect([value('delivered'), value('waiting'), value('lost')]).toEqual([value('converted'), 0, 0]);
  });

  it('counts what an absent gateway did not take as waiting, and a later start delivers it', () => {
    const dir = join(tempDir(), 'd');
    const away = drill(dir, 'down', 20);
    expect([away.status, away.value('lost'), away.value('delivered')]).toEqual([0, 0, 0]);
    expect(away.value('waiting')).toBe(away.value('converted'));
    const back = drill(dir, 'up', 1);
    expect(back.status).toBe(0);
    expect([back.value('waiting'), back.value('delivered')]).toEqual([0, away.value('converted') + back.value('converted')]);
  });

  it('gets every record through a faulty gateway, or keeps it', () => {
    const { status, value } = drill(join(tempDir(), 'd'), 'faulty', 20);
    expect([status, value('lost'), value('dead')]).toEqual([0, 0, 0]);
    expect(value('delivered') + value('waiting')).toBe(value('converted'));
  });
});
