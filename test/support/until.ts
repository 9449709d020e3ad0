import { setTimeout as pause } from 'node:timers/promises';

/** Waits until something holds. @throws Error when it does not within the limit. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 60_000, everyMs = 20): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`did not hold within ${limitMs} ms`);
    await pause(everyMs);
  }
}
