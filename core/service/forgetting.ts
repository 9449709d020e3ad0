/**
 * Forgets in time what may be kept no longer: pseudonyms and their keys, staff numbers, whole rows of the journal; and sets records aside that nobody
 * could deliver. Works in small steps with pauses between them, so that a scan never waits for more than one step. Layer: service.
 */
import type { RetentionRecords } from '../model/retention.ts';
import { type DurationMs, durationMs, HOUR_MS, type UtcMillis, utcMillis } from '../model/units.ts';

/** Between two rounds. */
export const ROUND_EVERY_MS = HOUR_MS;
/** Rows a step and pause after it: a step of the dearest kind takes a few milliseconds, and 10 million scans of a month age out in an hour and a half a day. */
const STEP_ROWS = 100;
const STEP_PAUSE_MS = 20;
/** Of the longest wait of an undelivered record: from here on people are told. */
const ALARM_SHARE = 0.5;

/** How long each is kept. */
export interface RetentionPolicy {
  readonly pseudonyms: DurationMs;
  readonly staffNumbers: DurationMs;
  readonly journal: DurationMs;
  /** Longest wait of a record before a technician has to decide. */
  readonly undelivered: DurationMs;
}

export interface ForgettingParts {
  readonly records: RetentionRecords;
  readonly rotateKeys: () => number;
  readonly policy: RetentionPolicy;
  /** The instant, from the clock that never runs backwards. */
  readonly now: () => UtcMillis;
  /** False while the clock is known to be wrong: nothing is forgotten by a wrong clock. */
  readonly mayForget: () => boolean;
  readonly listener: {
    /** Something was removed: the log has to be emptied of it. */
    forgotten(): void;
    /** Records were set aside for their age. */
    parked(count: number): void;
    fault(cause: unknown): void;
  };
}

export interface Forgetting {
  start(): void;
  stop(): void;
}

export function createForgetting({ records, rotateKeys, policy, now, mayForget, listener }: ForgettingParts): Forgetting {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const before = (age: DurationMs): UtcMillis => utcMillis(Math.max(0, now() - age));

  /** One step after another of one round; each says whether there may be more of its kind. */
  function* steps(): Generator<void> {
    // The keys first: a hash without its key is already nothing.
    if (rotateKeys() > 0) listener.forgotten();
    yield;
    while (records.forgetPseudonyms(before(policy.pseudonyms), STEP_ROWS)) yield;
    yield;
    while (records.forgetStaff(before(policy.staffNumbers), STEP_ROWS)) yield;
    yield;
    for (let after: number | null = 0; (after = records.removeScans(before(policy.journal), after, STEP_ROWS)) !== null; ) yield;
    yield;
    let parked: number;
    while ((parked = records.parkUndelivered(before(policy.undelivered), STEP_ROWS)) > 0) {
      listener.parked(parked);
      yield;
    }
    listener.forgotten();
  }
  const walk = (round: Generator<void>): void => {
    if (stopped) return;
    let next = ROUND_EVERY_MS;
    let goOn = (): void => walk(steps());
    try {
      if (mayForget() && round.next().done !== true) {
        next = durationMs(STEP_PAUSE_MS);
        goOn = () => walk(round);
      }
    } catch (cause) {
      listener.fault(cause);
    }
    timer = setTimeout(goOn, next);
  };
  return {
    start: () => walk(steps()),
    stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** When the oldest waiting record will be set aside; null while that is far off. */
export function parkedAt(oldestWaitingAt: UtcMillis | null, limit: DurationMs, now: UtcMillis): UtcMillis | null {
  return oldestWaitingAt === null || now - oldestWaitingAt < limit * ALARM_SHARE ? null : utcMillis(oldestWaitingAt + limit);
}
