import { SECOND_MS, type UtcMillis, utcMillis } from '../model/units.ts';

/**
 * The instant of something that happened after something else, though the clock may still show the same millisecond. A clock that was set back is believed.
 * @param last - instant of what was before; null for nothing.
 */
export function laterThan(last: UtcMillis | null, now: UtcMillis): UtcMillis {
  return last !== null && now <= last && last - now < SECOND_MS ? utcMillis(last + 1) : now;
}
