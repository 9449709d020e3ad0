/** Reports of a HID POS scanner as cases deliver them: whole, cut up, lost, doubled, mixed, garbled and late. */
import type { PosProfile } from '../../core/scan/device-profiles.ts';
import type { Random } from '../issuer/random.ts';
import { encodePosReports } from '../scanner/pos-reports.ts';
import { byteEdits } from './flat-edits.ts';

export interface TimedReport {
  readonly bytes: Buffer;
  /** Milliseconds on the monotonic clock. */
  readonly at: number;
}

/** More than any profile's idle time. */
const LONG_PAUSE_MS = 6_000;
const MIN_CHUNK_BYTES = 8;

/** The reports of a text, a millisecond apart, with as many data bytes in each as a scanner pleases. */
export function reportsOf(profile: PosProfile, text: string, random: Random): readonly TimedReport[] {
  const layout = random.below(profile.layouts.length);
  const most = profile.layouts[layout]?.dataBytes ?? MIN_CHUNK_BYTES;
  const chunkBytes = random.oneIn(2) ? most : MIN_CHUNK_BYTES + random.below(most - MIN_CHUNK_BYTES + 1);
  return encodePosReports(profile, text, { layout, chunkBytes }).map((report, index) => ({ bytes: Buffer.from(report), at: index }));
}

type ReportEdit = (reports: readonly TimedReport[], random: Random, other: readonly TimedReport[]) => readonly TimedReport[];

const EDITS: Readonly<Record<string, ReportEdit>> = {
  lose: (reports, random) => reports.toSpliced(random.below(reports.length), 1),
  double: (reports, random) => insertAt(reports, random, reports[random.below(reports.length)]),
  swap: (reports, random) => {
    const [a, b] = [random.below(reports.length), random.below(reports.length)];
    return reports.map((report, index) => (index === a ? (reports[b] ?? report) : index === b ? (reports[a] ?? report) : report));
  },
  mix: (reports, random, other) => insertAt(reports, random, other[random.below(other.length)]),
  garble: (reports, random) => {
    const at = random.below(reports.length);
    const name = byteEdits.names[random.below(byteEdits.names.length)] ?? 'flip';
    return reports.map((report, index) => (index === at ? { ...report, bytes: byteEdits.apply(name, report.bytes, random, report.bytes) } : report));
  },
  pause: (reports, random) => {
    const from = random.below(reports.length);
    return reports.map((report, index) => (index >= from ? { ...report, at: report.at + LONG_PAUSE_MS } : report));
  },
  repeat: (reports) => [...reports, ...reports],
  flood: (reports, random) => {
    const again = reports[random.below(reports.length)];
    return again === undefined ? reports : [...reports, ...Array.from({ length: 2_000 }, () => again)];
  },
};
export const REPORT_EDITS = Object.keys(EDITS) as [string, ...string[]];

function insertAt(reports: readonly TimedReport[], random: Random, report: TimedReport | undefined): readonly TimedReport[] {
  return report === undefined ? reports : reports.toSpliced(random.below(reports.length + 1), 0, report);
}

/** Applies one edit. @param other - another code's reports on the same device. */
export function editReports(reports: readonly TimedReport[], name: string, random: Random, other: readonly TimedReport[]): readonly TimedReport[] {
  const edit = EDITS[name];
  if (edit === undefined) throw new RangeError(`no edit of reports is called ${name}`);
  return reports.length === 0 ? reports : edit(reports, random, other);
}
