import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import jsQR from 'jsqr';
import { encode } from 'uqr';
import { afterAll, describe, expect, it } from 'vitest';
import { FOREIGN_FORMAT_IDS } from '../../../core/model/format.ts';
import { utcMillis } from '../../../core/model/units.ts';
import { parseJwks } from '../../../core/trust/jwks.ts';
import { keySetOf, loadKeySet } from '../../../core/trust/key-set.ts';
import { run } from '../../../tools/issuer/cli.ts';
import { AT, take } from './road.ts';

const TIME = new Date(AT).toISOString().replace('.000', '');
const folder = mkdtempSync(join(tmpdir(), 'portas-issuer-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

function issuer(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = run(args, { out: (line) => lines.push(line), err: (text) => errors.push(text) });
  return { code, lines, errors: errors.join('') };
}

describe('issuer command', () => {
  it.each([
    [['code'], /expected --key or --workshop/],
    [['code', '--workshop', 'w', '--at', 'yesterday'], /expected a UTC time/],
    [['code', '--workshop', 'w', '--count', '0'], /expected a whole number/],
    [['code', '--workshop', 'w', '--key', 'k'], /cannot be used with/],
    [['code', '--workshop', 'w', '--count', '2', '--qr', file('two.svg')], /expected one code/],
    [['code', '--key', file('none.json')], /expected a readable JSON file/],
    [['bad', 'sideways'], /there is no kind "sideways"/],
    [['keys', '--issuer', 'MO-A'], /required option/],
    [['key-set', '--out', file('none-set.json')], /expected --key or --workshop/],
    [['key-set', '--workshop', 'w', '--sequence', 'x', '--out', file('none-set.json')], /expected a whole number/],
    [['foreign', 'XX1'], /there is no format "XX1"; expected HC1/],
    [['foreign', 'SHC', '--fault', 'ugly'], /there is no fault "ugly" of SHC/],
    [['foreign', 'SHC', '--count', '2', '--qr', file('two.svg')], /expected one code/],
    [['foreign-keys', 'SHC'], /required option/],
    [['foreign-keys', 'HC1', '--out', file('none-hc1.json')], /certificates alone/],
    [['dance'], /unknown command/],
  ])('%j says what is wrong and ends with 1', (args, message) => {
    const result = issuer(...args);
    expect(result.code).toBe(1);
    expect(result.errors).toMatch(message);
    expect(result.lines).toEqual([]);
  });

  it('writes no key set that a terminal would refuse', () => {
    issuer('keys', '--issuer', 'MO-A', '--out', file('r.json'));
    const result = issuer('key-set', '--key', file('r.json'), '--revoke', 'abc', '--out', file('refused.json'));
    expect(result.code).toBe(1);
    expect(result.errors).toMatch(/revoked/);
    expect(existsSync(file('refused.json'))).toBe(false);
  });

  it('helps', () => {
    const result = issuer('code', '--help');
    expect(result.code).toBe(0);
    expect(result.lines.join('\n')).toMatch(/--sub-code/);
  });

  it('makes keys, a key set and codes that go together', () => {
    expect(issuer('keys', '--issuer', 'MO-A', '--out', file('a.json')).code).toBe(0);
    expect(issuer('key-set', '--key', file('a.json'), '--from', '2022-01-01T00:00:00Z', '--out', file('set.json')).code).toBe(0);
    const codes = issuer('code', '--key', file('a.json'), '--at', TIME, '--count', '3', '--colour', 'blue', '--sub-code', 'b7').lines;
    expect(codes).toHaveLength(3);
    for (const code of codes) expect(take(code, loadKeySet(file('set.json')))).toMatchObject({ good: true, facts: { issuer: 'MO-A', colour: 'blue', subCode: 'b7' } });
  });

  it('makes bad codes that go with the key set of the same workshop', () => {
    issuer('key-set', '--workshop', 'w', '--from', TIME, '--out', file('w.json'));
    const set = loadKeySet(file('w.json'));
    const [code = ''] = issuer('bad', 'revoked', '--workshop', 'w', '--at', TIME).lines;
    expect(take(code, set)).toMatchObject({ good: false, reason: 'code-revoked' });
    const [good = ''] = issuer('code', '--workshop', 'w', '--at', TIME).lines;
    expect(take(good, set)).toMatchObject({ good: true });
  });

  it('lists the kinds of bad code with their reasons', () => {
    expect(issuer('bad').lines.join('\n')).toMatch(/^zip-bomb\s+code-too-large$/m);
  });

  it('makes foreign codes, good and bad, and keys files that go with them', () => {
    const terms = { purposes: ['health-code'], validFrom: utcMillis(0), validUntil: utcMillis(AT * 2) };
    issuer('foreign-keys', 'SHC', '--workshop', 'f', '--out', file('shc.json'));
    const cardIssuer = 'https://issuer.example/shc';
    const entries = parseJwks(JSON.parse(readFileSync(file('shc.json'), 'utf8')), 'shc.json', { issuer: cardIssuer, ...terms });
    const keys = keySetOf(entries, { sequence: 1, issuedAt: AT, origin: 'shc.json' });
    const good = issuer('foreign', 'SHC', '--workshop', 'f', '--at', TIME, '--count', '3').lines;
    expect(new Set(good).size).toBe(3);
    for (const code of good) expect(take(code, keys)).toMatchObject({ good: true, facts: { format: 'SHC', issuer: cardIssuer } });
    const [forged = ''] = issuer('foreign', 'SHC', '--workshop', 'f', '--at', TIME, '--fault', 'forged').lines;
    expect(take(forged, keys)).toMatchObject({ good: false, reason: 'signature-mismatch' });
    const [other = ''] = issuer('foreign', 'SHC', '--workshop', 'g', '--at', TIME).lines;
    expect(take(other, keys)).toMatchObject({ good: false, reason: 'key-unknown' });
  });

  it('lists the foreign formats with their faults', () => {
    const lines = issuer('foreign').lines.join('\n');
    for (const format of FOREIGN_FORMAT_IDS) expect(lines).toContain(format);
    expect(lines).toMatch(/--fault wrong-usage\s+key-purpose-mismatch/);
  });

  it('draws a picture that a decoder reads back', () => {
    const [code = ''] = issuer('code', '--workshop', 'w', '--at', TIME, '--qr', file('code.svg')).lines;
    expect(readFileSync(file('code.svg'), 'utf8')).toMatch(/^<svg/);
    const { data, size, version } = encode(code, { ecc: 'M', border: 4 });
    const scale = 4;
    const side = size * scale;
    const pixels = new Uint8ClampedArray(side * side * 4).map((_, i) => {
      const pixel = i >> 2;
      const dark = data[Math.floor(pixel / side / scale)]?.[Math.floor((pixel % side) / scale)] === true;
      return dark && i % 4 !== 3 ? 0 : 255;
    });
    expect(jsQR(pixels, side, side)?.data).toBe(code);
    // Alphanumeric mode: the same text in byte mode, as lower case forces it to be, takes a larger symbol.
    expect(version).toBeLessThan(encode(code.toLowerCase(), { ecc: 'M' }).version);
  });
});
