/** "Right scanner, wrong mode": which of the attached devices are scanners, in which mode, and what to do about it. Pure. Layer: scan. */
import type { ScannerMode } from '../model/devices.ts';
import type { HidDeviceInfo } from './driver.ts';
import type { HidPosSetting, ProgrammingBarcode, ScannerModels, ScannerVendor } from './scanner-models.ts';
import { DESKTOP_USAGE_KEYBOARD, DESKTOP_USAGE_PAGE, POS_USAGE_PAGE, POS_USAGE_SCANNER } from './usages.ts';

/** HID Usage Tables 1.5, section 3: a maker's own interface is of its own page. */
const FIRST_VENDOR_PAGE = 0xff00;
/** Digitizers, telephony, power devices, scales and magnetic stripe readers. */
const NO_SCANNER_PAGES: ReadonlySet<number> = new Set([0x0b, 0x0d, 0x84, 0x85, 0x8d, 0x8e]);
/** Pointer, mouse, joystick, game pad. */
const DESKTOP_POINTERS: ReadonlySet<number> = new Set([0x01, 0x02, 0x04, 0x05]);

/** One serial port as the operating system lists it; ports that are not on USB have no ids. */
export interface SerialPortIds {
  readonly path: string;
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly serialNumber: string | null;
}

/** One scanner of a known maker, or of any maker when it calls itself one. */
export interface ScannerInMode {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string | null;
  /** Null for a device that calls itself a bar code scanner and whose vendor id is not in the models. */
  readonly vendorName: string | null;
  /** Null when the models name none for the product id. */
  readonly model: string | null;
  readonly mode: ScannerMode;
  /**
   * How it is known. `usage`: the device says so itself; `product-id`: the models name it; `vendor-id`: only the maker is known,
   * so it is probably a scanner in this mode, and may be another product of theirs.
   */
  readonly knownBy: 'usage' | 'product-id' | 'vendor-id';
  /** It is in HID POS mode. A scanner in another mode that Portas opens by a profile works too, with less certainty. */
  readonly right: boolean;
  /** Every path it was listed at. Scanners of one kind without serial numbers share one entry. */
  readonly paths: readonly string[];
  /** What to do; null when it is right, or when nothing is known of its maker. */
  readonly advice: HidPosAdvice | null;
}

/** How to put a scanner into HID POS mode. */
export interface HidPosAdvice {
  /** Programming codes to scan in this order; empty when none is documented: then `setting` says what to look for. */
  readonly barcodes: readonly ProgrammingBarcode[];
  readonly setting: HidPosSetting;
}

interface Listed {
  readonly path: string;
  readonly usagePage: number;
  readonly usage: number;
  readonly isSerial: boolean;
}

/**
 * Finds the scanners among all that is attached, one entry per physical device (vendor, product and serial number).
 * @param collections - every HID collection that was listed, whatever it is.
 * @param ports - every serial port that was listed.
 * @returns in the order of first appearance; devices that are nothing like a scanner are left out.
 */
export function findScannerModes(models: ScannerModels, collections: readonly HidDeviceInfo[], ports: readonly SerialPortIds[]): readonly ScannerInMode[] {
  const devices = new Map<string, { readonly vendorId: number; readonly productId: number; readonly serialNumber: string | null; readonly listed: Listed[] }>();
  const add = (vendorId: number, productId: number, serialNumber: string | null, listed: Listed): void => {
    const key = JSON.stringify([vendorId, productId, serialNumber]);
    const device = devices.get(key) ?? { vendorId, productId, serialNumber, listed: [] };
    devices.set(key, device);
    device.listed.push(listed);
  };
  for (const { vendorId, productId, serialNumber, path, usagePage, usage } of collections) {
    add(vendorId, productId, serialNumber, { path, usagePage, usage, isSerial: false });
  }
  for (const { vendorId, productId, serialNumber, path } of ports) {
    if (vendorId !== null && productId !== null) add(vendorId, productId, serialNumber, { path, usagePage: 0, usage: 0, isSerial: true });
  }
  return [...devices.values()].flatMap(({ vendorId, productId, serialNumber, listed }) => {
    const vendor = models.find((known) => known.vendorId === vendorId) ?? null;
    const found = modeOf(vendor, productId, listed);
    if (found === null) return [];
    const right = found.mode === 'hid-pos';
    return [
      {
        vendorId,
        productId,
        serialNumber,
        vendorName: vendor?.name ?? null,
        model: vendor?.products.find((product) => product.productId === productId)?.model ?? null,
        ...found,
        right,
        paths: [...new Set(listed.map(({ path }) => path))],
        advice: right || vendor === null ? null : { barcodes: vendor.hidPos.barcodes, setting: vendor.hidPos.setting },
      },
    ];
  });
}

/**
 * A product id that the models name tells the mode, unless the device's collections contradict it. A device with a keyboard and a scanner collection
 * types: in keyboard mode Honeywell's scanners keep a second interface for remote management that calls itself a scanner and sends no codes.
 */
function modeOf(vendor: ScannerVendor | null, productId: number, listed: readonly Listed[]): Pick<ScannerInMode, 'mode' | 'knownBy'> | null {
  const has = (usagePage: number, usage: number): boolean => listed.some((collection) => collection.usagePage === usagePage && collection.usage === usage);
  const types = has(DESKTOP_USAGE_PAGE, DESKTOP_USAGE_KEYBOARD);
  const isPos = has(POS_USAGE_PAGE, POS_USAGE_SCANNER);
  const named = vendor?.products.find((known) => known.productId === productId);
  if (named !== undefined && (!isPos || types || named.mode === 'hid-pos')) return { mode: named.mode, knownBy: 'product-id' };
  if (isPos) return { mode: types ? 'hid-keyboard' : 'hid-pos', knownBy: 'usage' };
  // The maker alone: it makes headsets, terminals and scales too.
  if (vendor === null || listed.some(isOfNoScanner)) return null;
  if (types) return { mode: 'hid-keyboard', knownBy: 'vendor-id' };
  if (listed.some(({ isSerial }) => isSerial)) return { mode: 'serial', knownBy: 'vendor-id' };
  return listed.some(({ usagePage }) => usagePage === 0 || usagePage >= FIRST_VENDOR_PAGE) ? { mode: 'other', knownBy: 'vendor-id' } : null;
}

/** A pointer, a touch screen, a headset, a power supply: no scanner has such a collection. */
function isOfNoScanner({ usagePage, usage }: Listed): boolean {
  return NO_SCANNER_PAGES.has(usagePage) || (usagePage === DESKTOP_USAGE_PAGE && DESKTOP_POINTERS.has(usage));
}
