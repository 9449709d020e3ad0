/** Report descriptors for the tests, written out by hand from HID 1.11, the HID POS tables and the dumps named at each. */
import { fromHex } from './support.ts';

/** HID POS as vendors' manuals lay it out: id 2, byte count, AIM identifier, 56 data bytes, vendor's letter, flag at 63; output report 4. */
export const POS_64 = fromHex(
  '058c0902a1010912a1028502150026ff00750895010501093b81029503058c09fb09fc09fd8102953809fe82020195020666ff090409008102058c95017501250109ff810275078103c0' +
    '0914a102850415002501750195010960910275079103c0c0',
);
/** Input report of 62 bytes: no vendor field, the flag follows the data at once. */
export const POS_62 = fromHex('058c0902a10185020912a102150026ff00750895010501093b81029503058c09fb09fc09fd8102953809fe8202012501750195010 9ff810275078103c0c0'.replace(' ', ''));
/** No byte count: identifiers one by one, 56 data bytes, a flag. 61 bytes. */
export const POS_UNCOUNTED = fromHex('058c0902a1018502150026ff007508950109fb810209fc810209fd8102953809fe820201750195012501 09ff8102750781 03c0'.replaceAll(' ', ''));
/** Unnumbered, two data bytes at the end of the report, the flag first as bit 4 of byte 0, a count, no AIM identifier. */
export const POS_UNNUMBERED = fromHex('058c0902a101150025017501950481010 9ff95018102950381017508950105 01093b8102058c950209fe8102c0'.replaceAll(' ', ''));
/** Keyboard mode: a dump of a Datalogic Gryphon GD4400. */
export const KEYBOARD = fromHex('05010906a101050719e029e71500250175019508810295017508810195057501050819012905910295017503910195067508150026ff00050719002aff008100c0');
