import { describe, expect, it } from 'vitest';
import { findCandidates, MAX_SCANNERS, nameCandidates } from '../../../core/scan/device-identity.ts';
import { GENERIC_POS_PROFILE, type PosProfile } from '../../../core/scan/device-profiles.ts';
import type { HidDeviceInfo } from '../../../core/scan/driver.ts';
import { PROFILES } from './support.ts';

const device = (path: string, change: Partial<HidDeviceInfo> = {}): HidDeviceInfo => ({ path, vendorId: 0x0c2e, productId: 0x0b8f, serialNumber: null, product: '', usagePage: 0x8c, usage: 2, ...change });
const namesOf = (listed: HidDeviceInfo[], known: [string, string][] = []): [string, string][] =>
  [...nameCandidates(findCandidates(PROFILES, listed), new Map(known))].map(([name, { info }]) => [name, info.path]);

const posNaming = (productId: number): PosProfile => ({ ...GENERIC_POS_PROFILE, id: 'named', match: [{ vendorId: 0x05e0, productIds: [productId], usagePage: 0x8c }] });

describe('who is who', () => {
  it('leaves out what is no scanner', () => {
    expect(namesOf([device('a', { vendorId: 0x046d, usagePage: 1, usage: 6 })])).toEqual([]);
  });

  it('takes a path once', () => {
    expect(namesOf([device('p', { serialNumber: 'S' }), device('p', { serialNumber: 'S' })])).toEqual([['0c2e:0b8f:S', 'p']]);
  });

  it.each([
    ['its keyboard, which a profile names, and not a collection that only calls itself a scanner', PROFILES, 'k'],
    ['HID POS alone where a profile names that product too', [...PROFILES, posNaming(0x1200)], 'p'],
  ] as const)('takes one mode of a device that offers both: %s', (_, profiles, path) => {
    const both = { vendorId: 0x05e0, productId: 0x1200, serialNumber: 'S' };
    for (const listed of [[device('k', { ...both, usagePage: 1, usage: 6 }), device('p', both)], [device('p', both), device('k', { ...both, usagePage: 1, usage: 6 })]]) {
      expect(findCandidates(profiles, listed).map(({ info }) => info.path)).toEqual([path]);
    }
  });

  it('takes HID POS alone of a device whose keyboard no profile names', () => {
    expect(namesOf([device('k', { usagePage: 1, usage: 6 }), device('p')])).toEqual([['0c2e:0b8f:-', 'p']]);
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
