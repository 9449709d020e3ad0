import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../core/config.ts';
import { tempDir } from '../../support/temp-dir.ts';

const good = {
  terminal: { id: 'BG-07', lane: '07', port: 'barrier-gate', direction: 'to-guangdong' },
  dataDir: 'data',
  keySetFile: '/etc/portas/keys.json',
  gateway: { url: 'https://gateway.example', sealingKey: { keyId: 'gw-1', publicKeyBase64: `${'A'.repeat(43)}=` }, caFile: 'ca.pem' },
};
const messageOf = (json: unknown): string => {
  try {
    parseConfig(json, '/etc/portas/portas.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};
const having = (path: string, value: unknown): unknown => {
  const copy = structuredClone(good) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let node = copy;
  for (const key of keys) node = (node[key] ??= {}) as Record<string, unknown>;
  node[last] = value;
  return copy;
};

describe('settings', () => {
  it('fills in defaults and takes paths from where the file stands', () => {
    const config = parseConfig(good, '/etc/portas/portas.json');
    expect(config.dataDir).toBe('/etc/portas/data');
    expect(config.keySetFile).toBe('/etc/portas/keys.json');
    expect(config.gateway?.caFile).toBe('/etc/portas/ca.pem');
    expect(config.desk).toEqual({ language: 'zh-Hant', secondLanguage: null, clearAfterSeconds: 12, holdLimitSeconds: 180, volume: 0.7, rereadSeconds: 3, repeatHours: 24, document: 'optional', documentWaitSeconds: 20 });
    expect(config.overview).toEqual({ perOfficer: false });
    expect(config.rulesFile).toMatch(/resources\/rules\/default-rules\.json$/);
  });

  it.each([
    ['terminal.id', 'x', '3 to 32 capital letters'],
    ['terminal.lane', '', '1 to 16 letters'],
    ['terminal.port', 'airport', '"barrier-gate"'],
    ['terminal.direction', 'north', '"to-guangdong"'],
    ['gateway.url', 'http://gateway.example', 'https:// address'],
    ['gateway.url', 'https://user@gateway.example', 'https:// address'],
    ['gateway.url', 'nonsense', 'https:// address'],
    ['gateway.sealingKey.publicKeyBase64', 'AAAA', 'X25519 public key in base64'],
    ['desk.volume', 2, 'a number from 0 to 1'],
    ['desk.clearAfterSeconds', '12', '2 to 120 seconds'],
    ['desk.language', 'fr', '"zh-Hant"'],
    ['scanners.keyboardLayout', 'de', '"us"'],
    ['scanners.wedge', { prefix: '((' }, '3 to 8 of the characters'],
    ['scanners.wedge', { suffix: 'AB' }, '2 to 8 of the characters'],
    ['scanners.serialPorts', [{}], 'scanners.serialPorts.0: expected either path, or vendorId and productId'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', vendorId: '0x0C2E', productId: '0x0CAA' }], 'either path, or'],
    ['scanners.serialPorts', [{ vendorId: '0x0C2E' }], 'either path, or'],
    ['scanners.serialPorts', [{ path: 'ttyS0' }], 'the path of a serial port'],
    ['scanners.serialPorts', [{ path: '/dev/tty\u0000' }], 'the path of a serial port'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', baudRate: 0 }], '300 to 4000000'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', dataBits: 5 }], 'expected 7 or 8'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', terminators: ['crlf'] }], 'terminators.0'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', suffix: '\r' }], 'expected a prefix and a suffix without terminators'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', prefix: '\u0002', terminators: ['etx'] }], 'none with STX beside "etx"'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', prefix: '澳' }], 'at most 16 characters of one byte each'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0', idleMs: 1 }], '50 to 5000 milliseconds'],
    ['scanners.serialPorts', [{ path: '/dev/ttyS0' }, { path: '/dev/ttyS0', baudRate: 300 }], 'expected each port once'],
    ['scanners.roles', [{ device: '0C2E:0B61', role: 'officer' }], 'expected a device as "Scanners" shows it'],
    ['scanners.roles', [{ device: '0c2e:0b61', role: 'guard' }], '"traveller"'],
    ['scanners.roles', [{ device: '0403:6001:0001#2', role: 'traveller' }], 'which changes hands when scanners are plugged in anew'],
    ['scanners.roles', [{ device: '0c2e:0b61', role: 'officer' }, { device: '0c2e:0b61', role: 'traveller' }], 'expected each device once'],
    ['dataDir', 7, 'a file path'],
    ['overview.perOfficer', 'yes', 'true or false'],
    ['shcIssuers', [{ issuer: 'https://a.example', keysFile: 'k', names: { en: 'A' } }], 'shcIssuers.0.names.zh-Hant'],
    ['nzcpIssuers', [{ issuer: 'did:web:a.example', documentFile: 'k', names: { 'zh-Hant': 'A', pt: 'A\u202e', en: 'A', 'zh-Hans': 'A' } }], 'without control characters'],
  ])('names %s = %j, with the file and the expected form', (path, value, expected) => {
    const message = messageOf(having(path, value));
    expect(message).toContain('/etc/portas/portas.json: ');
    expect(message).toContain(path);
    expect(message).toContain(expected);
  });

  it('takes serial ports by path or by product, and sides of the desk', () => {
    const { scanners } = parseConfig(
      having('scanners', {
        serialPorts: [{ path: '/dev/serial/by-id/x' }, { vendorId: '0x1A86', productId: '0x7523', serialNumber: 'A:1', baudRate: 115_200, terminators: [], idleMs: 100 }],
        roles: [{ device: '0c2e:0b61:S/N 1', role: 'officer' }, { device: 'COM3', role: 'traveller' }],
      }),
      '/etc/portas/portas.json',
    );
    const line = { baudRate: 9_600, dataBits: 8, parity: 'none', stopBits: 1, flowControl: 'none' };
    const framing = { prefix: '', suffix: '', terminators: ['cr', 'lf'], aim: 'leading' };
    expect(scanners.serialPorts).toEqual([
      { match: { path: '/dev/serial/by-id/x' }, line, framing, idleMs: null },
      { match: { vendorId: 0x1a86, productId: 0x7523, serialNumber: 'A:1' }, line: { ...line, baudRate: 115_200 }, framing: { ...framing, terminators: [] }, idleMs: 100 },
    ]);
    expect(scanners.roles).toEqual([{ device: '0c2e:0b61:S/N 1', role: 'officer' }, { device: 'COM3', role: 'traveller' }]);
    expect(parseConfig(good, '/etc/portas/portas.json').scanners).toMatchObject({ serialPorts: [], roles: [] });
  });

  it('takes lists of withdrawn codes where they are named, and only there', () => {
    const issuer = { issuer: 'https://issuer.example', keysFile: 'keys.json' };
    const of = (change: object) => parseConfig({ ...good, ...change }, '/etc/portas/portas.json');
    expect(of({ dccRevocationPath: 'dcc', shcIssuers: [issuer, { ...issuer, revocationPath: 'crl' }] })).toMatchObject({
      dccRevocationPath: '/etc/portas/dcc',
      shcIssuers: [{ keysFile: '/etc/portas/keys.json' }, { revocationPath: '/etc/portas/crl' }],
    });
    const none = of({ shcIssuers: [issuer] });
    expect(none).not.toHaveProperty('dccRevocationPath');
    expect(none.shcIssuers[0]).not.toHaveProperty('revocationPath');
    expect(messageOf(having('dccRevocationPath', ''))).toContain('dccRevocationPath: expected a file path');
  });

  it('names a setting that does not exist', () => {
    expect(messageOf({ ...good, colour: 'blue' })).toContain('colour');
    expect(messageOf(having('desk.volumne', 1))).toMatch(/desk: .*volumne/);
  });

  it('names every wrong setting at once', () => {
    expect(messageOf({}).split('\n')).toHaveLength(2);
  });

  it('takes a signed set in place of lists, never beside them', () => {
    const without = Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'keySetFile'));
    const trust = { rootFile: 'root.json', url: 'https://trust.example/portas', firstSetFolder: 'first' };
    expect(parseConfig({ ...without, trust }, '/etc/portas/portas.json').trust).toEqual({ rootFile: '/etc/portas/root.json', url: 'https://trust.example/portas', everyMinutes: 15, firstSetFolder: '/etc/portas/first' });
    expect(messageOf(without)).toContain('keySetFile: expected a file path, or trust in its place');
    expect(messageOf({ ...good, trust })).toContain('keySetFile: expected none beside trust');
    expect(messageOf({ ...without, trust, shcIssuers: [{ issuer: 'https://issuer.example', keysFile: 'k' }] })).toContain('shcIssuers: expected none beside trust');
    for (const [wrong, expected] of [
      [{}, 'trust.rootFile'],
      [{ rootFile: 'r', url: 'http://trust.example' }, 'trust.url: expected an https:// address'],
      [{ rootFile: 'r', everyMinutes: 0 }, 'trust.everyMinutes: expected 1 to 1440 minutes'],
      [{ rootFile: 'r', key: 1 }, 'trust'],
    ] as const) expect(messageOf({ ...without, trust: wrong })).toContain(expected);
  });

  it('allows plain HTTP to this machine alone', () => {
    for (const host of ['127.0.0.1:8080', '[::1]:8080', 'localhost']) expect(messageOf(having('gateway.url', `http://${host}`))).toBe('accepted');
  });

  it('names a file that is missing, too large or not JSON', () => {
    const dir = tempDir();
    expect(() => loadConfig(join(dir, 'none.json'))).toThrow(expect.objectContaining({ code: 'config-invalid', message: expect.stringContaining('none.json') }));
    writeFileSync(join(dir, 'big.json'), 'x'.repeat(300_000));
    expect(() => loadConfig(join(dir, 'big.json'))).toThrow(/larger than/);
    writeFileSync(join(dir, 'odd.json'), '{"terminal":');
    expect(() => loadConfig(join(dir, 'odd.json'))).toThrow(/odd\.json: .*JSON/);
    writeFileSync(join(dir, 'good.json'), JSON.stringify(good));
    expect(loadConfig(join(dir, 'good.json')).dataDir).toBe(join(dir, 'data'));
  });
});
