/** The terminal's records: the database, the clock that stands no earlier than its newest row, and the log of what happens to the terminal. Composes. */
import { join } from 'node:path';
import type { EngineParts } from '../engine-parts.ts';
import { type UtcMillis, utcMillis } from '../model/units.ts';
import { type BacklogWatch, createBacklogWatch } from '../service/backlog-watch.ts';
import { createIncidentLog, describeCause, type IncidentLog } from '../service/incident-log.ts';
import { openSoundStore } from '../store/damage/recover.ts';
import type { Store } from '../store/open-store.ts';
import { type ClockGuard, createClockGuard } from '../trust/clock-guard.ts';

export const DATABASE_FILE = 'portas.db';

export interface TerminalRecords {
  readonly store: Store;
  readonly clockGuard: ClockGuard;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  readonly incidents: IncidentLog;
  readonly backlog: BacklogWatch;
}

/** @throws PortasFault when the database is not usable. */
export function openTerminalRecords({ settings, clock, log, endProcess }: Pick<EngineParts, 'settings' | 'clock' | 'log' | 'endProcess'>): TerminalRecords {
  const store = openSoundStore(join(settings.dataDir, DATABASE_FILE), {
    now: () => clock.now(),
    onDamage(cause) {
      log('store-damaged', { detail: describeCause(cause) });
      endProcess?.();
    },
  });
  store.outbox.releaseLeases(clock.now());
  const clockGuard = createClockGuard(clock, utcMillis(Math.max(store.journal.newestAt() ?? 0, store.audit.newestAt() ?? 0, store.contingencies.newestAt() ?? 0)));
  const countWaiting = (): number => {
    const { pending, leased } = store.outbox.counts();
    return pending + leased;
  };
  const backlog = createBacklogWatch(store.backlog, countWaiting, clock, (cause) => log('backlog-not-kept', { cause: describeCause(cause) }));
  const incidents = createIncidentLog(store.incidents, clock, log, (at) => backlog.mark(at));
  return { store, clockGuard, now: () => clockGuard.read().at, incidents, backlog };
}
