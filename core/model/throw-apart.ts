/**
 * Throws a fault on its own, away from whoever met it. For work that nobody waits for and that only a fault of the program itself can end:
 * `work().catch(throwApart)`. Such a fault ends the process, which is started again (electron/uncaught.ts).
 */
export function throwApart(cause: unknown): void {
  queueMicrotask(() => {
    throw cause;
  });
}
