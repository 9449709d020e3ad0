/**
 * The machine's timer, for what must not run before what has arrived. Layer: scan.
 * It runs only after the event loop has polled once more: reports that came during a busy spell are handed over first, wherever in the loop the spell was.
 * So a code is not torn, and a device not called silent, for a pause that was ours.
 * @see https://docs.libuv.org/en/v1.x/design.html#the-i-o-loop (timers, then poll, then the check phase that runs immediates)
 */
/** Runs `run` once, `ms` milliseconds from now or later. @returns what cancels it. */
export function setMachineTimer(run: () => void, ms: number): () => void {
  let afterPoll: NodeJS.Immediate | null = null;
  const timeout = setTimeout(() => {
    afterPoll = setImmediate(run);
  }, ms);
  return () => {
    clearTimeout(timeout);
    if (afterPoll !== null) clearImmediate(afterPoll);
  };
}
