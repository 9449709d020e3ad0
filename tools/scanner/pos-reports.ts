/** Makes the HID POS reports that a scanner with a given profile sends for a code: the virtual scanner's and the tests' encoder. */
import type { PosLayout, PosProfile } from '../../core/scan/device-profiles.ts';

export interface PosEncoding {
  /** AIM identifier without its `]`, for example `Q1`; ignored by layouts that have none. */
  readonly symbology?: string;
  /** Which of the profile's layouts; the first by default. */
  readonly layout?: number;
  /** Which of the layout's AIM positions; the first by default. */
  readonly aim?: number;
  /** Data bytes per report; as many as fit by default. */
  readonly chunkBytes?: number;
  /** Append the carriage return that the profile removes; by default when it does. */
  readonly appendCr?: boolean;
  /** Leave the AIM identifier out of all reports but the first. */
  readonly aimOnlyFirst?: boolean;
  /** Vendor's symbology letter; `s` is Honeywell's QR. */
  readonly vendorSymbology?: number;
}

const VENDOR_QR = 0x73;

/**
 * Encodes one code.
 * @param text - one character per byte (ISO 8859-1).
 * @returns one report at least, each of the layout's size.
 * @throws {RangeError} when the text holds other characters or the profile has no such layout.
 */
export function encodePosReports(profile: PosProfile, text: string, encoding: PosEncoding = {}): Uint8Array[] {
  const layout = profile.layouts[encoding.layout ?? 0];
  if (layout === undefined) throw new RangeError(`profile ${profile.id} has no layout ${String(encoding.layout)}`);
  const bytes = toBytes(text + ((encoding.appendCr ?? profile.trailingCr === 'removed') ? '\r' : ''));
  const chunkBytes = Math.min(encoding.chunkBytes ?? layout.dataBytes, roomFor(layout, encoding.aim ?? 0));
  const reports: Uint8Array[] = [];
  for (let from = 0; from < bytes.length || reports.length === 0; from += chunkBytes) {
    const more = from + chunkBytes < bytes.length;
    reports.push(encodeReport(layout, bytes.subarray(from, from + chunkBytes), more, reports.length === 0, encoding));
  }
  return reports;
}

function encodeReport(layout: PosLayout, data: Uint8Array, more: boolean, isFirst: boolean, encoding: PosEncoding): Uint8Array {
  const report = new Uint8Array(layout.reportBytes);
  if (layout.reportId !== null) report[0] = layout.reportId;
  if (layout.lengthAt !== null) report[layout.lengthAt] = data.length - layout.lengthAdjust;
  const aimAt = layout.aimAt[encoding.aim ?? 0];
  if (aimAt !== undefined && (isFirst || encoding.aimOnlyFirst !== true)) report.set(toBytes(`]${encoding.symbology ?? 'Q1'}`), aimAt);
  report.set(data, dataAt(layout, encoding.aim ?? 0));
  if (layout.vendorSymbologyAt !== null) report[layout.vendorSymbologyAt] = encoding.vendorSymbology ?? VENDOR_QR;
  // The lowest bit of the mask: 1 wherever the flag is documented.
  report[layout.continuationAt] = more ? layout.continuationMask & -layout.continuationMask : 0;
  return report;
}

function dataAt(layout: PosLayout, aim: number): number {
  return layout.dataAt + (layout.aimAt[aim] ?? 0) - (layout.aimAt[0] ?? 0);
}

/** Data bytes that fit before the first trailing field. */
function roomFor(layout: PosLayout, aim: number): number {
  const from = dataAt(layout, aim);
  const trailers = [layout.vendorSymbologyAt ?? layout.reportBytes, layout.continuationAt].filter((at) => at > from);
  return Math.min(...trailers, layout.reportBytes) - from;
}

function toBytes(text: string): Uint8Array {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0xff) throw new RangeError(`character ${index} is not in ISO 8859-1`);
  }
  return Buffer.from(text, 'latin1');
}
