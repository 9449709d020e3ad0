import { describe, expect, it } from 'vitest';
import { dependenciesOf, loadOrder } from '../../vm/host/modules.ts';

const module = (depends: string): Buffer => Buffer.from(`\x7fELF\0license=GPL\0depends=${depends}\0retpoline=Y\0`, 'latin1');

describe('kernel modules', () => {
  it('name what they depend on', () => {
    expect(dependenciesOf(module('hid,usb-core'))).toEqual(['hid', 'usb-core']);
    expect(dependenciesOf(module(''))).toEqual([]);
    expect(dependenciesOf(Buffer.from('no module'))).toEqual([]);
  });

  it('are loaded after what they need, once each; what the kernel has built in is not loaded', () => {
    const files: Record<string, Buffer> = { usbhid: module('hid,usb-core,input'), usb_core: module('usb-common'), usb_common: module(''), hid: module(''), uhid: module('hid') };
    expect(loadOrder(['uhid', 'usbhid'], (name) => files[name] ?? null)).toEqual(['hid', 'uhid', 'usb_common', 'usb_core', 'usbhid']);
  });

  it('that need each other end the search all the same', () => {
    expect(loadOrder(['a'], (name) => module(name === 'a' ? 'b' : 'a'))).toEqual(['b', 'a']);
  });
});
