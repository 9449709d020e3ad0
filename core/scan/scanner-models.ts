/**
 * What is known of scanner makers as data (resources/scanner-models.json): which product id means which USB mode, and how a
 * scanner of theirs is put into HID POS mode. Layer: scan.
 *
 * Nothing here opens a device: that is for the device profiles alone. This tells a technician what stands before them.
 */
import * as z from 'zod';
import { PROGRAMMING_SYMBOLOGIES, SCANNER_MODES } from '../model/devices.ts';
import { parseDataFile, readDataFile } from './data-file.ts';
import { HexId } from './hex-id.ts';

/** `measured`: somebody reports it of a real device; `documented`: a maker's manual, or a program that works with it, says so; `assumed`: neither. */
const Evidence = z.enum(['measured', 'documented', 'assumed']);

const ProgrammingBarcodeSchema = z.strictObject({
  symbology: z.enum(PROGRAMMING_SYMBOLOGIES),
  /** Without the function character. */
  text: z.string().regex(/^[\x20-\x7e]{1,80}$/, 'expected 1 to 80 printable ASCII characters'),
  /** Where Code 128's function character 3, "reader initialisation" (ISO/IEC 15417), stands: before or behind the text; null for none. */
  fnc3: z.enum(['first', 'last']).nullable(),
});
/** One programming code, to be drawn on the screen. */
export type ProgrammingBarcode = z.output<typeof ProgrammingBarcodeSchema>;

const HidPosSettingSchema = z.strictObject({
  /** Name of the setting, as the maker prints it. */
  name: z.string().min(1).max(80),
  /** Manual and chapter that show it, as the maker prints them. */
  manual: z.string().min(1).max(160),
});
/** A maker's own words for the HID POS setting: proper names, shown as printed in every language. */
export type HidPosSetting = z.output<typeof HidPosSettingSchema>;

const VendorSchema = z
  .strictObject({
    vendorId: HexId,
    name: z.string().min(1).max(60),
    /** Known product ids. A scanner changes its product id with its mode. */
    products: z
      .array(z.strictObject({ productId: HexId, /** null: more than one, or not named. */ model: z.string().min(1).max(60).nullable(), mode: z.enum(SCANNER_MODES), evidence: Evidence, source: z.string().min(1).max(300) }))
      .max(128),
    /** How to reach HID POS mode. */
    hidPos: z.strictObject({
      setting: HidPosSettingSchema,
      /** To be scanned in this order; empty where no document gives the content of the codes. */
      barcodes: z.array(ProgrammingBarcodeSchema).max(4),
      evidence: Evidence,
      source: z.string().min(1).max(600),
    }),
  })
  .refine(({ products }) => new Set(products.map(({ productId }) => productId)).size === products.length, 'expected each product id once')
  .refine(({ hidPos }) => hidPos.barcodes.length === 0 || hidPos.evidence !== 'assumed', 'expected no programming code that is only assumed')
  .refine(({ hidPos }) => hidPos.barcodes.every(({ symbology, fnc3 }) => symbology === 'code128' || fnc3 === null), 'expected FNC3 in Code 128 only');
export type ScannerVendor = z.output<typeof VendorSchema>;
export type ScannerModels = readonly ScannerVendor[];

const ModelsFile = z
  .strictObject({ version: z.literal(1), vendors: z.array(VendorSchema).max(64) })
  .refine(({ vendors }) => new Set(vendors.map(({ vendorId }) => vendorId)).size === vendors.length, 'expected each vendor id once');

const WHAT = 'scanner models';

/**
 * Reads a models file.
 * @throws {PortasFault} `config-invalid`, naming the file, the key and the expected form.
 */
export function loadScannerModels(file: string): ScannerModels {
  return parseScannerModels(readDataFile(file, WHAT), file);
}

/**
 * Parses the text of a models file.
 * @param name - what the messages call it.
 * @throws {PortasFault} `config-invalid`.
 */
export function parseScannerModels(text: string, name: string): ScannerModels {
  return parseDataFile(ModelsFile, text, name, WHAT).vendors;
}
