import { describe, expect, it } from 'vitest';
import { findCandidates, MAX_SCANNERS, nameCandidates } from '../../../core/scan/device-identity.ts';
import type { HidDeviceInfo } from '../../../core/scan/driver.ts';
import { PROFILES } from './support.ts';

const device = (path: string, change: Partial<HidDeviceInfo> = {}): HidDeviceInfo => ({ path, vendorId: 0x0c2e, productId: 0x0b8f, serialNumber: null, product: '', usagePage: 0x8c, usage: 2, ...change });
const namesOf = (listed: HidDeviceInfo[], known: [string, string][] = []): [string, string][] =>
  [...nameCandidates(findCandidates(PROFILES, listed), new Map(known))].map(([name, { info }]) => [name, info.path]);

describe('who is who', () => {
  it('leaves out what is no scanner', () => {
    expect(namesOf([device('a', { vendorId: 0x046d, usagePage: 1, usage: 6 })])).toEqual([]);
  });

  it('takes a path once, and HID POS only of a device that offers both modes', () => {
    const both = { vendorId: 0x05e0, productId: 0x1200, serialNumber: 'S' };
    expect(namesOf([device('k', { ...both, usagePage: 1, usage: 6 }), device('p', both), device('p', both)])).toEqual([['05e0:1200:S', 'p']]);
  });

  it('takes the keyboard collection of a device that has nothing else', () => {
    expect(namesOf([device('k', { vendorId: 0x05e0, productId: 0x1200, usagePage: 1, usage: 6 })])).toEqual([['05e0:1200:-', 'k']]);
  });

  it('numbers scanners of one kind without serial numbers, and keeps the numbers while they stay', () => {
    expect(namesOf([device('a'), device('b')])).toEqual([['0c2e:0b8f:-', 'a'], ['0c2e:0b8f:-#2', 'b']]);
    const known: [string, string][] = [['0c2e:0b8f:-', 'a'], ['0c2e:0b8f:-#2', 'b']];
    expect(namesOf([device('b')], known)).toEqual([['0c2e:0b8f:-#2', 'b']]);
    expect(namesOf([device('b'), device('c')], known)).toEqual([['0c2e:0b8f:-#2', 'b'], ['0c2e:0b8f:-', 'c']]);
  });

  it('knows a scanner with a serial number again at any path', () => {
    expect(namesOf([device('z', { serialNumber: 'S1' }), device('a', { serialNumber: 'S2' })], [['0c2e:0b8f:S1', 'a'], ['0c2e:0b8f:S2', 'z']])).toEqual([
      ['0c2e:0b8f:S1', 'z'],
      ['0c2e:0b8f:S2', 'a'],
    ]);
  });

  it('takes no more scanners than a desk can have', () => {
    expect(namesOf(Array.from({ length: 100 }, (_, index) => device(`p${index}`)))).toHaveLength(MAX_SCANNERS);
  });
});
