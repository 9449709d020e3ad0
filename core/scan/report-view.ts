/** Raw reports for the technician, field by field and without the traveller's data: of data bytes only their number is told. Layer: scan. */
import { MAX_REPORT_FIELDS, type REPORT_READINGS, type ReportField } from '../model/report-fields.ts';
import { CONTROL_NAMES } from './control-names.ts';
import type { DeviceProfile, PosLayout, PosProfile } from './device-profiles.ts';
import { readPosReport } from './pos-report.ts';

export interface ReportView {
  /** Size of the whole report. */
  readonly bytes: number;
  readonly reading: (typeof REPORT_READINGS)[number];
  /** What contradicts the profile, or why it is no data, in the words of the reader; null when it was read. */
  readonly why: string | null;
  /** In the order of the report; `from` and `to` are offsets of the first byte and the last. */
  readonly fields: readonly { readonly from: number; readonly to: number; readonly field: ReportField; readonly value: string }[];
}
type Field = ReportView['fields'][number];

const AIM_BYTES = 3;
const FIRST_KEY_AT = 2;

/** Describes one report of a device with this profile. Total. */
export function viewReport(profile: DeviceProfile, report: Uint8Array): ReportView {
  switch (profile.mode) {
    case 'hid-pos':
      return viewPosReport(profile, report);
    case 'hid-keyboard':
      return viewKeyboardReport(report);
    case 'serial':
      return viewSerialChunk(report);
    default:
      return profile satisfies never;
  }
}

function viewPosReport({ layouts }: PosProfile, report: Uint8Array): ReportView {
  const read = readPosReport(layouts, report, layouts[0]?.aimAt[0] ?? null);
  if (read.kind === 'ignored') return { bytes: report.length, reading: 'not-data', why: read.why, fields: hidden(report) };
  if (read.kind === 'garbled') {
    const layout = layouts.find(({ reportId }) => reportId === null || reportId === report[0]);
    return { bytes: report.length, reading: 'misfit', why: read.why, fields: layout === undefined ? hidden(report) : withRest(report, headOf(layout, report), 'not-read') };
  }
  const { layout, aimAt, data, dataAt } = read;
  const fields = headOf(layout, report);
  if (aimAt !== null) fields.push({ from: aimAt, to: aimAt + AIM_BYTES - 1, field: 'aim', value: read.aim ?? '' });
  if (data.length > 0) fields.push({ from: dataAt, to: dataAt + data.length - 1, field: 'data', value: countOf(data.length) });
  if (layout.vendorSymbologyAt !== null) fields.push(byteField('vendor-symbology', report, layout.vendorSymbologyAt));
  fields.push(byteField(read.more ? 'more-follows' : 'last-report', report, layout.continuationAt));
  return { bytes: report.length, reading: 'read', why: null, fields: withRest(report, fields, 'padding') };
}

/** Report id and length byte, which stand where the profile says whatever else does not fit. */
function headOf(layout: PosLayout, report: Uint8Array): Field[] {
  const fields: Field[] = [];
  if (layout.reportId !== null) fields.push({ from: 0, to: 0, field: 'report-id', value: layout.reportId.toString() });
  const length = layout.lengthAt === null ? undefined : report[layout.lengthAt];
  if (layout.lengthAt !== null && length !== undefined) fields.push({ from: layout.lengthAt, to: layout.lengthAt, field: 'length', value: length.toString() });
  return fields;
}

function viewKeyboardReport(report: Uint8Array): ReportView {
  if (report.length < FIRST_KEY_AT) return { bytes: report.length, reading: 'misfit', why: 'expected 8 bytes', fields: hidden(report) };
  const keys = report.subarray(FIRST_KEY_AT).filter((key) => key !== 0).length;
  const fields: Field[] = [byteField('modifiers', report, 0)];
  if (report.length > FIRST_KEY_AT) fields.push({ from: FIRST_KEY_AT, to: report.length - 1, field: 'keys', value: keys.toString() });
  return { bytes: report.length, reading: 'read', why: null, fields: withRest(report, fields, 'padding') };
}

/** A serial line's bytes as they came in one go, which says nothing of where a code ends: control characters by name, of all others their number. */
function viewSerialChunk(chunk: Uint8Array): ReportView {
  const fields: Field[] = [];
  let from = 0;
  for (let at = 0; at <= chunk.length && fields.length < MAX_REPORT_FIELDS - 1; at++) {
    const name = at === chunk.length ? undefined : CONTROL_NAMES.get(chunk[at] ?? 0);
    if (name === undefined && at < chunk.length) continue;
    if (at > from) fields.push({ from, to: at - 1, field: 'data', value: countOf(at - from) });
    if (name !== undefined) fields.push({ from: at, to: at, field: 'control', value: name });
    from = at + 1;
  }
  return { bytes: chunk.length, reading: 'read', why: null, fields };
}

const byteField = (field: ReportField, report: Uint8Array, at: number): Field => ({ from: at, to: at, field, value: `0x${(report[at] ?? 0).toString(16).padStart(2, '0')}` });
/** Bytes whose values stay hidden. */
const countOf = (bytes: number): string => `·· × ${bytes}`;
const hidden = (report: Uint8Array): Field[] => withRest(report, [], 'not-read');

/** Names what no field covers, each run of it: shown as zeroes when it is nothing else, since it may be left over from an older code. */
function withRest(report: Uint8Array, fields: readonly Field[], rest: ReportField): Field[] {
  const all: Field[] = [];
  const gap = (from: number, to: number): void => {
    if (from > to) return;
    const isZero = report.subarray(from, to + 1).every((byte) => byte === 0);
    all.push({ from, to, field: rest, value: isZero ? `00 × ${to - from + 1}` : countOf(to - from + 1) });
  };
  let next = 0;
  for (const field of [...fields].sort((a, b) => a.from - b.from)) {
    gap(next, field.from - 1);
    all.push(field);
    next = field.to + 1;
  }
  gap(next, report.length - 1);
  return all;
}
