/** What the notice line says; trust, clock and service have a banner of their own. Pure: from the status to a list of notices, the gravest first. */
import type { EventPayload, ScannerRole, Status } from '../../core/contract.ts';
import { clockTime } from './format.ts';
import { keyboardKey, layoutsOf } from './keyboard-damage.ts';
import { scannerTroubles } from './scanner-troubles.ts';

/** How long the window speaks of an engine that has come back. */
export const RESTART_SHOWN_MS = 30_000;

export interface Fault {
  readonly code: EventPayload<'fault:raised'>['code'];
  readonly incidentId: string;
  readonly at: number;
}

export interface Notice {
  /** Key below `notice` in the locales. */
  readonly key: string;
  readonly level: 'amber' | 'red';
  readonly values: Readonly<Record<string, string | number>>;
  /** A length of time that the text names as `age`, milliseconds. */
  readonly ageMs?: number;
  /** Side of the desk that it is about. */
  readonly role?: ScannerRole;
}

/** Records that wait longer than this although the network is up are the backlog of an outage: on a quiet day they wait seconds. */
const BACKLOG_AGE_MS = 10 * 60_000;

export interface NoticeInput {
  readonly status: Status | null;
  readonly engine: 'up' | 'down';
  readonly faults: readonly Fault[];
  /** Wall time, UTC milliseconds. */
  readonly now: number;
}

export function noticesOf({ status, engine, faults, now }: NoticeInput): readonly Notice[] {
  const notices: Notice[] = [];
  if (engine === 'down') notices.push({ key: 'engine-down', level: 'red', values: {} });
  for (const { code, incidentId, at } of faults) {
    // A full disk says of itself why nothing is kept.
    if (code === 'record-not-kept' && status?.disk.state === 'full' && engine === 'up') continue;
    if (code === 'record-not-kept' || code === 'conversion-not-kept') notices.push({ key: code, level: 'red', values: { incidentId } });
    else if (now - at < RESTART_SHOWN_MS) notices.push({ key: code, level: 'amber', values: { incidentId } });
  }
  if (status === null || engine === 'down') return notices;
  if (status.disk.state !== 'ok') notices.push({ key: `disk-${status.disk.state}`, level: status.disk.state === 'full' ? 'red' : 'amber', values: {} });
  for (const { state, role } of scannerTroubles(status)) {
    notices.push({ key: `scanner-${state}`, level: state === 'none' ? 'amber' : 'red', values: {}, ...(role === null ? {} : { role }) });
  }
  if (status.keyboard !== null) notices.push({ key: keyboardKey(status.keyboard), level: 'amber', values: layoutsOf(status.keyboard) });
  const { network, queue } = status;
  const ageMs = queue.oldestWaitingAt === null ? 0 : Math.max(0, now - queue.oldestWaitingAt);
  if (network.state === 'down') {
    const since = network.since === null ? '–' : clockTime(network.since);
    notices.push({ key: queue.waiting === 0 ? 'network-down' : 'network-down-waiting', level: 'amber', values: { since, count: queue.waiting }, ageMs });
  } else if (network.state === 'up' && ageMs >= BACKLOG_AGE_MS) {
    notices.push({ key: 'backlog', level: 'amber', values: { count: queue.waiting }, ageMs });
  }
  if (status.queue.dead > 0) notices.push({ key: 'queue-dead', level: 'amber', values: { count: status.queue.dead } });
  return notices;
}
