import type { ShellTimers } from '../../electron/shell-timers.ts';

/** Time that moves only when told. */
export function fakeShellTimers() {
  let now = 0;
  const due: { at: number; callback: () => void }[] = [];
  const timers: ShellTimers = {
    now: () => now,
    after(ms, callback) {
      const entry = { at: now + ms, callback };
      due.push(entry);
      return () => void due.splice(due.indexOf(entry), due.includes(entry) ? 1 : 0);
    },
  };
  return {
    timers,
    pauses: () => due.map(({ at }) => at - now),
    pass: (ms: number): void => {
      now += ms;
      for (const entry of due.filter(({ at }) => at <= now)) {
        due.splice(due.indexOf(entry), 1);
        entry.callback();
      }
    },
  };
}
