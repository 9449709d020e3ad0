import type { KeyboardProfile } from '../../../core/scan/device-profiles.ts';

/** Vendor of QEMU's USB devices (docs/specs/usb or hw/usb/dev-hid.c). */
const QEMU_VENDOR = 0x0627;

/** Takes QEMU's own USB keyboard for a scanner in keyboard mode: the one device here that hangs on a real USB bus. */
export const usbKeyboardProfile: KeyboardProfile = {
  id: 'vm-usb-keyboard',
  name: 'QEMU USB keyboard as a scanner',
  evidence: { ids: 'measured', layout: 'measured', source: 'QEMU, hw/usb/dev-hid.c' },
  idleMs: null,
  mode: 'hid-keyboard',
  match: [{ vendorId: QEMU_VENDOR, productIds: [0x0001] }],
  terminators: ['enter'],
};
