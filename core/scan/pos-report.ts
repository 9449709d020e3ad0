/** One HID POS report read by a layout. Pure and total: any bytes give a result. Layer: scan. */
import type { PosLayout } from './device-profiles.ts';

const AIM_BYTES = 3;
const AIM_FLAG = 0x5d;
/** `]`, a code letter and a modifier (ISO/IEC 15424). */
const AIM_PATTERN = /^\][A-Za-z][0-9A-Za-z]$/;

export type PosReport =
  /** Not a scanned-data report: no bytes at all, or another report id. */
  | { readonly kind: 'ignored'; readonly why: string }
  /** It contradicts its layout. `more`: its continuation flag, null when even that cannot be told. */
  | { readonly kind: 'garbled'; readonly why: string; readonly more: boolean | null }
  | {
      readonly kind: 'data';
      readonly layout: PosLayout;
      /** AIM identifier; null when the layout has none or its place is empty. */
      readonly aim: string | null;
      /** Where it stood; null as above. */
      readonly aimAt: number | null;
      readonly dataAt: number;
      /** A view of the report, not a copy. */
      readonly data: Uint8Array;
      /** The data and its padding, where only NUL bytes tell them apart: a view; null where the report says its length. */
      readonly padded: Uint8Array | null;
      readonly more: boolean;
    };

/**
 * Reads one report.
 * @param layouts - the profile's; the one whose report id and size fit is taken.
 * @param continuing - AIM position of the code in progress, for devices that leave the identifier out after the first report;
 *   null at the start of a code.
 */
export function readPosReport(layouts: readonly PosLayout[], report: Uint8Array, continuing: number | null): PosReport {
  if (report.length === 0) return { kind: 'ignored', why: 'empty report' };
  const sameId = layouts.filter(({ reportId }) => reportId === null || reportId === report[0]);
  if (sameId.length === 0) return { kind: 'ignored', why: `report id ${String(report[0])} is not scanned data` };
  const layout = sameId.find(({ reportBytes }) => reportBytes === report.length);
  if (layout === undefined) {
    return { kind: 'garbled', why: `expected ${sameId.map(({ reportBytes }) => reportBytes).join(' or ')} bytes, found ${report.length}`, more: null };
  }
  const more = ((report[layout.continuationAt] ?? 0) & layout.continuationMask) !== 0;
  const aim = findAim(layout, report, continuing);
  if (aim === null) return { kind: 'garbled', why: `no AIM identifier at ${layout.aimAt.join(' or ')}`, more };
  const room = Math.min(layout.dataBytes, trailerAt(layout) - aim.dataAt);
  const padded = layout.lengthAt === null ? report.subarray(aim.dataAt, aim.dataAt + room) : null;
  const length = layout.lengthAt === null ? lengthBeforePadding(report.subarray(aim.dataAt, aim.dataAt + room)) : (report[layout.lengthAt] ?? 0) + layout.lengthAdjust;
  if (length < 0 || length > room) return { kind: 'garbled', why: `length ${length} does not fit ${room} data bytes`, more };
  return { kind: 'data', layout, aim: aim.text, aimAt: aim.at, dataAt: aim.dataAt, data: report.subarray(aim.dataAt, aim.dataAt + length), padded, more };
}

function findAim(layout: PosLayout, report: Uint8Array, continuing: number | null): { readonly text: string | null; readonly at: number | null; readonly dataAt: number } | null {
  const [first] = layout.aimAt;
  if (first === undefined) return { text: null, at: null, dataAt: layout.dataAt };
  // Devices leave the place empty after the first report, or always when their identifiers are turned off.
  const usual = continuing ?? first;
  if (report.subarray(usual, usual + AIM_BYTES).every((byte) => byte === 0)) return { text: null, at: null, dataAt: layout.dataAt + usual - first };
  for (const at of layout.aimAt) {
    if (report[at] !== AIM_FLAG) continue;
    const text = String.fromCharCode(...report.subarray(at, at + AIM_BYTES));
    if (AIM_PATTERN.test(text)) return { text, at, dataAt: layout.dataAt + at - first };
  }
  return null;
}

function lengthBeforePadding(data: Uint8Array): number {
  return data.findLastIndex((byte) => byte !== 0) + 1;
}

/** Where the fields behind the data begin. */
function trailerAt(layout: PosLayout): number {
  return Math.min(...[layout.vendorSymbologyAt, layout.continuationAt].filter((at): at is number => at !== null && at > layout.dataAt), layout.reportBytes);
}
