/**
 * Watches the wall clock: against the newest time known, and against the gateway's. Only the first decides anything; the gateway could otherwise stop a
 * terminal, or revive an expired code, by writing a date. Layer: service.
 */
import type { Status, TrustView } from '../contract.ts';
import type { Clock } from '../model/clock.ts';
import { type DurationMs, MINUTE_MS, type MonotonicMs, type UtcMillis, utcMillis } from '../model/units.ts';
import type { ClockGuard } from '../trust/clock-guard.ts';

/** How often the time is noted: as much of an idle night could be turned back unseen. */
const MARK_EVERY_MS = MINUTE_MS;

/** What an answer of the gateway told. */
export interface ClockOffset {
  /** The terminal's clock less the gateway's, milliseconds; positive: the terminal is ahead. */
  readonly offsetMs: number;
  /** How far the truth can be from it. */
  readonly withinMs: number;
}

export interface ClockWatchParts {
  readonly clock: Clock;
  readonly guard: ClockGuard;
  readonly mark: { write(at: UtcMillis): void };
  readonly driftLimit: () => DurationMs;
  readonly onFault: (cause: unknown) => void;
}

export interface ClockWatch {
  measured(offset: ClockOffset): void;
  /** Notes the time, when it is due; where the gateway calls the clock ahead, no more than what has surely passed. */
  keep(): void;
  read(): Status['clock'];
  view(): TrustView['clock'];
}

export function createClockWatch({ clock, guard, mark, driftLimit, onFault }: ClockWatchParts): ClockWatch {
  let last: (ClockOffset & { readonly wall: UtcMillis; readonly steady: MonotonicMs }) | null = null;
  let markedAt: MonotonicMs | null = null;
  /** A time known not to lie ahead, and when it was: what has passed since by the steady clock is known too. */
  let known = { at: guard.floor().at, steady: clock.monotonic() };
  /** The last measurement, moved on by what the wall clock was set by since: whoever sets it right sees it at once, network or not. */
  const offset = (): ClockOffset | null => {
    if (last === null) return null;
    const step = clock.now() - last.wall - (clock.monotonic() - last.steady);
    return { offsetMs: Math.round(last.offsetMs + step), withinMs: last.withinMs };
  };
  const stateOf = (behindMs: number, measured: ClockOffset | null): Status['clock']['state'] => {
    if (behindMs > 0) return 'behind';
    // Only when no reading of the answer would be within the limit: a slow network is not a wrong clock.
    if (measured === null || Math.abs(measured.offsetMs) - measured.withinMs <= driftLimit()) return 'ok';
    return measured.offsetMs > 0 ? 'fast' : 'slow';
  };
  const read = (): Status['clock'] => {
    const { behindMs } = guard.read();
    const measured = offset();
    return { state: stateOf(behindMs, measured), behindMs, offsetMs: measured?.offsetMs ?? null };
  };
  return {
    read,
    measured(measured) {
      last = { ...measured, wall: clock.now(), steady: clock.monotonic() };
    },
    keep() {
      const steady = clock.monotonic();
      if (markedAt !== null && steady - markedAt < MARK_EVERY_MS) return;
      const wall = guard.read().at;
      // A clock that runs ahead must not become the floor: it would stay there when it is set right. But a gateway that is wrong must not hold the floor
      // down either, so what has passed here is noted all the same.
      const isFast = read().state === 'fast';
      const at = isFast ? utcMillis(Math.min(wall, known.at + (steady - known.steady))) : wall;
      if (isFast && at <= guard.floor().at) return;
      markedAt = steady;
      try {
        mark.write(at);
        guard.raise(at, 'mark');
        known = { at, steady };
      } catch (cause) {
        onFault(cause);
      }
    },
    view() {
      const measured = offset();
      const floor = guard.floor();
      return {
        floorAt: floor.at,
        floorFrom: floor.source,
        gateway: measured === null || last === null ? null : { offsetMs: measured.offsetMs, withinMs: Math.ceil(measured.withinMs), measuredAt: utcMillis(last.wall) },
        limitMs: driftLimit(),
      };
    },
  };
}
