/** Raw reports for the technician, without the traveller's data: field bytes are shown, data bytes are `..`. Layer: scan. */
import type { DeviceProfile } from './device-profiles.ts';
import { readPosReport } from './pos-report.ts';
import { TERMINATOR_BYTES } from './serial-profile.ts';

export interface ReportView {
  /** Bytes in hex, separated by spaces. */
  readonly hex: string;
  /** What the fields say. */
  readonly note: string;
}

/** Bytes shown of one report; known reports have 8, 62 or 64. 128 x 3 characters fit the contract's 600. */
const MAX_BYTES_SHOWN = 128;
const BLANK = '..';

/** Describes one report of a device with this profile. Total. */
export function viewReport(profile: DeviceProfile, report: Uint8Array): ReportView {
  switch (profile.mode) {
    case 'hid-pos':
      return viewPosReport(profile, report);
    case 'hid-keyboard':
      return viewKeyboardReport(report);
    case 'serial':
      return viewSerialChunk(profile, report);
    default:
      return profile satisfies never;
  }
}

/** A serial line's bytes as they came in one go: how a code is cut into them says nothing. */
function viewSerialChunk(profile: Extract<DeviceProfile, { mode: 'serial' }>, chunk: Uint8Array): ReportView {
  const { terminators } = profile.framing;
  const ends = new Set(terminators.map((name) => TERMINATOR_BYTES[name]));
  const found = terminators.filter((name) => chunk.includes(TERMINATOR_BYTES[name]));
  const end = terminators.length === 0 ? 'a pause ends the code' : found.length === 0 ? 'no terminator' : `terminator ${found.map((name) => name.toUpperCase()).join(' ')}`;
  return { hex: toHex(chunk, (at) => ends.has(chunk[at] ?? -1), () => true), note: `${chunk.length} byte(s); ${end}` };
}

function viewPosReport(profile: Extract<DeviceProfile, { mode: 'hid-pos' }>, report: Uint8Array): ReportView {
  const read = readPosReport(profile.layouts, report, profile.layouts[0]?.aimAt[0] ?? null);
  if (read.kind === 'ignored') return { hex: toHex(report, () => false), note: `ignored: ${read.why}` };
  if (read.kind === 'garbled') {
    // Only the two header bytes are certain not to be data.
    return { hex: toHex(report, (at) => at < 2), note: `does not fit the profile: ${read.why}` };
  }
  const { layout } = read;
  const aimAt = read.aimAt;
  const shown = (at: number): boolean =>
    (layout.reportId !== null && at === 0) ||
    at === layout.lengthAt ||
    at === layout.vendorSymbologyAt ||
    at === layout.continuationAt ||
    (aimAt !== null && at >= aimAt && at < aimAt + 3);
  const isData = (at: number): boolean => at >= read.dataAt && at < read.dataAt + read.data.length;
  const fields = [
    layout.reportId === null ? 'no report id' : `report id ${layout.reportId}`,
    layout.lengthAt === null ? `${read.data.length} data bytes` : `[${layout.lengthAt}] length, ${read.data.length} data bytes`,
    aimAt === null ? 'no AIM identifier' : `[${aimAt}] AIM ${read.aim ?? ''}`,
    ...(layout.vendorSymbologyAt === null ? [] : [`[${layout.vendorSymbologyAt}] vendor symbology`]),
    `[${layout.continuationAt}] ${read.more ? 'more follows' : 'last report'}`,
  ];
  return { hex: toHex(report, shown, isData), note: fields.join('; ') };
}

function viewKeyboardReport(report: Uint8Array): ReportView {
  const keys = report.subarray(2, 8).filter((key) => key !== 0).length;
  return { hex: toHex(report, (at) => at < 2), note: `[0] modifiers; ${keys} key(s) down` };
}

/** Bytes that are neither shown nor data are padding when 0; anything else there may be left over from an older code. */
function toHex(report: Uint8Array, isShown: (at: number) => boolean, isData: (at: number) => boolean = () => false): string {
  const bytes = [...report.subarray(0, MAX_BYTES_SHOWN)].map((byte, at) =>
    isShown(at) || (byte === 0 && !isData(at)) ? byte.toString(16).padStart(2, '0') : BLANK,
  );
  return bytes.join(' ') + (report.length > MAX_BYTES_SHOWN ? ' ...' : '');
}
