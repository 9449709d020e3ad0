/** Every HID collection and serial port of the machine, by physical device, and what Portas makes of each. Layer: scan. */
import { type DeviceUse, MAX_LISTED_DEVICES, MAX_LISTED_INTERFACES } from '../../model/devices.ts';
import { type DeviceProfiles, matchProfile } from '../device-profiles.ts';
import { compareWithDescriptor, type DescriptorComparison } from '../pos-descriptor.ts';
import type { ScannerModels } from '../scanner-models.ts';
import type { ListedCollection, ScannerStatus } from '../scanner-hub.ts';
import { DESKTOP_USAGE_KEYBOARD, DESKTOP_USAGE_PAGE } from '../usages.ts';
import { findScannerModes, type ScannerInMode, type SerialPortIds } from '../wrong-mode.ts';
import { type AccessRights, readAccessRights } from './access-rights.ts';
import { findUsbDevice } from './usb-device.ts';

/** One HID collection or one serial port. */
export interface DeviceInterface {
  readonly kind: 'hid' | 'serial';
  readonly path: string;
  /** Of a HID collection; null for a serial port. */
  readonly usagePage: number | null;
  readonly usage: number | null;
  readonly rights: AccessRights;
  readonly use: DeviceUse;
  /** Of the profile that opens it; null when none does. */
  readonly profile: string | null;
  /** What the device's own descriptor says of the profile's layout; null where there is no descriptor, or nothing to compare. */
  readonly descriptor: DescriptorComparison | null;
}

/** One physical device. */
export interface ListedDevice {
  /** Null for a serial port that is not on USB. */
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly serialNumber: string | null;
  readonly product: string;
  readonly manufacturer: string;
  readonly interfaces: readonly DeviceInterface[];
  /** The scanner that Portas takes it for; null when it reads nothing of it. */
  readonly scanner: ScannerStatus | null;
  /** What it is by the models of scanners; null when nothing says that it is a scanner. */
  readonly mode: ScannerInMode | null;
}

/** One serial port and what Portas makes of it. */
export interface ListedPort extends SerialPortIds {
  readonly product: string;
  readonly manufacturer: string;
  readonly scanner: ScannerStatus | null;
}

export interface DeviceListParts {
  readonly profiles: DeviceProfiles;
  readonly models: ScannerModels;
  readonly collections: readonly ListedCollection[];
  readonly ports: readonly ListedPort[];
  readonly readRights?: (path: string) => Promise<AccessRights>;
  readonly findDevice?: (path: string) => Promise<string | null>;
}

interface Found {
  readonly collections: ListedCollection[];
  readonly ports: ListedPort[];
}

/** Lists all devices, scanners first. Reads the rights of each node anew; never rejects. */
export async function listDevices(parts: DeviceListParts): Promise<readonly ListedDevice[]> {
  const { readRights = readAccessRights, findDevice = findUsbDevice } = parts;
  const devices = new Map<string, Found>();
  const at = async (path: string, kind: string): Promise<Found> => {
    const key = (await findDevice(path)) ?? kind;
    const found = devices.get(key) ?? { collections: [], ports: [] };
    devices.set(key, found);
    return found;
  };
  for (const collection of parts.collections) (await at(collection.info.path, kindOf(collection.info))).collections.push(collection);
  for (const port of parts.ports) (await at(port.path, port.vendorId === null ? port.path : kindOf(port))).ports.push(port);
  const listed = await Promise.all([...devices.values()].map((found) => describe(parts, found, readRights)));
  const rank = ({ scanner, mode }: ListedDevice): number => (scanner !== null ? 0 : mode !== null ? 1 : 2);
  return listed.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_LISTED_DEVICES);
}

/** Devices of one kind without serial numbers cannot be told apart where sysfs does not help. */
function kindOf({ vendorId, productId, serialNumber }: { readonly vendorId: number | null; readonly productId: number | null; readonly serialNumber: string | null }): string {
  return JSON.stringify([vendorId, productId, serialNumber]);
}

async function describe({ profiles, models }: DeviceListParts, { collections, ports }: Found, readRights: (path: string) => Promise<AccessRights>): Promise<ListedDevice> {
  const scanner = collections.find((each) => each.scanner !== null)?.scanner ?? ports.find((each) => each.scanner !== null)?.scanner ?? null;
  const useOf = (own: ScannerStatus | null, other: DeviceUse): DeviceUse => {
    if (own !== null) return own.state === 'ready' ? 'opened' : 'not-open';
    return scanner === null ? other : 'beside-opened';
  };
  const hid = collections.slice(0, MAX_LISTED_INTERFACES).map(async ({ info, scanner: own, readDescriptor }): Promise<DeviceInterface> => {
    const profile = matchProfile(profiles, info);
    const isKeyboard = info.usagePage === DESKTOP_USAGE_PAGE && info.usage === DESKTOP_USAGE_KEYBOARD;
    // One node can hold several collections: only the one that the profile is for is read.
    const isOwn = own !== null && profile?.mode === own.mode;
    const descriptor = profile?.mode === 'hid-pos' ? await readDescriptor() : null;
    return {
      kind: 'hid',
      path: info.path,
      usagePage: info.usagePage,
      usage: info.usage,
      rights: await readRights(info.path),
      use: useOf(isOwn ? own : null, isKeyboard ? 'keyboard' : 'no-profile'),
      profile: isOwn ? own.profile : (profile?.id ?? null),
      descriptor: descriptor === null || profile?.mode !== 'hid-pos' ? null : compareWithDescriptor(profile, descriptor),
    };
  });
  const serial = ports.slice(0, MAX_LISTED_INTERFACES).map(async ({ path, scanner: own }): Promise<DeviceInterface> => ({
    kind: 'serial',
    path,
    usagePage: null,
    usage: null,
    rights: await readRights(path),
    use: useOf(own, 'no-profile'),
    profile: own?.profile ?? null,
    descriptor: null,
  }));
  const first = collections[0]?.info ?? ports[0];
  const [mode] = findScannerModes(models, collections.map(({ info }) => info), ports);
  return {
    vendorId: first?.vendorId ?? null,
    productId: first?.productId ?? null,
    serialNumber: first?.serialNumber ?? null,
    product: first?.product ?? '',
    manufacturer: first?.manufacturer ?? '',
    interfaces: await Promise.all([...hid, ...serial]),
    scanner,
    mode: mode ?? null,
  };
}
