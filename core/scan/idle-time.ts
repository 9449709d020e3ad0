/** What all framings do alike with a pause: a code whose next report comes later than the idle time is given up. Layer: scan. */
import { type DurationMs, type MonotonicMs, monotonicMs } from '../model/units.ts';
import type { Assembled, Assembler } from './assembler.ts';

export interface PausedFraming {
  /** Longest pause inside a code. */
  readonly idleMs: DurationMs;
  /** Arrival of the last report of what is in progress; null when nothing is. */
  readonly lastAt: () => MonotonicMs | null;
  readonly take: (report: Uint8Array, at: MonotonicMs) => readonly Assembled[];
  /** Ends what is in progress, for a pause. */
  readonly giveUp: () => readonly Assembled[];
}

const NOTHING: readonly Assembled[] = [];

/** The part of an assembler that watches the time. */
export function withIdleTime({ idleMs, lastAt, take, giveUp }: PausedFraming): Pick<Assembler, 'push' | 'expire' | 'deadline'> {
  // One sum for all three: whether a difference of fractions of a millisecond exceeds the idle time is a matter of rounding.
  const deadline = (): MonotonicMs | null => {
    const last = lastAt();
    return last === null ? null : monotonicMs(last + idleMs);
  };
  return {
    push(report, at) {
      const due = deadline();
      const gap = due !== null && at > due ? giveUp() : NOTHING;
      const results = take(report, at);
      return gap.length === 0 ? results : [...gap, ...results];
    },
    expire(now) {
      const due = deadline();
      return due !== null && now >= due ? giveUp() : NOTHING;
    },
    deadline,
  };
}
