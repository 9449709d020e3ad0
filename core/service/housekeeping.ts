import type { Clock } from '../model/clock.ts';
import { type DurationMs, durationMs, HOUR_MS, utcMillis } from '../model/units.ts';
import type { Store } from '../store/open-store.ts';

/** A delivered body leaves the disk, WAL included, within this time. */
const CHECKPOINT_AFTER_DELIVERY_MS = durationMs(3_000);
/** Travellers that rules are tried on are of the last days, or they say little of the next. */
const KEPT_TRAVELLERS_MS = durationMs(72 * HOUR_MS);
const PURGE_EVERY_MS = HOUR_MS;

/** What has to be cleared away: delivered bodies out of the WAL, delivered rows after retention. */
export interface Housekeeping {
  start(): void;
  stop(): void;
  /** Something may have been delivered. */
  delivered(): void;
  /** The disk is full: empties the log and removes every delivered row, old enough or not. */
  makeRoom(): void;
}

/** @param onFault - a failed round is told and tried again at the next. */
export function createHousekeeping(store: Pick<Store, 'outbox' | 'rules' | 'checkpoint'>, clock: Clock, retention: DurationMs, onFault: (cause: unknown) => void): Housekeeping {
  let checkpoint: NodeJS.Timeout | null = null;
  let purge: NodeJS.Timeout | null = null;
  let deliveredBefore = store.outbox.counts().delivered;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      onFault(cause);
    }
  };
  const purgeNow = (): void => {
    attempt(() => store.outbox.purgeDelivered(utcMillis(clock.now() - retention)));
    attempt(() => store.rules.forgetTravellers(utcMillis(clock.now() - KEPT_TRAVELLERS_MS)));
  };
  return {
    makeRoom() {
      attempt(() => store.checkpoint());
      attempt(() => store.outbox.purgeDelivered(clock.now()));
      attempt(() => store.checkpoint());
    },
    start() {
      purgeNow();
      purge = setInterval(purgeNow, PURGE_EVERY_MS);
    },
    stop() {
      if (purge !== null) clearInterval(purge);
      if (checkpoint !== null) clearTimeout(checkpoint);
    },
    delivered() {
      const { delivered } = store.outbox.counts();
      if (delivered === deliveredBefore || checkpoint !== null) return;
      deliveredBefore = delivered;
      checkpoint = setTimeout(() => {
        checkpoint = null;
        attempt(() => store.checkpoint());
      }, CHECKPOINT_AFTER_DELIVERY_MS);
    },
  };
}
