import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RESOURCES_DIR } from '../../../../core/config.ts';
import { MAX_LISTED_DEVICES } from '../../../../core/model/devices.ts';
import { readAccessRights, UNKNOWN_RIGHTS } from '../../../../core/scan/doctor/access-rights.ts';
import { type DeviceListParts, listDevices } from '../../../../core/scan/doctor/device-list.ts';
import { findUsbDevice } from '../../../../core/scan/doctor/usb-device.ts';
import { loadDeviceProfiles } from '../../../../core/scan/device-profiles.ts';
import type { HidDeviceInfo, ListedDevice, SerialPortInfo } from '../../../../core/scan/driver.ts';
import { loadScannerModels } from '../../../../core/scan/scanner-models.ts';
import type { ScannerStatus } from '../../../../core/scan/scanner-status.ts';
import { POS_64, POS_UNCOUNTED } from '../descriptors.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const profiles = loadDeviceProfiles(join(RESOURCES_DIR, 'device-profiles.json'));
const models = loadScannerModels(join(RESOURCES_DIR, 'scanner-models.json'));
const info = (change: Partial<HidDeviceInfo>): HidDeviceInfo => ({ path: '/dev/hidraw0', vendorId: 0x0c2e, productId: 0x0b61, serialNumber: null, product: 'P', usagePage: 0x8c, usage: 2, ...change });
const scanner = (change: Partial<ScannerStatus> = {}): ScannerStatus =>
  ({ deviceId: '0c2e:0b61:-', role: null, product: 'P', vendorId: 0x0c2e, productId: 0x0b61, mode: 'hid-pos', profile: 'honeywell-pos', state: 'ready', detail: null, codesRead: 0, tornReads: 0, lastReadAt: null, damage: null, ...change });
const port = (change: Partial<SerialPortInfo> = {}): SerialPortInfo => ({ kind: 'serial', path: '/dev/ttyACM0', vendorId: 0x05e0, productId: 0x0600, serialNumber: null, product: '', settingsPath: null, ...change });
const listed = (each: ListedDevice, own: ScannerStatus | null = null, descriptor: Uint8Array | null = null) => ({ info: each, scanner: own, readDescriptor: () => Promise.resolve(descriptor) });
const list = (parts: Partial<DeviceListParts>) => listDevices({ profiles, models, listed: [], readRights: () => Promise.resolve(UNKNOWN_RIGHTS), findDevice: () => Promise.resolve(null), ...parts });

describe('the list of devices', () => {
  it('gathers the collections of one device, and says which is read and why the others are not', async () => {
    const keyboard = info({ path: '/dev/hidraw1', usagePage: 1, usage: 6 });
    const [device, ...others] = await list({ listed: [listed(keyboard), listed(info({}), scanner())] });
    expect(others).toEqual([]);
    expect(device?.interfaces.map(({ path, use, profile }) => [path, use, profile])).toEqual([['/dev/hidraw1', 'beside-opened', null], ['/dev/hidraw0', 'opened', 'honeywell-pos']]);
    expect(device?.scanner?.deviceId).toBe('0c2e:0b61:-');
  });

  it('says that a keyboard is left alone, and that nothing calls another device a scanner', async () => {
    const found = await list({ listed: [listed(info({ vendorId: 1, usagePage: 1, usage: 6 })), listed(info({ vendorId: 2, usagePage: 1, usage: 2 }))] });
    expect(found.map(({ interfaces, mode }) => [interfaces[0]?.use, mode])).toEqual([['keyboard', null], ['no-profile', null]]);
  });

  it.each(['denied', 'lost', 'opening'] as const)('says that a scanner which is %s is not open', async (state) => {
    const [device] = await list({ listed: [listed(info({}), scanner({ state }))] });
    expect(device?.interfaces[0]?.use).toBe('not-open');
  });

  it('puts scanners first, then probable ones, and tells the mode they are in', async () => {
    const found = await list({
      listed: [listed(info({ vendorId: 1, usagePage: 1, usage: 6 })), listed(port()), listed(info({}), scanner()), listed(port({ path: '/dev/ttyS0', vendorId: null, productId: null }))],
    });
    expect(found.map(({ vendorId, mode }) => [vendorId, mode?.mode ?? null])).toEqual([[0x0c2e, 'hid-pos'], [0x05e0, 'serial'], [1, null], [null, null]]);
  });

  it('tells two scanners of one kind apart by where they are plugged in', async () => {
    const two = [info({ path: '/dev/hidraw0' }), info({ path: '/dev/hidraw1' })].map((each) => listed(each));
    expect(await list({ listed: two })).toHaveLength(1);
    expect(await list({ listed: two, findDevice: (path) => Promise.resolve(`/sys/devices/${path}`) })).toHaveLength(2);
  });

  it('shows a scanner among ten thousand devices, and looks at no more nodes than it shows', async () => {
    let looks = 0;
    const many = Array.from({ length: 10_000 }, (_, nth) => listed(info({ path: `/dev/hidraw${nth}`, vendorId: 1, productId: nth, usagePage: 1, usage: 2 })));
    const found = await list({ listed: [...many, listed(info({}), scanner())], readRights: () => (looks++, Promise.resolve(UNKNOWN_RIGHTS)) });
    expect([found.length, found[0]?.scanner?.deviceId, looks]).toEqual([MAX_LISTED_DEVICES, '0c2e:0b61:-', MAX_LISTED_DEVICES]);
  });

  it('says where the device\'s own descriptor and the profile disagree, and nothing where there is none', async () => {
    const compared = async (descriptor: Uint8Array | null) => (await list({ listed: [listed(info({}), scanner(), descriptor)] }))[0]?.interfaces[0]?.descriptor;
    expect(await compared(null)).toBeNull();
    expect(await compared(POS_64)).toEqual({ kind: 'agrees' });
    expect(await compared(POS_UNCOUNTED)).toMatchObject({ kind: 'differs' });
    expect(await compared(Uint8Array.of(1, 2, 3))).toMatchObject({ kind: 'unusable' });
  });

  it('stays short, whatever is plugged in', async () => {
    const many = Array.from({ length: 500 }, (_, at) => listed(info({ vendorId: at % 300, path: `/dev/hidraw${at}` })));
    const found = await list({ listed: many });
    expect(found).toHaveLength(MAX_LISTED_DEVICES);
  });
});

