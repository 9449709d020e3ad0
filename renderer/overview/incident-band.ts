/** The terminal's incidents as a band under the chart: how long a part was not well, and when single faults came. Pure. */
import type { Overview } from '../../core/contract.ts';

export const BAND_ROWS = ['network', 'scanner', 'keys', 'clock', 'disk', 'terminal', 'fault'] as const;
export type BandRow = (typeof BAND_ROWS)[number];

/** Incidents that end a state of a part. */
const WELL: readonly string[] = ['network-up', 'scanner-ready', 'keys-current', 'clock-right', 'disk-ok', 'terminal-in-service'];
/** Incidents that begin one. */
const UNWELL: readonly string[] = ['network-down', 'scanner-lost', 'scanner-denied', 'scanner-driver-missing', 'keys-old', 'keys-stale', 'keys-dead', 'clock-behind', 'clock-fast', 'clock-slow', 'disk-low', 'disk-full', 'terminal-out-of-service'];
/** Incidents that have a text of their own. */
export const NAMED_INCIDENTS = [...WELL, ...UNWELL, 'record-not-kept', 'conversion-not-kept', 'ballast-released', 'disk-not-read', 'status-not-read', 'housekeeping', 'clock-not-kept', 'standing-not-kept', 'trust-set-damaged', 'trust-not-recorded', 'rules-damaged', 'rules-not-taken'] as const;

/** Key of an incident's text; it takes `code`. */
export const incidentText = (code: string): string => `overview.incident.${NAMED_INCIDENTS.some((named) => named === code) ? code : 'other'}`;

export interface Stretch {
  readonly row: BandRow;
  readonly code: string;
  /** UTC milliseconds; the same for a fault, which is an instant. */
  readonly from: number;
  readonly to: number;
}

const rowOf = (code: string): BandRow => {
  if (!WELL.includes(code) && !UNWELL.includes(code)) return 'fault';
  return BAND_ROWS.find((row) => code.startsWith(`${row}-`)) ?? 'fault';
};

/**
 * Stretches of the span in which a part was not well, and faults; oldest first. What still lasts ends at `at`, the time of reading, and nothing is
 * said of what lies after it.
 */
export function stretchesOf({ incidents, from, to, at }: Pick<Overview, 'incidents' | 'from' | 'to' | 'at'>): readonly Stretch[] {
  const end = Math.max(from, Math.min(to, at));
  const stretches: Stretch[] = [];
  const open = new Map<BandRow, Stretch>();
  const close = (row: BandRow, until: number): void => {
    const stretch = open.get(row);
    open.delete(row);
    if (stretch !== undefined && until > stretch.from) stretches.push({ ...stretch, to: until });
  };
  for (const incident of incidents) {
    const row = rowOf(incident.code);
    const start = Math.min(end, Math.max(from, incident.at));
    if (row === 'fault') {
      stretches.push({ row, code: incident.code, from: start, to: start });
      continue;
    }
    close(row, start);
    if (UNWELL.includes(incident.code)) open.set(row, { row, code: incident.code, from: start, to: start });
  }
  for (const row of BAND_ROWS) close(row, end);
  return stretches.sort((a, b) => a.from - b.from || BAND_ROWS.indexOf(a.row) - BAND_ROWS.indexOf(b.row));
}
