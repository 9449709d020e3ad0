/**
 * HID devices by node-hid 3 (hidapi; hidraw on Linux). Its callback and error types go no further than this file.
 * HIDAsync reads in a native thread with its own queue: the kernel keeps only 63 reports per handle and drops the rest
 * silently, so a reader that waits for the event loop loses codes.
 */
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { platform } from 'node:os';
import { type DeviceConnection, type HidDeviceInfo, type HidDriver, DriverError } from './driver.ts';
import { holdConnection } from './held-connection.ts';
import { readHidrawDescriptor } from './hidraw-descriptor.ts';
import { messageOf, toDetail } from './limits.ts';
import { createOpeningSilence, QUIET_MS } from './opening-silence.ts';

/** The part of an open node-hid device that is used. */
export interface NodeHidDevice {
  on(event: 'data', listener: (report: Uint8Array) => void): unknown;
  /** HIDAsync hands over a string, HID an Error. */
  on(event: 'error', listener: (cause: unknown) => void): unknown;
  sendFeatureReport(report: number[]): Promise<number>;
  close(): Promise<void>;
}

/** The part of node-hid that is used. */
export interface NodeHidModule {
  setDriverType(type: 'hidraw'): void;
  devicesAsync(): Promise<
    {
      vendorId: number;
      productId: number;
      path?: string | undefined;
      serialNumber?: string | undefined;
      product?: string | undefined;
      manufacturer?: string | undefined;
      usagePage?: number | undefined;
      usage?: number | undefined;
    }[]
  >;
  HIDAsync: { open(path: string): Promise<NodeHidDevice> };
}

export interface NodeHidOptions {
  /** Loads the library; it is loaded late because its prebuilt binary may be missing a system library. */
  readonly load?: () => Promise<NodeHidModule>;
  readonly isLinux?: boolean;
  /** Rejects with EACCES when the path may not be read and written. */
  readonly checkAccess?: (path: string) => Promise<void>;
  /** Where Linux lists its hidraw devices. */
  readonly hidrawDirectory?: string;
  /** How long a new handle must be silent before its reports count. */
  readonly quietMs?: number;
}

export const LIBRARY_MISSING = 'The HID library did not load: install the package libusb-1.0-0 (apt-get install libusb-1.0-0).';
export const ACCESS_DENIED =
  'No permission to read the scanner: add a udev rule such as SUBSYSTEM=="hidraw", ATTRS{idVendor}=="0c2e", MODE="0660", GROUP="plugdev" and plug it in again.';

const loadNodeHid = async (): Promise<NodeHidModule> => (await import('node-hid')).default;

/** Creates the driver. Nothing is loaded before the first `list`. */
export function createNodeHidDriver(options: NodeHidOptions = {}): HidDriver {
  const load = options.load ?? loadNodeHid;
  const isLinux = options.isLinux ?? platform() === 'linux';
  const checkAccess = options.checkAccess ?? ((path: string) => access(path, constants.R_OK | constants.W_OK));
  const quietMs = options.quietMs ?? QUIET_MS;
  let loaded: NodeHidModule | null = null;

  const library = async (): Promise<NodeHidModule> => {
    if (loaded !== null) return loaded;
    const module = await load();
    if (isLinux) module.setDriverType('hidraw');
    loaded = module;
    return module;
  };

  return {
    async list() {
      try {
        const devices = await (await library()).devicesAsync();
        return devices.flatMap(({ path, ...device }): HidDeviceInfo[] =>
          path === undefined || path === ''
            ? []
            : [
                {
                  path,
                  vendorId: device.vendorId,
                  productId: device.productId,
                  serialNumber: device.serialNumber === undefined || device.serialNumber === '' ? null : toDetail(device.serialNumber),
                  product: toDetail(device.product ?? ''),
                  ...(device.manufacturer === undefined || device.manufacturer === '' ? {} : { manufacturer: toDetail(device.manufacturer) }),
                  usagePage: device.usagePage ?? 0,
                  usage: device.usage ?? 0,
                },
              ],
        );
      } catch (cause) {
        throw isLoadFailure(cause)
          ? new DriverError('driver-missing', LIBRARY_MISSING, { cause })
          : new DriverError('failed', toDetail(`HID devices could not be listed: ${messageOf(cause)}`), { cause });
      }
    },

    async open(info) {
      let device: NodeHidDevice;
      try {
        device = await (await library()).HIDAsync.open(info.path);
      } catch (cause) {
        if (await isDenied(cause, info.path, checkAccess)) throw new DriverError('denied', ACCESS_DENIED, { cause });
        throw new DriverError('failed', toDetail(`The scanner could not be opened: ${messageOf(cause)}`), { cause });
      }
      return connect(device, quietMs);
    },

    // node-hid gives no descriptor; elsewhere than on Linux there is no other way to it.
    readReportDescriptor: (info) => (isLinux ? readHidrawDescriptor(info.path, options.hidrawDirectory) : Promise.resolve(null)),
  };
}

/** Wraps an open handle. Its listeners are attached at once: without one, reports are kept and come as stale data later. */
function connect(device: NodeHidDevice, quietMs: number): DeviceConnection {
  const held = holdConnection(device);
  const silence = createOpeningSilence(quietMs);
  device.on('data', (report) => {
    // What a listener throws, node-hid would report as an error of the device; `hand` lets nothing out.
    if (!held.isOver() && !silence.isStale()) held.hand(report);
  });
  device.on('error', (cause) => held.lose(cause));
  return {
    ...held.connection,
    async sendFeatureReport(report) {
      await device.sendFeatureReport([...report]);
    },
  };
}

/** The module, its prebuilt binary or a library that this links is not there. */
function isLoadFailure(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : null;
  return (
    code === 'ERR_DLOPEN_FAILED' ||
    code === 'MODULE_NOT_FOUND' ||
    code === 'ERR_MODULE_NOT_FOUND' ||
    /cannot open shared object|no native build/i.test(messageOf(cause))
  );
}

async function isDenied(cause: unknown, path: string, checkAccess: (path: string) => Promise<void>): Promise<boolean> {
  if (/permission denied|access is denied|EACCES|EPERM/i.test(messageOf(cause))) return true;
  try {
    await checkAccess(path);
    return false;
  } catch (accessCause) {
    return accessCause instanceof Error && 'code' in accessCause && (accessCause.code === 'EACCES' || accessCause.code === 'EPERM');
  }
}
