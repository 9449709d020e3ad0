/** The closed list of incidents: what can happen to the terminal itself. Each has its section in docs/RUNBOOK.md (a test checks). */
import { STATE_INCIDENTS } from './journal.ts';

type ValueOf<T> = T[keyof T];
type StateIncident = ValueOf<{ [Part in keyof typeof STATE_INCIDENTS]: ValueOf<(typeof STATE_INCIDENTS)[Part]> }>;

/** Incidents that are an event, not a part's new state. */
const EVENT_INCIDENTS = [
  'audit-head-refused',
  'audit-not-kept',
  'ballast-released',
  'certificates-not-taken',
  'certificates-renewed',
  'clock-not-kept',
  'conversion-not-kept',
  'disk-not-read',
  'forgetting',
  'housekeeping',
  'parts-incomplete',
  'queue-work-failed',
  'record-not-kept',
  'records-too-old',
  'rules-damaged',
  'rules-not-recorded',
  'rules-not-rehearsed',
  'rules-not-taken',
  'standing-not-kept',
  'status-not-read',
  'store-damaged',
  'trust-folder',
  'trust-not-recorded',
  'trust-set-damaged',
  'trust-update',
  'upload-fault',
] as const;

export type IncidentCode = StateIncident | (typeof EVENT_INCIDENTS)[number];

export const INCIDENT_CODES: readonly IncidentCode[] = [...Object.values(STATE_INCIDENTS).flatMap((states): StateIncident[] => Object.values(states)), ...EVENT_INCIDENTS];
