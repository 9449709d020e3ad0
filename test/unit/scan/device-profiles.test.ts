import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PortasFault } from '../../../core/model/fault.ts';
import { GENERIC_POS_PROFILE, idleTimeOf, loadDeviceProfiles, matchProfile, parseDeviceProfiles } from '../../../core/scan/device-profiles.ts';
import type { HidDeviceInfo } from '../../../core/scan/driver.ts';
import { profileNamed, PROFILES } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'portas-profiles-'));
afterAll(() => rmSync(directory, { recursive: true }));

const device = (vendorId: number, productId: number, usagePage = 0x8c, usage = 2): HidDeviceInfo => ({ path: 'p', vendorId, productId, usagePage, usage, serialNumber: null, product: '' });
const LAYOUT = { reportBytes: 64, reportId: 2, lengthAt: 1, lengthAdjust: 0, aimAt: [2], dataAt: 5, dataBytes: 56, vendorSymbologyAt: 61, continuationAt: 63, continuationMask: 1 };
const EVIDENCE = { ids: 'assumed', layout: 'assumed', source: 'test' };
const pos = (change: object = {}) => ({ id: 'x', name: 'X', mode: 'hid-pos', evidence: EVIDENCE, idleMs: null, match: [{ vendorId: '0x1234', productIds: null, usagePage: '0x8C' }], layouts: [LAYOUT], trailingCr: 'kept', enable: null, ...change });
const keyboard = (change: object = {}) => ({ id: 'k', name: 'K', mode: 'hid-keyboard', evidence: EVIDENCE, idleMs: 500, match: [{ vendorId: '0x1234', productIds: ['0x0001'] }], terminators: ['enter'], ...change });
const parse = (...profiles: unknown[]) => parseDeviceProfiles(JSON.stringify({ version: 1, profiles }), 'profiles.json');
function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (cause) {
    if (cause instanceof PortasFault && cause.code === 'config-invalid') return cause.message;
    throw cause;
  }
  throw new Error('nothing was refused');
}

describe('a profiles file that is wrong', () => {
  it.each([
    ['no JSON', '{', 'profiles.json: expected JSON'],
    ['another version', '{"version":2,"profiles":[]}', 'version'],
    ['an unknown key', '{"version":1,"profiles":[],"x":1}', 'device profiles'],
  ])('is refused with %s', (_, text, message) => {
    expect(faultOf(() => parseDeviceProfiles(text, 'profiles.json'))).toContain(message);
  });

  it.each([
    ['a vendor id without 0x', pos({ match: [{ vendorId: '1234', productIds: null, usagePage: '0x8C' }] }), 'profiles.0.match.0.vendorId: expected "0x" and 1 to 4 hex digits'],
    ['a layout whose data runs into the flag', pos({ layouts: [{ ...LAYOUT, dataBytes: 58 }] }), 'profiles.0.layouts.0: expected fields that lie inside the report and do not overlap'],
    ['a layout that leaves the report', pos({ layouts: [{ ...LAYOUT, continuationAt: 64 }] }), 'do not overlap'],
    ['data that does not follow the AIM identifier', pos({ layouts: [{ ...LAYOUT, dataAt: 6, dataBytes: 50 }] }), 'do not overlap'],
    ['a length on the report id', pos({ layouts: [{ ...LAYOUT, lengthAt: 0 }] }), 'do not overlap'],
    ['AIM positions out of order', pos({ layouts: [{ ...LAYOUT, aimAt: [3, 2], dataAt: 6, dataBytes: 55 }] }), 'do not overlap'],
    ['a keyboard profile for a whole vendor', keyboard({ match: [{ vendorId: '0x1234', productIds: null }] }), 'profiles.0.match.0.productIds'],
    ['a keyboard profile without products', keyboard({ match: [{ vendorId: '0x1234', productIds: [] }] }), 'profiles.0.match.0.productIds'],
    ['an unknown mode', pos({ mode: 'bluetooth' }), 'profiles.0.mode'],
    ['evidence of another kind', pos({ evidence: { ...EVIDENCE, layout: 'sure' } }), 'profiles.0.evidence.layout'],
  ])('is refused with %s', (_, profile, message) => {
    const fault = faultOf(() => parse(profile));
    expect(fault).toContain('profiles.json: ');
    expect(fault).toContain(message);
  });

  it('is refused with the same id twice', () => {
    expect(faultOf(() => parse(pos(), keyboard({ id: 'x' })))).toContain('expected each profile id once');
  });

  it('is refused when it is missing or too large, with its name', () => {
    const missing = join(directory, 'missing.json');
    expect(faultOf(() => loadDeviceProfiles(missing))).toBe(`${missing}: the device profiles cannot be read`);
    const large = join(directory, 'large.json');
    writeFileSync(large, ' '.repeat(256 * 1_024 + 1));
    expect(faultOf(() => loadDeviceProfiles(large))).toContain('expected at most 262144 bytes, found 262145');
  });
});

