/** The scanners that scenarios play: an identity, and the profile that its reports follow. */
import { type DeviceProfiles, GENERIC_POS_PROFILE, type KeyboardProfile, type PosProfile, type SerialProfile } from '../../../core/scan/device-profiles.ts';
import { encodePosReports } from '../../../tools/scanner/pos-reports.ts';
import { cutInto, encodeSerialBytes } from '../../../tools/scanner/serial-bytes.ts';
import { KEYBOARD_DESCRIPTOR, POS_DESCRIPTOR, POS_WITH_ENABLE_DESCRIPTOR } from './descriptors.ts';
import type { UhidIdentity } from './uhid-events.ts';
import type { GadgetIdentity } from './usb-gadget.ts';

/** A vendor that no profile names: read as any device of page 0x8C is. */
const UNKNOWN_VENDOR = 0x1209;
const HONEYWELL_VENDOR = 0x0c2e;
const DATALOGIC_VENDOR = 0x05f9;

/** Data bytes in a report of the played descriptor. */
export const REPORT_DATA_BYTES = 56;

export const genericScanner = (serialNumber = 'G-1'): UhidIdentity => ({ name: 'Test POS scanner', serialNumber, vendorId: UNKNOWN_VENDOR, productId: 0x0001, descriptor: POS_DESCRIPTOR });

/** The name that the hub gives a device of this identity. */
export const deviceIdOf = ({ vendorId, productId, serialNumber }: Pick<UhidIdentity, 'vendorId' | 'productId' | 'serialNumber'>): string => `${[vendorId, productId].map((id) => id.toString(16).padStart(4, '0')).join(':')}:${serialNumber}`;

export const honeywellScanner = (serialNumber = 'H-1'): UhidIdentity => ({ name: 'Test Honeywell scanner', serialNumber, vendorId: HONEYWELL_VENDOR, productId: 0x0b81, descriptor: POS_WITH_ENABLE_DESCRIPTOR });

/** Datalogic in keyboard mode, by the product that the profile names. @throws Error when no profile names one. */
export function keyboardScanner(profiles: DeviceProfiles): UhidIdentity {
  const match = profiles.filter((profile): profile is KeyboardProfile => profile.mode === 'hid-keyboard').flatMap((profile) => profile.match).find(({ vendorId }) => vendorId === DATALOGIC_VENDOR);
  const productId = match?.productIds[0];
  if (productId === undefined) throw new Error('no profile names a Datalogic scanner in keyboard mode');
  return { name: 'Test keyboard scanner', serialNumber: 'K-1', vendorId: DATALOGIC_VENDOR, productId, descriptor: KEYBOARD_DESCRIPTOR };
}

/** Zebra's DS4308 as a serial port. */
export const serialIdentity: GadgetIdentity = { name: 'Test serial scanner', serialNumber: 'S-1', vendorId: 0x05e0, productId: 0x1701 };

/** The profile that names it. @throws Error when none does. */
export function serialProfile(profiles: DeviceProfiles): SerialProfile {
  const { vendorId, productId } = serialIdentity;
  const found = profiles.find((profile): profile is SerialProfile => profile.mode === 'serial' && profile.match.some((match) => match.vendorId === vendorId && match.productIds.includes(productId)));
  if (found === undefined) throw new Error('no profile names the serial scanner that is played');
  return found;
}

/** Bulk packets of a device at full speed (USB 2.0, 5.8.3). */
const PACKET_BYTES = 64;

/** One code as a serial scanner sends it: AIM identifier, text, CR LF. In chunks as its packets are. */
export const serialChunks = (profiles: DeviceProfiles, text: string): readonly Uint8Array[] => cutInto(encodeSerialBytes(serialProfile(profiles).framing, text, { symbology: 'Q1' }), [PACKET_BYTES]);

/** Reports of one code as the played POS scanners send them: with a carriage return as suffix. @param dataBytes - per report. */
export const posReports = (text: string, dataBytes = REPORT_DATA_BYTES): readonly Uint8Array[] => encodePosReports(GENERIC_POS_PROFILE, text, { chunkBytes: dataBytes });

/** The generic profile for one vendor by name, changed. Goes before those of the product. */
export const genericProfileWith = (vendorId: number, change: Partial<PosProfile>): PosProfile => ({
  ...GENERIC_POS_PROFILE,
  id: 'vm-changed',
  match: [{ vendorId, productIds: null, usagePage: 0x8c }],
  ...change,
});
