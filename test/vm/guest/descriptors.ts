/** Report descriptors of the devices that are played (HID 1.11 section 6.2.2). */

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/**
 * A HID POS scanner: input report 2 of 64 bytes, output report 4 as trigger. Put together from a vendor's table of the report
 * (Access-IS LSR118 manual), not dumped from a device.
 */
const POS_HEX =
  '058c0902a1010912a1028502150026ff00750895010501093b81029503058c09fb09fc09fd8102953809fe82020195020666ff090409008102058c95017501250109ff810275078103c00914a102850415002501750195010960910275079103c0';
export const POS_DESCRIPTOR = bytes(`${POS_HEX}c0`);

/** The same with feature report 254 of one byte, which Honeywell's models want to be set before they speak. */
export const POS_WITH_ENABLE_DESCRIPTOR = bytes(`${POS_HEX} 0600ff 0901 85fe 1500 26ff00 7508 9501 b102 c0`);

/** A scanner in keyboard mode, dumped from a Datalogic GD4400: HID 1.11 appendix B.1 without report id. */
export const KEYBOARD_DESCRIPTOR = bytes('05010906a101050719e029e71500250175019508810295017508810195057501050819012905910295017503910195067508150026ff00050719002aff008100c0');
