/** Milliseconds on the clock that all threads share. */
export const sharedNow = (): number => Number(process.hrtime.bigint()) / 1e6;
