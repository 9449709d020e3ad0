/**
 * A USB device of our own on the kernel's make-believe bus (dummy_hcd): a serial port of class CDC ACM, as scanners have it. The far end of its line is a
 * terminal of the same kernel, `FAR_END`. All of it is done by files (Documentation/usb/gadget_configfs.rst, Documentation/ABI/testing/configfs-usb-gadget-acm).
 */
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the device says it is. */
export interface GadgetIdentity {
  readonly name: string;
  readonly serialNumber: string;
  readonly vendorId: number;
  readonly productId: number;
}

/** Where what the scanner sends is written, and what it is sent is read. */
export const FAR_END = '/dev/ttyGS0';

const GADGET_DIR = '/sys/kernel/config/usb_gadget/scanner';
const ENGLISH = '0x409';
/** The bus's one device controller. */
const CONTROLLER = 'dummy_udc.0';

function set(attribute: string, value: string): void {
  try {
    writeFileSync(join(GADGET_DIR, attribute), value);
  } catch (cause) {
    throw new Error(`the kernel does not take ${JSON.stringify(value)} for ${attribute} of the device`, { cause });
  }
}

/** Makes the device, unplugged. Its far end is there from now on. Once made it stays. @returns whether it is new. */
export function makeGadget(): boolean {
  if (existsSync(GADGET_DIR)) return false;
  for (const folder of ['', `strings/${ENGLISH}`, 'functions/acm.GS0', 'configs/c.1']) mkdirSync(join(GADGET_DIR, folder));
  symlinkSync(join(GADGET_DIR, 'functions/acm.GS0'), join(GADGET_DIR, 'configs/c.1/acm.GS0'));
  return true;
}

/** Plugs it in as this device. */
export function connectGadget({ name, serialNumber, vendorId, productId }: GadgetIdentity): void {
  set('idVendor', `0x${vendorId.toString(16)}`);
  set('idProduct', `0x${productId.toString(16)}`);
  set(`strings/${ENGLISH}/product`, name);
  set(`strings/${ENGLISH}/serialnumber`, serialNumber);
  set('UDC', CONTROLLER);
}

/** Pulls it out. What it has not got rid of by then is gone. */
export function disconnectGadget(): void {
  set('UDC', '\n');
}
