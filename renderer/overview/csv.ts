/** The overview as CSV (RFC 4180): counts alone, nothing about people. Pure. */
import type { IncidentView, Overview } from '../../core/contract.ts';
import { dateTime } from '../ui/format.ts';
import { barsOf, totalOf } from './ranges.ts';

/** Spreadsheet programs take a file without it for their own code page, and Chinese for garbage. */
const BYTE_ORDER_MARK = '\uFEFF';
/** Stable English, for spreadsheets and scripts. Which columns are filled depends on `part`. */
const HEADER = [
  'part',
  'from_macau',
  'to_macau',
  'key',
  'name',
  'total',
  'pass',
  'refer',
  'refuse',
  'converted',
  'median_gap_seconds',
  'p90_gap_seconds',
  // Of incidents alone.
  'seconds',
  'waiting_begin',
  'waiting_peak',
  'waiting_end',
  'drained_macau',
] as const;
type Line = Partial<Record<(typeof HEADER)[number], string | number | null>>;

/** What things are called in the reader's language. */
export interface Names {
  readonly reason: (code: Overview['reasons'][number]['code']) => string;
  readonly issuer: (issuer: Overview['issuers'][number]) => string;
  readonly caseKind: (kind: Overview['caseKinds'][number]['kind']) => string;
  readonly overrideReason: (reason: Overview['overrideReasons'][number]['reason']) => string;
  readonly incident: (code: string) => string;
}

export function toCsv(overview: Overview, names: Names): string {
  const { totals, converted, medianGapSeconds, p90GapSeconds, from, to, at, queue } = overview;
  const seconds = (value: number | null): string => value?.toFixed(1) ?? '';
  const lines: readonly Line[] = [
    { part: 'range', from_macau: dateTime(from), to_macau: dateTime(to), total: totalOf(totals), ...totals, converted, median_gap_seconds: seconds(medianGapSeconds), p90_gap_seconds: seconds(p90GapSeconds) },
    ...barsOf(overview).map((bar) => ({
      part: 'time',
      from_macau: dateTime(Math.max(from, bar.startAt)),
      to_macau: dateTime(Math.min(to, bar.endAt)),
      total: bar.total,
      ...bar.counts,
      converted: bar.converted,
      median_gap_seconds: seconds(bar.medianGapSeconds),
    })),
    ...overview.reasons.map(({ code, count }) => ({ part: 'reason', key: code, name: names.reason(code), total: count })),
    ...overview.formats.map(({ format, count }) => ({ part: 'format', key: format, total: count })),
    ...overview.issuers.map((each) => ({ part: 'issuer', key: each.issuer, name: names.issuer(each), total: each.count })),
    ...overview.lanes.map(({ lane, count }) => ({ part: 'lane', key: lane, total: count })),
    // Two dots: `3-5` would be read as a date.
    ...overview.pace.map(({ fromSeconds, toSeconds, travellers }) => ({ part: 'gap-seconds', key: `${fromSeconds}..${toSeconds}`, total: travellers })),
    { part: 'cases', total: overview.cases },
    ...overview.caseKinds.map(({ kind, count }) => ({ part: 'case', key: kind, name: names.caseKind(kind), total: count })),
    { part: 'overrides', total: overview.overrides },
    ...overview.overrideReasons.map(({ reason, count }) => ({ part: 'override', key: reason, name: names.overrideReason(reason), total: count })),
    { part: 'crossings', total: overview.crossings },
    // As it was when the figures were read, whatever the range; what waits has waited since `from_macau`.
    { part: 'queue', from_macau: queue.oldestWaitingAt === null ? '' : dateTime(queue.oldestWaitingAt), to_macau: dateTime(at), key: 'waiting', total: queue.waiting },
    ...(['delivered', 'dead'] as const).map((key) => ({ part: 'queue', to_macau: dateTime(at), key, total: queue[key] })),
    ...overview.incidents.map((incident) => incidentLine(incident, overview, names)),
  ];
  const rows = lines.map((line) => HEADER.map((column) => cell(line[column] ?? '')).join(','));
  return `${BYTE_ORDER_MARK}${[HEADER.join(','), ...rows, ''].join('\r\n')}`;
}

/** An incident with its true beginning; one that lasts has no end, and its seconds are those up to the reading. */
function incidentLine({ part, code, from, to, meanwhile }: IncidentView, { at }: Overview, names: Names): Line {
  const instant = part === 'fault';
  const waiting = meanwhile?.waiting ?? null;
  return {
    part: 'incident',
    from_macau: dateTime(from),
    to_macau: to === null ? '' : dateTime(to),
    key: code,
    name: names.incident(code),
    ...(meanwhile === null ? {} : { total: totalOf(meanwhile.verdicts), ...meanwhile.verdicts }),
    seconds: instant ? null : Math.round(((to ?? at) - from) / 1_000),
    ...(waiting === null ? {} : { waiting_begin: waiting.begin, waiting_peak: waiting.peak, waiting_end: waiting.end, drained_macau: waiting.drainedAt === null ? '' : dateTime(waiting.drainedAt) }),
  };
}

/** A cell that no spreadsheet program takes for a formula: an issuer's name comes from a code, and codes are anybody's. */
function cell(value: string | number): string {
  if (typeof value === 'number') return value.toString();
  const harmless = /^[\s\p{Cc}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
