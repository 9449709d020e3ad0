/** Room on the disk, and what is cleared away and forgotten in time. Composes. */
import type { EngineParts } from '../engine-parts.ts';
import type { Pseudonyms } from '../desk/pseudonyms.ts';
import { STATE_INCIDENTS } from '../model/journal.ts';
import { DAY_MS, type DurationMs, durationMs, HOUR_MS, type UtcMillis } from '../model/units.ts';
import { createForgetting, parkedAt } from '../service/forgetting.ts';
import { createHousekeeping, type Housekeeping } from '../service/housekeeping.ts';
import type { IncidentLog } from '../service/incident-log.ts';
import { createDiskSpace, type DiskSpace } from '../store/disk-space.ts';
import type { Store } from '../store/open-store.ts';

const MIB = 1_048_576;

export interface UpkeepParts extends Pick<EngineParts, 'settings' | 'clock' | 'diskLimits'> {
  readonly store: Store;
  readonly incidents: IncidentLog;
  readonly pseudonyms: Pick<Pseudonyms, 'rotate'>;
  /** How long pseudonyms are kept. */
  readonly pseudonymsKept: DurationMs;
  /** False while the clock is known to be wrong: nothing is forgotten by a wrong clock. */
  readonly mayForget: () => boolean;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** `id@version`, for the audit. */
  readonly ruleSet: () => string;
  /** The room on the disk, or what waits, may be other than before. */
  readonly changed: () => void;
}

export interface Upkeep {
  readonly disk: DiskSpace;
  /** Keeps a change of the disk's state. */
  watchDisk(): void;
  readonly housekeeping: Pick<Housekeeping, 'delivered'>;
  /** When the oldest waiting record will be set aside for its age; null while that is far off. */
  parkedAt(oldestWaitingAt: UtcMillis | null): UtcMillis | null;
  start(): void;
  stop(): Promise<void>;
}

export function createUpkeep(parts: UpkeepParts): Upkeep {
  const { settings, clock, store, incidents, now } = parts;
  const { dataDir, retention } = settings;
  const freeRoom = (): string => `${Math.round(disk.read().freeBytes / MIB)} MiB`;
  const disk = createDiskSpace({
    dataDir,
    ...(parts.diskLimits === undefined ? {} : { limits: parts.diskLimits }),
    onBallastGone: () => {
      incidents.note('ballast-released', `${freeRoom()} were free`);
      housekeeping.makeRoom();
    },
    onChange: () => {
      watchDisk();
      parts.changed();
    },
    onFault: (cause) => void incidents.fault('disk-not-read', cause),
  });
  const watchDisk = (): void => incidents.watch('disk', disk.read().state, STATE_INCIDENTS.disk, `${freeRoom()} are free`);

  const housekeeping = createHousekeeping(store, clock, durationMs(retention.deliveredHours * HOUR_MS), (cause) => void incidents.fault('housekeeping', cause));
  const undelivered = durationMs(retention.undeliveredHours * HOUR_MS);
  const forgetting = createForgetting({
    records: store.retention,
    rotateKeys: () => parts.pseudonyms.rotate(),
    policy: { pseudonyms: parts.pseudonymsKept, staffNumbers: durationMs(retention.staffDays * DAY_MS), journal: durationMs(retention.journalDays * DAY_MS), undelivered },
    now,
    mayForget: parts.mayForget,
    listener: {
      forgotten: () => housekeeping.removed(),
      parked(count) {
        incidents.note('records-too-old', `${count} set aside after ${retention.undeliveredHours} h`);
        store.audit.record({ at: now(), action: 'records-parked', person: null, roles: [], second: null, subject: count.toString(), reason: 'too-old', ruleSet: parts.ruleSet() });
        parts.changed();
      },
      fault: (cause) => void incidents.fault('forgetting', cause),
    },
  });
  return {
    disk,
    watchDisk,
    housekeeping,
    parkedAt: (oldestWaitingAt) => parkedAt(oldestWaitingAt, undelivered, now()),
    start() {
      housekeeping.start();
      disk.start();
      forgetting.start();
    },
    async stop() {
      housekeeping.stop();
      await disk.stop();
      forgetting.stop();
    },
  };
}
