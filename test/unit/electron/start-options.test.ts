import { describe, expect, it } from 'vitest';
import { findChromium, type Machine } from '../../../electron/find-chromium.ts';
import { parseStartOptions } from '../../../electron/start-options.ts';

describe('options of npm start', () => {
  it.each([
    [['--travellers', '0', '--headless'], '--travellers', 'expected a whole number from 1'],
    [['--travellers', '2.5', '--headless'], '--travellers', 'expected a whole number from 1'],
    [['--travellers', '5'], '--travellers', 'expected together with --headless'],
    [['--gateway', 'odd'], '--gateway', 'up, down, faulty'],
    [['--shell', 'firefox'], '--shell', 'electron, chromium'],
    [['--lang', 'fr'], '--lang', 'zh-Hant, pt, en, zh-Hans'],
    [['--config', ''], '--config', 'expected a file name'],
    [['--config', 'a.json', '--data', 'd'], '--data', 'expected in the settings file'],
    [['--config', 'a.json', '--gateway', 'up'], '--gateway', 'expected in the settings file'],
    [['--headless', '--shell', 'electron'], '--shell', 'expected without --headless'],
    [['--unknown'], '--unknown', 'unknown option'],
  ])('refuses %j with code 2, naming the option and the expected form', (args, option, expected) => {
    const command = parseStartOptions(args);
    expect(command).toMatchObject({ kind: 'exit', code: 2 });
    expect(command).toHaveProperty('text', expect.stringContaining(option));
    expect(command).toHaveProperty('text', expect.stringContaining(expected));
  });

  it('refuses what is no option at all', () => {
    expect(parseStartOptions(['portas.json'])).toMatchObject({ kind: 'exit', code: 2 });
  });

  it.each(['--help', '--version'])('ends well after %s', (option) => {
    expect(parseStartOptions([option])).toMatchObject({ kind: 'exit', code: 0, text: expect.stringMatching(/./) });
  });

  it('reads the options of a headless drill', () => {
    const command = parseStartOptions(['--headless', '--travellers', '20', '--gateway', 'faulty', '--data', 'd', '--lang', 'pt']);
    expect(command).toEqual({ kind: 'start', options: { headless: true, travellers: 20, gateway: 'faulty', data: 'd', lang: 'pt' } });
  });

  it('takes no option for a drill in a window', () => {
    expect(parseStartOptions([])).toEqual({ kind: 'start', options: {} });
  });
});

describe('the search for a Chromium', () => {
  const machine = (present: string[], env: Record<string, string> = {}): Machine => ({
    platform: 'linux',
    env,
    isExecutable: (path) => present.includes(path),
    playwrightPath: () => '/cache/chrome',
  });

  it('finds none where there is none', () => {
    expect(findChromium(machine([]))).toBeNull();
  });

  it('takes no other when the named one is not executable', () => {
    expect(findChromium(machine(['/usr/bin/chromium'], { PORTAS_CHROMIUM: '/absent' }))).toBeNull();
  });

  it.each([
    ['the named one', ['/mine', '/usr/bin/chromium'], { PORTAS_CHROMIUM: '/mine' }, '/mine'],
    ['Debian’s', ['/cache/chrome', '/usr/bin/google-chrome', '/usr/bin/chromium'], {}, '/usr/bin/chromium'],
    ['one on the search path', ['/cache/chrome', '/opt/x/chromium'], { PATH: ':/opt/x' }, '/opt/x/chromium'],
    ['playwright’s own', ['/cache/chrome'], {}, '/cache/chrome'],
  ])('finds %s', (_name, present, env, expected) => {
    expect(findChromium(machine(present, env as Record<string, string>))).toBe(expected);
  });
});
