/** Runs `run` once after `ms`; returns what cancels it. */
export type SetTimer = (run: () => void, ms: number) => () => void;
