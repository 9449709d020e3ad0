/** Some peers write about everything they are shown; nobody is to read that, and no peer is to be timed writing it. */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { log, warn, error } = console;
  Object.assign(console, { log: () => undefined, warn: () => undefined, error: () => undefined });
  try {
    return await work();
  } finally {
    Object.assign(console, { log, warn, error });
  }
}
