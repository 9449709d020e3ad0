import type { Clock } from '../model/clock.ts';
import type { IncidentCode } from '../model/incident-codes.ts';
import type { Incident } from '../model/journal.ts';
import type { UtcMillis } from '../model/units.ts';
import { laterThan } from './later-than.ts';

/** Keeps what happens to the terminal itself: faults, and parts that change their state. */
export interface IncidentLog {
  /** Records a fault; returns the identifier under which it can be found. */
  fault(code: IncidentCode, cause: unknown): string;
  /** Records a part's change of state, where the state has an incident code; the same state twice is one incident. */
  watch(part: string, state: string, codes: Readonly<Record<string, IncidentCode>>, detail?: string): void;
  /** Records something that is no fault, with what is to be said of it. */
  note(code: IncidentCode, detail: string): void;
}

/** @param beforeChange - called with its instant before a change of state is written, so that what is kept beside it is no newer. */
export function createIncidentLog(
  incidents: { record(incident: Incident): void },
  clock: Clock,
  log: (event: string, fields: Readonly<Record<string, string>>) => void,
  beforeChange: (at: UtcMillis) => void = () => undefined,
): IncidentLog {
  const states = new Map<string, string>();
  let faults = 0;
  let changedAt: UtcMillis | null = null;
  const record = (code: IncidentCode, detail: string, at: UtcMillis): void => {
    log(code, { detail });
    try {
      incidents.record({ at, code, detail });
    } catch (cause) {
      // The disk itself may be what failed: the log line above is then all that can be kept.
      log('incident-not-kept', { code, detail: describeCause(cause) });
    }
  };
  const change = (code: IncidentCode, detail: string): void => {
    // A queue can be empty in the millisecond in which an outage ends: what waited at its end would be lost under the next change.
    const at = laterThan(changedAt, clock.now());
    changedAt = at;
    beforeChange(at);
    record(code, detail, at);
  };
  return {
    fault(code, cause) {
      const incidentId = `F${(++faults).toString().padStart(4, '0')}`;
      record(code, `${incidentId} ${describeCause(cause)}`, clock.now());
      return incidentId;
    },
    note: change,
    watch(part, state, codes, detail = part) {
      if (states.get(part) === state) return;
      states.set(part, state);
      const code = codes[state];
      if (code === undefined) return;
      change(code, detail);
    },
  };
}

/** What went wrong, as log and incidents say it. */
export const describeCause = (cause: unknown): string => (cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause));