describe('matching', () => {
  it('never takes a keyboard that no profile names', () => {
    expect(matchProfile(PROFILES, device(0x046d, 0xc31c, 1, 6))).toBeNull();
    expect(matchProfile(PROFILES, device(0x05e0, 0x1201, 1, 6))).toBeNull();
    expect(matchProfile(PROFILES, device(0x0c2e, 0x0b8f, 1, 6))).toBeNull();
  });

  it('takes neither a mouse collection of a named keyboard nor a scanner page collection that carries no codes', () => {
    expect(matchProfile(PROFILES, device(0x05e0, 0x1200, 1, 2))).toBeNull();
    expect(matchProfile(PROFILES, device(0x0c2e, 0x0b8f, 0x8c, 4))).toBeNull();
    expect(matchProfile(PROFILES, device(0x9999, 1, 0x8c, 1))).toBeNull();
  });

  it.each([
    [0x0c2e, 'honeywell-pos'],
    [0x23d0, 'youjie-pos'],
    [0x05e0, 'zebra-pos'],
    [0x05f9, 'datalogic-pos'],
    [0x1eab, 'newland-pos'],
    [0x065a, 'opticon-pos'],
    [0x0db5, 'access-is-pos'],
    [0x067e, 'intermec-pos'],
    [0x9999, 'generic-pos'],
  ])('gives vendor %i the profile %s', (vendorId, id) => {
    expect(matchProfile(PROFILES, device(vendorId, 0x4242))?.id).toBe(id);
  });

  it('takes a keyboard-mode scanner that is named', () => {
    expect(matchProfile(PROFILES, device(0x05e0, 0x1200, 1, 6))?.id).toBe('symbol-keyboard');
  });

  it('prefers the profile that names the product to the one that names the vendor, whatever their order', () => {
    const profiles = parse(pos(), pos({ id: 'y', match: [{ vendorId: '0x1234', productIds: ['0x0007'], usagePage: '0x8C' }] }));
    expect(matchProfile(profiles, device(0x1234, 7))?.id).toBe('y');
    expect(matchProfile(profiles, device(0x1234, 8))?.id).toBe('x');
  });
});

describe('the profiles that come with the terminal', () => {
  it('wake Honeywell and Youjie by feature report 254 and no other', () => {
    const woken = PROFILES.filter((profile) => profile.mode === 'hid-pos' && profile.enable !== null);
    expect(woken.map((profile) => [profile.id, profile.mode === 'hid-pos' ? profile.enable : null])).toEqual([
      ['honeywell-pos', { reportId: 254, data: [1] }],
      ['youjie-pos', { reportId: 254, data: [1] }],
    ]);
  });

  it('use the usual idle time where a profile has none of its own', () => {
    expect(idleTimeOf(GENERIC_POS_PROFILE)).toBe(300);
    expect(idleTimeOf({ ...profileNamed('symbol-keyboard'), idleMs: 500 })).toBe(500);
  });

  it('say of every layout and id how far it can be trusted', () => {
    expect(PROFILES.filter(({ evidence }) => evidence.layout === 'measured').map(({ id }) => id)).toEqual(['honeywell-pos', 'datalogic-keyboard']);
    expect(GENERIC_POS_PROFILE.evidence.layout).toBe('assumed');
  });
});
