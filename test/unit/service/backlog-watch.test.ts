import { describe, expect, it } from 'vitest';
import { createBacklogWatch } from '../../../core/service/backlog-watch.ts';
import { testClock } from '../../support/clocks.ts';
import { MORNING } from '../../support/codes.ts';

const open = (fails = false) => {
  const clock = testClock(MORNING);
  const rows: (readonly [number, number, number])[] = [];
  const faults: unknown[] = [];
  let waiting = 0;
  const record = ({ at, waiting: now, peak }: { at: number; waiting: number; peak: number }): void => {
    if (fails) throw new Error('disk full');
    rows.push([at - MORNING, now, peak]);
  };
  const watch = createBacklogWatch({ record }, () => waiting, clock, (cause) => faults.push(cause));
  return { clock, rows, faults, watch, wait: (count: number) => { waiting = count; watch.note(); } };
};

describe('the watch over the backlog', () => {
  it('writes nothing on a day on which records go as they come', () => {
    const { clock, rows, wait } = open();
    for (let n = 0; n < 500; n++) {
      wait(1);
      clock.advance(9_000);
      wait(0);
      clock.advance(9_000);
    }
    expect(rows.length).toBe(1);
  });

  it('writes at most once a minute while the number changes', () => {
    const { clock, rows, wait } = open();
    for (let n = 1; n <= 180; n++) {
      wait(n);
      clock.advance(1_000);
    }
    clock.advance(60_000);
    wait(0);
    expect(rows).toEqual([[0, 1, 1], [60_000, 61, 61], [120_000, 121, 121], [240_000, 0, 180]]);
  });

  it('writes with every incident, and once when the backlog of it is gone, with the peak between', () => {
    const { clock, rows, watch, wait } = open();
    wait(0);
    watch.mark(clock.now());
    for (const count of [1, 2, 3]) {
      clock.advance(100);
      wait(count);
    }
    watch.mark(clock.now());
    clock.advance(100);
    wait(1);
    expect(watch.peak()).toBe(3);
    clock.advance(100);
    wait(0);
    // Quiet again.
    wait(1);
    wait(0);
    expect(rows).toEqual([[0, 0, 0], [0, 0, 0], [300, 3, 3], [500, 0, 3]]);
  });

  it('keeps what waited when an incident ended apart from the queue that is empty in the same millisecond', () => {
    const { clock, rows, watch, wait } = open();
    wait(2);
    clock.advance(100);
    watch.mark(clock.now());
    wait(0);
    expect(rows).toEqual([[0, 2, 2], [100, 2, 2], [101, 0, 2]]);
  });

  it('lets nothing else fail for what it cannot write', () => {
    const { clock, faults, watch } = open(true);
    watch.mark(clock.now());
    expect(faults).toHaveLength(1);
  });
});
