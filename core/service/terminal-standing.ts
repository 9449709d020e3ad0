/**
 * How this terminal stands: the age of what it trusts, whether it may work, and its clock. Puts the clock's floor together from everything that knows a
 * time, and keeps what changes. Layer: service.
 */
import type { Status, TrustView } from '../contract.ts';
import type { Audit } from '../model/audit.ts';
import type { Clock } from '../model/clock.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import type { ClockMark } from '../store/clock-mark.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';
import { type Standing, standingAt } from '../trust/standing.ts';
import type { TrustSource } from '../trust/trust-source.ts';
import { VERSION } from '../version.ts';
import { type ClockOffset, createClockWatch } from './clock-watch.ts';
import type { IncidentLog } from './incident-log.ts';
import { createStandingWatch } from './standing-watch.ts';

export interface TerminalStandingParts {
  readonly terminalId: string;
  readonly trust: TrustSource;
  /** When the program was built. */
  readonly builtAt: UtcMillis;
  readonly clock: Clock;
  /** Its floor holds the records on disk already. */
  readonly clockGuard: ClockGuard;
  readonly clockMark: ClockMark;
  readonly audit: Pick<Audit, 'record' | 'newestServiceChange'>;
  readonly incidents: IncidentLog;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
}

export interface TerminalStanding {
  /** @param at - a scan's own reading; without it the clock is read. */
  at(at?: UtcMillis): Standing;
  clock(): Status['clock'];
  clockView(): TrustView['clock'];
  /** An answer of the gateway told how the clocks stand. */
  measured(offset: ClockOffset): void;
  /** Notes the time, and what changed with it. Never throws. */
  keep(status: Status): void;
}

export function createTerminalStanding({ terminalId, trust, builtAt, clock, clockGuard, clockMark, audit, incidents, ruleSet }: TerminalStandingParts): TerminalStanding {
  clockGuard.raise(builtAt, 'build');
  clockGuard.raise(clockMark.read() ?? utcMillis(0), 'mark');
  const self = { terminalId, version: VERSION };
  const at = (reading?: UtcMillis): Standing => {
    // No time before the newest set was verified is right: a new set lifts the floor as it begins to count.
    clockGuard.raise(trust.trustAge()?.verifiedAt ?? utcMillis(0), 'signed');
    return standingAt(trust, self, reading ?? clockGuard.read().at);
  };
  at();
  const clockWatch = createClockWatch({
    clock,
    guard: clockGuard,
    mark: clockMark,
    driftLimit: () => trust.policy().clock.driftLimit,
    onFault: (cause) => void incidents.fault('clock-not-kept', cause),
  });
  const watch = createStandingWatch({ incidents, audit, ruleSet });
  return {
    at,
    clock: () => clockWatch.read(),
    clockView: () => clockWatch.view(),
    measured: (offset) => clockWatch.measured(offset),
    keep(status) {
      clockWatch.keep();
      try {
        watch(status);
      } catch (cause) {
        incidents.fault('standing-not-kept', cause);
      }
    },
  };
}
