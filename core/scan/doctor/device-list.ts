/** Every HID collection and serial port of the machine, by physical device, and what Portas makes of each. Layer: scan. */
import { type DeviceUse, MAX_LISTED_DEVICES, MAX_LISTED_INTERFACES } from '../../model/devices.ts';
import { type DeviceProfiles, matchProfile } from '../device-profiles.ts';
import type { ListedDevice } from '../driver.ts';
import { compareWithDescriptor, type DescriptorComparison } from '../pos-descriptor.ts';
import type { ScannerModels } from '../scanner-models.ts';
import type { ListedInterface } from '../scanner-hub.ts';
import type { ScannerStatus } from '../scanner-status.ts';
import { DESKTOP_USAGE_KEYBOARD, DESKTOP_USAGE_PAGE } from '../usages.ts';
import { findScannerModes, type ScannerInMode } from '../wrong-mode.ts';
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
export interface PhysicalDevice {
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

export interface DeviceListParts {
  readonly profiles: DeviceProfiles;
  readonly models: ScannerModels;
  readonly listed: readonly ListedInterface[];
  readonly readRights?: (path: string) => Promise<AccessRights>;
  readonly findDevice?: (path: string) => Promise<string | null>;
}

/** Lists all devices, scanners first. Reads the rights of each node anew; never rejects. */
export async function listDevices(parts: DeviceListParts): Promise<readonly PhysicalDevice[]> {
  const { readRights = readAccessRights, findDevice = findUsbDevice } = parts;
  const devices = new Map<string, ListedInterface[]>();
  for (const each of parts.listed) {
    const key = (await findDevice(each.info.path)) ?? kindOf(each.info);
    const found = devices.get(key);
    if (found === undefined) devices.set(key, [each]);
    else found.push(each);
  }
  const rank = ({ scanner, mode }: Device): number => (scanner !== null ? 0 : mode !== null ? 1 : 2);
  const shown = [...devices.values()].map((listed): Device => toDevice(parts.models, listed)).sort((a, b) => rank(a) - rank(b));
  // Nodes are looked at for those that are shown alone: a bus gone mad lists thousands.
  return Promise.all(shown.slice(0, MAX_LISTED_DEVICES).map((device) => describe(parts.profiles, device, readRights)));
}

/** What is listed of one physical device, and what it is taken for. */
interface Device extends Pick<PhysicalDevice, 'scanner' | 'mode'> {
  readonly listed: readonly ListedInterface[];
}

function toDevice(models: ScannerModels, listed: readonly ListedInterface[]): Device {
  const infos = listed.map(({ info }) => info);
  const ports = infos.filter((info) => info.kind === 'serial');
  const [mode] = findScannerModes(models, infos.filter((info) => info.kind !== 'serial'), ports);
  return { listed, scanner: listed.find((each) => each.scanner !== null)?.scanner ?? null, mode: mode ?? null };
}

/** Devices of one kind without serial numbers cannot be told apart where sysfs does not help; ports that are not on USB are by themselves. */
function kindOf({ vendorId, productId, serialNumber, path }: ListedDevice): string {
  return vendorId === null ? path : JSON.stringify([vendorId, productId, serialNumber]);
}

async function describe(profiles: DeviceProfiles, { listed, scanner, mode }: Device, readRights: (path: string) => Promise<AccessRights>): Promise<PhysicalDevice> {
  const useOf = (own: ScannerStatus | null, other: DeviceUse): DeviceUse => {
    if (own !== null) return own.state === 'ready' ? 'opened' : 'not-open';
    return scanner === null ? other : 'beside-opened';
  };
  const interfaces = listed.slice(0, MAX_LISTED_INTERFACES).map(async ({ info, scanner: own, readDescriptor }): Promise<DeviceInterface> => {
    const rights = await readRights(info.path);
    if (info.kind === 'serial') {
      return { kind: 'serial', path: info.path, usagePage: null, usage: null, rights, use: useOf(own, 'no-profile'), profile: own?.profile ?? null, descriptor: null };
    }
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
      rights,
      use: useOf(isOwn ? own : null, isKeyboard ? 'keyboard' : 'no-profile'),
      profile: isOwn ? own.profile : (profile?.id ?? null),
      descriptor: descriptor === null || profile?.mode !== 'hid-pos' ? null : compareWithDescriptor(profile, descriptor),
    };
  });
  const first = listed[0]?.info;
  return {
    vendorId: first?.vendorId ?? null,
    productId: first?.productId ?? null,
    serialNumber: first?.serialNumber ?? null,
    product: first?.product ?? '',
    manufacturer: first?.manufacturer ?? '',
    interfaces: await Promise.all(interfaces),
    scanner,
    mode,
  };
}
