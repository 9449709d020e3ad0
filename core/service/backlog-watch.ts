import type { Clock } from '../model/clock.ts';
import { MINUTE_MS, type UtcMillis } from '../model/units.ts';
import type { Backlog } from '../store/backlog.ts';
import { laterThan } from './later-than.ts';

/** So many records wait on a day without an outage too, for the moment that a batch takes. */
const QUIET_WAITING = 10;

/**
 * Writes down how many records wait, so that an outage can be told of later: with every incident, each minute while there is a backlog and its number
 * changes, and when the backlog of an incident is gone. On a quiet day that is no write at all.
 */
export interface BacklogWatch {
  /** The number may have changed. Cheap: called for each conversion and each batch. */
  note(): void;
  /** An incident begins or ends at an instant: its row is on disk when this returns. */
  mark(at: UtcMillis): void;
  /** The most that has waited since the last row. */
  peak(): number;
}

/** @param onFault - what could not be written is told; nothing else fails for it. */
export function createBacklogWatch(backlog: Pick<Backlog, 'record'>, waiting: () => number, clock: Clock, onFault: (cause: unknown) => void): BacklogWatch {
  let current = waiting();
  let peak = current;
  let written: { readonly waiting: number; readonly monotonic: number } | null = null;
  /** An incident has been since the queue was last seen empty. */
  let unsettled = false;
  let markedAt: UtcMillis | null = null;

  const write = (at: UtcMillis): void => {
    const point = { at, waiting: current, peak };
    written = { waiting: current, monotonic: clock.monotonic() };
    peak = current;
    try {
      backlog.record(point);
    } catch (cause) {
      onFault(cause);
    }
  };
  const isDue = (): boolean => {
    if (written === null) return true;
    const notable = unsettled || Math.max(current, written.waiting) >= QUIET_WAITING;
    return notable && written.waiting !== current && clock.monotonic() - written.monotonic >= MINUTE_MS;
  };
  const read = (): number => {
    const before = current;
    current = waiting();
    peak = Math.max(peak, current);
    return before;
  };
  return {
    note() {
      const before = read();
      const drained = unsettled && current === 0 && before > 0;
      if (drained) unsettled = false;
      if (!drained && !isDue()) return;
      // A millisecond has one row, and what waited when an incident began or ended must stay.
      write(laterThan(markedAt, clock.now()));
    },
    mark(at) {
      read();
      unsettled = true;
      markedAt = at;
      write(at);
    },
    peak: () => peak,
  };
}
