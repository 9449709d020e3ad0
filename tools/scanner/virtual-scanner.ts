/**
 * A scanner that is not there: a HID driver with one device, which sends byte-exact reports for the codes that are
 * presented to it. The hub treats it like any other: it must be found, opened, and can be unplugged.
 */
import { GENERIC_POS_PROFILE, type KeyboardProfile, type PosProfile } from '../../core/scan/device-profiles.ts';
import type { HidDeviceInfo, HidDriver } from '../../core/scan/driver.ts';
import { KEYBOARD_LAYOUTS } from '../../core/scan/keyboard-layouts/index.ts';
import type { KeyboardLayoutName } from '../../core/model/keyboard.ts';
import { encodeKeyboardReports, type KeyboardEncoding } from './keyboard-reports.ts';
import { encodePosReports, type PosEncoding } from './pos-reports.ts';
import { createVirtualPlug } from './virtual-plug.ts';

/** How a code is presented: how it is encoded, and how fast its reports come. */
export interface Presentation extends PosEncoding {
  /** Pause between two reports, milliseconds; none by default: they all arrive within the call. */
  readonly reportSpacingMs?: number;
  /** Keyboard mode only. */
  readonly keyboard?: KeyboardEncoding;
}

export interface TornPresentation extends Presentation {
  /** Reports that are sent before the code breaks off; by default all but the last, and in keyboard mode all but the terminator. */
  readonly reports?: number;
}

export interface VirtualScanner extends HidDriver {
  /**
   * Presents a code.
   * @param text - one character per byte (ISO 8859-1).
   * @returns true when every report was taken by an open connection; like a real scanner's, reports are lost when nobody reads.
   */
  present(text: string, presentation?: Presentation): Promise<boolean>;
  /** Presents a code whose end is never sent. */
  presentTorn(text: string, presentation?: TornPresentation): Promise<boolean>;
  /** Sends reports as they are. */
  send(reports: readonly Uint8Array[], reportSpacingMs?: number): Promise<boolean>;
  /** Plugs it in, at a new path. It is plugged in at first. */
  plug(): void;
  /** Unplugs it: its connection is lost, what was on its way is gone. */
  unplug(): void;
  isPlugged(): boolean;
  /** Feature reports it was sent, oldest first. */
  featureReports(): readonly Uint8Array[];
}

export interface VirtualScannerOptions {
  readonly serialNumber?: string | null;
  readonly product?: string;
  /** What it gives as its report descriptor; none by default, as node-hid elsewhere than on Linux. */
  readonly reportDescriptor?: Uint8Array;
  /** Keyboard mode: the layout it types in. */
  readonly keyboardLayout?: KeyboardLayoutName;
}

/** Ids that no vendor has, for profiles that name none. */
const VIRTUAL_VENDOR_ID = 0xffff;
const VIRTUAL_PRODUCT_ID = 0x0001;
const KEYBOARD_COLLECTION = { usagePage: 0x01, usage: 0x06 };
const USAGE_SCANNER = 0x02;
const USAGE_PAGE_POS = 0x8c;

let created = 0;

/** Creates a virtual scanner, plugged in. @param profile - which scanner it plays; the generic HID POS one by default. */
export function createVirtualScanner(profile: PosProfile | KeyboardProfile = GENERIC_POS_PROFILE, options: VirtualScannerOptions = {}): VirtualScanner {
  const bus = ++created;
  const plug = createVirtualPlug();
  const features: Uint8Array[] = [];

  const info = (): HidDeviceInfo => ({
    path: `virtual:${bus}:${plug.plugs()}`,
    serialNumber: options.serialNumber === undefined ? `VIRTUAL-${bus}` : options.serialNumber,
    product: options.product ?? 'Virtual scanner',
    ...idsOf(profile),
  });
  const send = async (reports: readonly Uint8Array[], reportSpacingMs = 0): Promise<boolean> => {
    const target = plug.connection();
    let taken = target !== null;
    for (const [index, report] of reports.entries()) {
      if (index > 0 && reportSpacingMs > 0) await new Promise((resolve) => setTimeout(resolve, reportSpacingMs));
      taken = (target !== null && target === plug.connection() && target.deliver(report)) && taken;
    }
    return taken;
  };
  const encode = (text: string, presentation: Presentation): Uint8Array[] =>
    profile.mode === 'hid-pos'
      ? encodePosReports(profile, text, presentation)
      : encodeKeyboardReports(KEYBOARD_LAYOUTS[options.keyboardLayout ?? 'us'], text, presentation.keyboard);

  return {
    list: () => Promise.resolve(plug.isPlugged() ? [info()] : []),
    open: (wanted) => plug.open(wanted.path === info().path, features),
    readReportDescriptor: (asked) => Promise.resolve(plug.isPlugged() && asked.path === info().path ? (options.reportDescriptor ?? null) : null),
    present: (text, presentation = {}) => send(encode(text, presentation), presentation.reportSpacingMs),
    presentTorn(text, presentation = {}) {
      const reports = encode(text, { ...presentation, keyboard: { ...presentation.keyboard, terminator: 'none' } });
      const whole = profile.mode === 'hid-pos' ? Math.max(1, reports.length - 1) : reports.length;
      return send(reports.slice(0, presentation.reports ?? whole), presentation.reportSpacingMs);
    },
    send,
    plug: () => plug.plug(),
    unplug: () => plug.unplug(),
    isPlugged: () => plug.isPlugged(),
    featureReports: () => features,
  };
}

function idsOf(profile: PosProfile | KeyboardProfile): Pick<HidDeviceInfo, 'vendorId' | 'productId' | 'usagePage' | 'usage'> {
  if (profile.mode === 'hid-keyboard') {
    const [match] = profile.match;
    return { vendorId: match?.vendorId ?? VIRTUAL_VENDOR_ID, productId: match?.productIds[0] ?? VIRTUAL_PRODUCT_ID, ...KEYBOARD_COLLECTION };
  }
  const [match] = profile.match;
  return {
    vendorId: match?.vendorId ?? VIRTUAL_VENDOR_ID,
    productId: match?.productIds?.[0] ?? VIRTUAL_PRODUCT_ID,
    usagePage: match?.usagePage ?? USAGE_PAGE_POS,
    usage: USAGE_SCANNER,
  };
}
