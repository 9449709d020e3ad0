import { describe, expect, it } from 'vitest';
import { createEngineTime } from '../../../renderer/ui/engine-time.ts';

/** The window's two clocks, each in the test's hand. */
function clocks() {
  const hands = { wall: 1_000_000, steady: 0 };
  return { hands, time: createEngineTime(() => hands.wall, () => hands.steady) };
}

describe("the window's time", () => {
  it('is the wall clock until the engine has spoken, and never afterwards', () => {
    const { hands, time } = clocks();
    expect(time.now()).toBe(1_000_000);
    time.tell(5_000_000);
    hands.wall = 9;
    expect(time.now()).toBe(5_000_000);
  });

  it('goes on with the steady clock between two words of the engine, in whole milliseconds', () => {
    const { hands, time } = clocks();
    time.tell(5_000_000);
    hands.steady = 1_234.9;
    expect(time.now()).toBe(5_001_234);
    time.tell(5_001_200);
    expect(time.now()).toBe(5_001_200);
  });

  it('calls back when it was set, and not when it ran as told', () => {
    const { hands, time } = clocks();
    time.tell(5_000_000);
    let calls = 0;
    const leave = time.onSet(() => (calls += 1));
    hands.steady = 60_000;
    time.tell(5_060_020);
    expect(calls).toBe(0);
    time.tell(8_000_000);
    time.tell(5_000_000);
    expect(calls).toBe(2);
    leave();
    time.tell(9_000_000);
    expect(calls).toBe(2);
  });
});