describe('access rights', () => {
  it('tell what this program may do, and whose the node is', async () => {
    const folder = tempDir();
    const node = join(folder, 'hidraw0');
    writeFileSync(node, '', { mode: 0o640 });
    writeFileSync(join(folder, 'passwd'), `root:x:0:0::/:/bin/sh\nme\x07:x:${process.getuid?.() ?? 0}:0::/:/bin/sh\n`);
    writeFileSync(join(folder, 'group'), '');
    const rights = await readAccessRights(node, { passwd: join(folder, 'passwd'), group: join(folder, 'group') });
    expect(rights).toMatchObject({ may: 'read-write', mode: '0640', group: (process.getgid?.() ?? 0).toString() });
    expect(rights.owner).toMatch(/^(root|me)$/);
  });

  it('are unknown where there is no such file', async () => {
    expect(await readAccessRights('/dev/none-such')).toEqual(UNKNOWN_RIGHTS);
    expect(await readAccessRights('\\\\?\\hid#vid_0c2e')).toEqual(UNKNOWN_RIGHTS);
  });
});

describe('the USB device of a node', () => {
  const sysfs = (target: string, link: string): string => {
    const root = tempDir();
    mkdirSync(join(root, target), { recursive: true });
    mkdirSync(dirname(join(root, link)), { recursive: true });
    symlinkSync(join(root, target), join(root, link));
    return root;
  };

  it('is found above its interface', async () => {
    const hid = sysfs('devices/pci0/usb1/1-2.3/1-2.3:1.0/0003:0C2E:0B61.0001', 'class/hidraw/hidraw4/device');
    expect(await findUsbDevice('/dev/hidraw4', hid)).toMatch(/usb1\/1-2\.3$/);
    const tty = sysfs('devices/pci0/usb1/1-4/1-4:1.0', 'class/tty/ttyACM0/device');
    expect(await findUsbDevice('/dev/ttyACM0', tty)).toMatch(/usb1\/1-4$/);
  });

  it('is none for what is not on USB, is gone, or is no node', async () => {
    expect(await findUsbDevice('/dev/hidraw4', sysfs('devices/virtual/misc/uhid/0003:1:2', 'class/hidraw/hidraw4/device'))).toBeNull();
    for (const path of ['/dev/hidraw99', 'virtual:1:1', '../../etc/passwd', '/dev/../etc/hidraw1']) expect(await findUsbDevice(path, tempDir()), path).toBeNull();
  });
});
