/** The report as CSV (RFC 4180). Pure. Headers and keys are stable English for spreadsheets and scripts; counts alone. */
import type { ContingencyReport } from '../../core/contract.ts';

export function toReportCsv({ contingency, durationMs, crossings, evidence, outcomes, reasons, officers, converted, delivered, waiting, dead, medianGapSeconds }: ContingencyReport): string {
  const iso = (at: number | null): string => (at === null ? '' : new Date(at).toISOString());
  const rows: readonly (readonly [string, string, string | number])[] = [
    ['contingency', 'id', contingency.contingencyId],
    ['contingency', 'reason', contingency.reason],
    ['contingency', 'started_utc', iso(contingency.startedAt)],
    ['contingency', 'started_by', contingency.startedBy ?? ''],
    ['contingency', 'ended_utc', iso(contingency.endedAt)],
    ['contingency', 'ended_by', contingency.endedBy ?? ''],
    ['contingency', 'duration_seconds', Math.round(durationMs / 1_000)],
    ['total', 'crossings', crossings],
    ['total', 'officers', officers],
    ['total', 'median_gap_seconds', medianGapSeconds?.toFixed(1) ?? ''],
    ['conversion', 'converted', converted],
    ['conversion', 'delivered', delivered],
    ['conversion', 'waiting', waiting],
    ['conversion', 'refused_by_gateway', dead],
    ...Object.entries(evidence).map(([key, count]) => ['evidence', key, count] as const),
    ...Object.entries(outcomes).map(([key, count]) => ['outcome', key, count] as const),
    ...reasons.map(({ reason, count }) => ['reason', reason, count] as const),
  ];
  return ['measure,key,value', ...rows.map((row) => row.join(',')), ''].join('\r\n');
}
