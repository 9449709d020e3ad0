import { describe, expect, it } from 'vitest';
import { durationMs, utcMillis } from '../../../core/model/units.ts';
import { createClockWatch } from '../../../core/service/clock-watch.ts';
import { createClockGuard } from '../../../core/trust/clock-guard.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING } from '../../support/codes.ts';

const MINUTE = 60_000;

function open(mark: { write(at: number): void } | null = null, floor = 0) {
  const clock = testClock(MORNING);
  const guard = createClockGuard(clock, utcMillis(floor));
  const marks: number[] = [];
  const faults: unknown[] = [];
  const watch = createClockWatch({ clock, guard, mark: mark ?? { write: (at) => void marks.push(at) }, driftLimit: () => durationMs(30_000), onFault: (cause) => faults.push(cause) });
  return { clock, guard, watch, marks, faults };
}

describe('the watch over the clock', () => {
  it('knows nothing of the gateway before it has answered', () => {
    const { watch } = open();
    expect(watch.read()).toEqual({ state: 'ok', behindMs: 0, offsetMs: null });
    expect(watch.view()).toEqual({ floorAt: 0, floorFrom: 'record', gateway: null, limitMs: 30_000 });
  });

  it.each([
    [30_500, 'ok'],
    [30_501, 'fast'],
    [-30_500, 'ok'],
    [-30_501, 'slow'],
  ])('calls an offset of %i ms, known to half a second, %s', (offsetMs, state) => {
    const { watch } = open();
    watch.measured({ offsetMs, withinMs: 500 });
    expect(watch.read()).toMatchObject({ state, offsetMs });
  });

  it('does not take a slow network for a wrong clock', () => {
    const { watch } = open();
    watch.measured({ offsetMs: 40_000, withinMs: 15_000 });
    expect(watch.read().state).toBe('ok');
  });

  it('sees at once that the clock was set right, and that time alone changes nothing', () => {
    const { watch, clock } = open();
    watch.measured({ offsetMs: 42_000, withinMs: 500 });
    clock.advance(MINUTE);
    expect(watch.read()).toMatchObject({ state: 'fast', offsetMs: 42_000 });
    clock.setWall(utcMillis(MORNING + MINUTE - 42_000));
    expect(watch.read()).toMatchObject({ state: 'ok', offsetMs: 0 });
    expect(watch.view().gateway).toEqual({ offsetMs: 0, withinMs: 500, measuredAt: MORNING });
  });

  it('says first that the clock stands before what is known, whatever the gateway says', () => {
    const { watch, guard } = open();
    guard.raise(utcMillis(MORNING + 86_400_000), 'signed');
    watch.measured({ offsetMs: 42_000, withinMs: 500 });
    expect(watch.read()).toEqual({ state: 'behind', behindMs: 86_400_000, offsetMs: 42_000 });
    expect(watch.view()).toMatchObject({ floorAt: MORNING + 86_400_000, floorFrom: 'signed' });
  });

  it('notes the time once a minute, so that an idle night cannot be turned back', () => {
    const { watch, clock, guard, marks } = open();
    watch.keep();
    clock.advance(MINUTE - 1);
    watch.keep();
    clock.advance(1);
    watch.keep();
    expect(marks).toEqual([MORNING, MORNING + MINUTE]);
    clock.setWall(MORNING);
    expect(guard.read()).toEqual({ at: MORNING + MINUTE, behindMs: MINUTE });
    expect(watch.view().floorFrom).toBe('mark');
  });

  it('does not note a time that the gateway calls ahead: it could never be set right', () => {
    const { watch, clock, marks } = open();
    clock.setWall(utcMillis(MORNING + 365 * 86_400_000));
    watch.measured({ offsetMs: 365 * 86_400_000, withinMs: 500 });
    watch.keep();
    expect(marks).toEqual([]);
    clock.setWall(MORNING);
    watch.keep();
    expect(marks).toEqual([MORNING]);
  });

  it('goes on noting what has passed while a false date of the gateway calls the clock ahead', () => {
    const { watch, clock, guard, marks } = open();
    watch.keep();
    watch.measured({ offsetMs: 365 * 86_400_000, withinMs: 500 });
    clock.advance(MINUTE);
    watch.keep();
    clock.advance(MINUTE);
    watch.keep();
    expect(marks).toEqual([MORNING, MORNING + MINUTE, MORNING + 2 * MINUTE]);
    clock.setWall(MORNING);
    expect(guard.read()).toEqual({ at: MORNING + 2 * MINUTE, behindMs: 2 * MINUTE });
  });

  it('notes what has passed since the start, where the gateway is wrong from the first answer on', () => {
    const { watch, clock, guard, marks } = open(null, MORNING - 10 * MINUTE);
    watch.measured({ offsetMs: 365 * 86_400_000, withinMs: 500 });
    clock.advance(MINUTE);
    watch.keep();
    expect([marks, guard.floor()]).toEqual([[MORNING - 9 * MINUTE], { at: MORNING - 9 * MINUTE, source: 'mark' }]);
  });

  it('notes no more than what has passed where the clock did jump ahead', () => {
    const { watch, clock, marks } = open();
    watch.keep();
    clock.advance(MINUTE);
    clock.setWall(utcMillis(MORNING + MINUTE + 365 * 86_400_000));
    watch.measured({ offsetMs: 365 * 86_400_000, withinMs: 500 });
    watch.keep();
    expect(marks).toEqual([MORNING, MORNING + MINUTE]);
    clock.setWall(utcMillis(MORNING + MINUTE));
    expect(watch.read()).toMatchObject({ state: 'ok', behindMs: 0 });
  });

  it('tells that the time could not be noted, and lets the floor be', () => {
    const { watch, guard, faults } = open({
      write() {
        throw new Error('disk');
      },
    });
    watch.keep();
    expect([faults.length, guard.floor().at]).toEqual([1, 0]);
  });
});
