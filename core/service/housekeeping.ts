import type { Clock } from '../model/clock.ts';
import { type DurationMs, durationMs, HOUR_MS, MINUTE_MS, SECOND_MS, type UtcMillis, utcMillis } from '../model/units.ts';
import type { Store } from '../store/open-store.ts';

/** A delivered body leaves the disk, WAL included, within this time; five seconds are promised (docs/PRIVACY.md). */
const CHECKPOINT_AFTER_DELIVERY_MS = durationMs(3_000);
/** Somebody else reads the database and the log cannot be emptied: tried again so soon. */
const CHECKPOINT_AGAIN_MS = SECOND_MS;
/** Travellers that rules are tried on are of the last days, or they say little of the next. */
const KEPT_TRAVELLERS_MS = durationMs(72 * HOUR_MS);
const EVERY_MS = HOUR_MS;
/** The spare follows the database's growth: rows that came after it are out of reach where the first page is lost. */
const SPARE_EVERY_MS = MINUTE_MS;
/** Every page is read once a day; a walk that a checkpoint ended is begun again at the next hour. */
const WALK_EVERY_MS = durationMs(24 * HOUR_MS);

/** What has to be cleared away: delivered bodies out of the WAL, delivered rows after retention. And what has to be looked after: every page, once a day. */
export interface Housekeeping {
  start(): void;
  stop(): void;
  /** Something may have been delivered. */
  delivered(): void;
  /** The disk is full: empties the log and removes every delivered row, old enough or not. */
  makeRoom(): void;
  /** Something was removed that the log still holds. */
  removed(): void;
}

/** @param onFault - a failed round is told and tried again at the next. */
export function createHousekeeping(store: Pick<Store, 'outbox' | 'rules' | 'checkpoint' | 'walkPages'>, clock: Clock, retention: DurationMs, onFault: (cause: unknown) => void): Housekeeping {
  let checkpoint: NodeJS.Timeout | null = null;
  let purge: NodeJS.Timeout | null = null;
  let spare: NodeJS.Timeout | null = null;
  let deliveredBefore = store.outbox.counts().delivered;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      onFault(cause);
    }
  };
  let walkedAt: UtcMillis | null = null;
  const hourly = (): void => {
    purgeNow();
    if (walkedAt !== null && clock.now() - walkedAt < WALK_EVERY_MS) return;
    store.walkPages().then((pages) => (walkedAt = pages === null ? walkedAt : clock.now()), onFault);
  };
  const purgeNow = (): void => {
    // What is purged here was delivered before: the count is only that of what stays.
    attempt(() => (deliveredBefore -= store.outbox.purgeDelivered(utcMillis(clock.now() - retention))));
    attempt(() => store.rules.forgetTravellers(utcMillis(clock.now() - KEPT_TRAVELLERS_MS)));
  };
  const emptyLogIn = (delay: DurationMs): void => {
    checkpoint ??= setTimeout(() => {
      checkpoint = null;
      attempt(() => {
        if (!store.checkpoint()) emptyLogIn(CHECKPOINT_AGAIN_MS);
      });
    }, delay);
  };
  return {
    makeRoom() {
      attempt(() => store.checkpoint());
      attempt(() => store.outbox.purgeDelivered(clock.now()));
      attempt(() => store.checkpoint());
    },
    start() {
      attempt(() => store.checkpoint());
      spare = setInterval(() => attempt(() => store.checkpoint()), SPARE_EVERY_MS);
      hourly();
      purge = setInterval(hourly, EVERY_MS);
    },
    stop() {
      if (purge !== null) clearInterval(purge);
      if (spare !== null) clearInterval(spare);
      if (checkpoint !== null) clearTimeout(checkpoint);
    },
    delivered() {
      const { delivered } = store.outbox.counts();
      if (delivered === deliveredBefore) return;
      deliveredBefore = delivered;
      emptyLogIn(CHECKPOINT_AFTER_DELIVERY_MS);
    },
    removed: () => emptyLogIn(CHECKPOINT_AFTER_DELIVERY_MS),
  };
}
