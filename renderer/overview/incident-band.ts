/** The terminal's incidents as a band under the chart: how long a part was not well, and when single faults came. Pure. */
import { INCIDENT_PARTS, type IncidentView, type Overview, STATE_INCIDENTS } from '../../core/contract.ts';

export const BAND_ROWS = [...INCIDENT_PARTS, 'fault'] as const;

/** Incidents that have a text of their own. */
export const NAMED_INCIDENTS: readonly string[] = [
  ...Object.values(STATE_INCIDENTS).flatMap((states) => Object.values<string>(states)),
  'record-not-kept',
  'conversion-not-kept',
  'ballast-released',
  'disk-not-read',
  'status-not-read',
  'housekeeping',
  'certificates-renewed',
  'certificates-not-taken',
  'clock-not-kept',
  'standing-not-kept',
  'store-damaged',
  'trust-set-damaged',
  'trust-not-recorded',
  'rules-damaged',
  'rules-not-taken',
  'upload-fault',
  'queue-work-failed',
  'audit-head-refused',
  'audit-not-kept',
  'records-too-old',
  'forgetting',
];

/** Key of an incident's text; it takes `code`. */
export const incidentText = (code: string): string => `overview.incident.${NAMED_INCIDENTS.includes(code) ? code : 'other'}`;

/** The last moment of a span of which anything can be known. */
export const knownEnd = ({ from, to, at }: Pick<Overview, 'from' | 'to' | 'at'>): number => Math.max(from, Math.min(to, at));

/** The part of an incident that lies in the span: what lasts ends at the time of reading, and nothing is said of what lies after it. */
export function clip(incident: Pick<IncidentView, 'from' | 'to'>, span: Pick<Overview, 'from' | 'to' | 'at'>): { readonly from: number; readonly to: number } {
  const end = knownEnd(span);
  const within = (at: number): number => Math.min(end, Math.max(span.from, at));
  return { from: within(incident.from), to: within(incident.to ?? end) };
}
