/**
 * The engine's clock, as the window knows it. The engine's time never runs backwards and can stand ahead of this computer's wall clock
 * (core/trust/clock-guard.ts): waits, ages and ranges are counted by the clock that times the records, or the window would leave the newest ones out.
 * Between two words of the engine the window's steady clock carries it on. Pure but for its two clocks.
 */
export interface EngineTime {
  /** Whole UTC milliseconds; the wall clock's until the engine has spoken. */
  now(): number;
  /** The engine has said what time it is. */
  tell(at: number): void;
  /** Calls back when the time was set otherwise than it ran; returns the function that stops it. */
  onSet(listener: () => void): () => void;
}

/** The engine's word is some milliseconds old when it comes: no reason to draw anything anew. */
const UNNOTICED_MS = 1_000;

export function createEngineTime(wall: () => number = Date.now, steady: () => number = () => performance.now()): EngineTime {
  const listeners = new Set<() => void>();
  let told: { readonly at: number; readonly steadyAt: number } | null = null;
  const now = (): number => (told === null ? wall() : told.at + Math.max(0, Math.floor(steady() - told.steadyAt)));
  return {
    now,
    tell(at) {
      const off = Math.abs(at - now());
      told = { at, steadyAt: steady() };
      if (off > UNNOTICED_MS) for (const listener of listeners) listener();
    },
    onSet(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** The one clock of this window. */
export const engineTime: EngineTime = createEngineTime();
