/**
 * Keeps the changes of the terminal's own standing: steps of its trust and of its clock as incidents, and being out of service as an incident and a line
 * of the audit, once, however often the terminal is started. Layer: service.
 */
import type { Status } from '../contract.ts';
import type { Audit, AuditAction } from '../model/audit.ts';
import { STATE_INCIDENTS } from '../model/journal.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { OutOfService } from '../trust/out-of-service.ts';
import type { IncidentLog } from './incident-log.ts';

export interface StandingWatchParts {
  readonly incidents: Pick<IncidentLog, 'watch' | 'note'>;
  readonly audit: Pick<Audit, 'record' | 'newestServiceChange'>;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
}

/** @returns the function that is told the status. @throws what the store throws: a change that was not kept is seen again the next time. */
export function createStandingWatch({ incidents, audit, ruleSet }: StandingWatchParts): (status: Pick<Status, 'at' | 'trust' | 'clock' | 'outOfService'>) => void {
  let told = toldBefore(audit.newestServiceChange());
  let wasBehind = false;
  const write = (at: UtcMillis, action: AuditAction, subject: string | null, reason: string | null): void =>
    audit.record({ at, action, person: null, roles: [], second: null, subject, reason, ruleSet: ruleSet() });
  return ({ at: now, trust, clock, outOfService }) => {
    const at = utcMillis(now);
    incidents.watch('keys', trust.state, STATE_INCIDENTS.keys);
    incidents.watch('clock', clock.state, STATE_INCIDENTS.clock, describeClock(clock));
    const behind = clock.state === 'behind';
    if (behind && !wasBehind) write(at, 'clock-behind', 'clock', null);
    wasBehind = behind;
    const said = outOfService === null ? null : describeService(outOfService);
    if (said === told) return;
    if (outOfService === null) write(at, 'terminal-in-service', null, null);
    else write(at, 'terminal-out-of-service', said, outOfService.cause);
    told = said;
    incidents.note(outOfService === null ? 'terminal-in-service' : 'terminal-out-of-service', said ?? 'terminal');
  };
}

const toldBefore = (change: ReturnType<Audit['newestServiceChange']>): string | null => (change?.action === 'terminal-out-of-service' ? change.subject : null);

const describeService = (out: OutOfService): string => (out.cause === 'deactivated' ? `deactivated: ${out.reason}` : `version below ${out.minimum}`);

function describeClock({ state, behindMs, offsetMs }: Status['clock']): string {
  const seconds = (ms: number): string => `${Math.round(Math.abs(ms) / 1_000)} s`;
  if (state === 'behind') return `terminal is ${seconds(behindMs)} behind the newest time it knows`;
  if (offsetMs === null || state === 'ok') return 'clock';
  return `terminal is ${seconds(offsetMs)} ${state === 'fast' ? 'ahead of' : 'behind'} the gateway`;
}
